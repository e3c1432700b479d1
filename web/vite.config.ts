import { minify } from "terser";
import { LANGUAGES } from "./src/languages.js";
import { defineConfig, transformWithEsbuild } from "vite";
import type { Plugin } from "vite";

/**
 * As bundlers look for a worker. The source has it in another form, or Vite would put the worker
 * into the library itself.
 */
const WORKER = 'new URL("./encoder.js",import.meta.url)';

/**
 * Vite leaves white space in an ESM library for bundlers to remove; a page that has none pays for
 * it.
 */
export const small: Plugin = {
  name: "small",
  async generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const code = chunk.code.replace(/`\n:host \{[^`]*`/, (css) =>
        css
          .replace(/\s+/g, " ")
          .replace(/ ?([{};,]) ?/g, "$1")
          .replace(/: /g, ":"),
      );
      // esbuild shortens #private names, terser the code between them: 400 bytes less than either.
      const short = await transformWithEsbuild(code, chunk.fileName, {
        minify: true,
        format: "esm",
        target: "es2022",
        charset: "utf8",
      });
      const compress = { passes: 3, unsafe_arrows: true, pure_getters: true };
      const least =
        (await minify(short.code, { module: true, ecma: 2020, compress })).code ?? short.code;
      chunk.code = least.replace(/new URL\("encoder\.js",\w+\)/, WORKER);
    }
  },
};

/** The SDK, and beside it what a page loads only if it needs it. */
const entry = Object.fromEntries(
  LANGUAGES.slice(1).map((each) => [`words-${each}`, `src/words/${each}.ts`]),
);
Object.assign(entry, {
  inperson: "src/index.ts",
  encoder: "src/encoder.ts",
  capacitor: "src/capacitor.ts",
  "react-native": "src/react-native.ts",
  returning: "src/returning.ts",
});

export default defineConfig({
  plugins: [small],
  build: {
    target: "es2022",
    minify: false,
    lib: { entry, formats: ["es"] },
    rollupOptions: { external: ["react"], output: { entryFileNames: "[name].js" } },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
