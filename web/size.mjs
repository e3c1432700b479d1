// Say what a page loads, and fail where it is more than was promised.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 17_000;
const files = ["dist/inperson.js", "dist/encoder.js"];
const sizes = files.map(
  (file) => gzipSync(readFileSync(new URL(file, import.meta.url)), { level: 9 }).length,
);
files.forEach((file, at) => console.log(`${file.padEnd(20)} ${sizes[at]} bytes gzip`));
const all = sizes.reduce((sum, size) => sum + size, 0);
console.log(`${"together".padEnd(20)} ${all} bytes gzip, at most ${MOST}`);
process.exit(all < MOST ? 0 : 1);
