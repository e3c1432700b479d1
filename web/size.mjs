// Say what a page loads, and fail where it is more than was promised.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 17_000;
const MOST_WORDS = 1_700;
const size = (name) =>
  gzipSync(readFileSync(new URL(`dist/${name}`, import.meta.url)), { level: 9 }).length;
const said = (name, bytes, most) => console.log(`${name.padEnd(20)} ${bytes} bytes gzip${most}`);

const files = ["inperson.js", "encoder.js"];
for (const name of files) said(name, size(name), "");
const all = files.reduce((sum, name) => sum + size(name), 0);
said("together", all, `, at most ${MOST}`);
const words = readdirSync(new URL("dist", import.meta.url)).filter((name) => /^words/.test(name));
const largest = Math.max(...words.map(size));
said("a language", largest, `, at most ${MOST_WORDS}: only who speaks it loads it`);
process.exit(all < MOST && words.length > 0 && largest < MOST_WORDS ? 0 : 1);
