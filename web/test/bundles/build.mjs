// Bundle a page as a shop would that has the package from a registry: `build.mjs BUNDLER FOLDER`.
import { Parcel } from "@parcel/core";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { fileURLToPath } from "node:url";
import webpack from "webpack";

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
  // which reads what a package exports if its user says so, as docs/web.md does
  parcel: () => {
    process.chdir(root);
    return new Parcel({
      entries: "index.html",
      defaultConfig: fileURLToPath(import.meta.resolve("@parcel/config-default")),
      mode: "production",
      shouldDisableCache: true,
      defaultTargetOptions: { distDir: `${root}/out` },
    }).run();
  },
  // it finds the worker and the languages by itself; in the form of a module, as the package is
  webpack: () =>
    new Promise((resolve, reject) => {
      const options = {
        context: root,
        mode: "production",
        entry: "./main.js",
        output: { path: `${root}/out`, filename: "main.js" },
      };
      webpack(options, (error, stats) => {
        const wrong = error ?? stats.toJson({ all: false, errors: true }).errors[0];
        return wrong ? reject(wrong) : resolve();
      });
    }),
};
await builders[bundler]();
