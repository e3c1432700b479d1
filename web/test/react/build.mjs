// Bundle the React example as a shop would, with the built package under its own name.
import { build } from "vite";

const root = new URL(".", import.meta.url).pathname;
await build({
  root,
  configFile: false,
  logLevel: "error",
  esbuild: { jsx: "automatic" },
  resolve: {
    alias: { "@inperson/web": new URL("../../dist/inperson.js", import.meta.url).pathname },
    dedupe: ["react", "react-dom"],
  },
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    lib: { entry: "main.jsx", formats: ["es"], fileName: () => "app.js" },
    outDir: new URL(".", `file://${process.argv[2]}`).pathname,
    emptyOutDir: false,
  },
});
