import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

/** The words of pages, a file a language. */
const words = Object.fromEntries(
  ["check", "demo", "privacy", "trial"].flatMap((page) =>
    readdirSync(`pages/${page}/words`).map((file) => [
      `${page}-${file.replace(".ts", "")}`,
      `pages/${page}/words/${file}`,
    ]),
  ),
);

/**
 * The scripts of the server's own pages; they find the SDK beside them and only share its types.
 */
export default defineConfig({
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: {
      entry: {
        demo: "pages/demo/demo.ts",
        integrate: "pages/integrate.ts",
        privacy: "pages/privacy/privacy.ts",
        check: "pages/check/check.ts",
        console: "pages/console/console.ts",
        trial: "pages/trial/trial.ts",
        ...words,
      },
      formats: ["es"],
    },
    rollupOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        // parts.js is what two of them share
        manualChunks: (id) => (/\/web\/src\/|\/(offer|speech)\.ts$/.test(id) ? "parts" : undefined),
      },
    },
  },
});
