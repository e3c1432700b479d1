// Bundle a page as a shop would that has the package from a registry: `build.mjs BUNDLER FOLDER`.
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";

const [bundler, root] = process.argv.slice(2);
const builders = {
  vite: () => vite({ root, configFile: false, logLevel: "error", build: { outDir: "out" } }),
  esbuild: () =>
    esbuild({
      absWorkingDir: root,
      // esbuild looks for no worker by itself: the second file is the line that docs/web.md has
      entryPoints: { main: "main.js", encoder: "@inperson/web/encoder.js" },
      bundle: true,
      splitting: true,
      format: "esm",
      outdir: "out",
    }),
};
await builders[bundler]();
