import { defineConfig } from "vite";

/**
 * The scripts of the server's own pages; they find the SDK beside them and only share its types.
 */
export default defineConfig({
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: {
      entry: {
        demo: "pages/demo.ts",
        integrate: "pages/integrate.ts",
        privacy: "pages/privacy/privacy.ts",
        console: "pages/console/console.ts",
      },
      formats: ["es"],
    },
    rollupOptions: { output: { entryFileNames: "[name].js" } },
  },
});
