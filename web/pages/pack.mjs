// Put the built files where the server's package carries them, and the snippets into their page.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const at = (path) => new URL(path, import.meta.url);
const target = at("../../src/inperson/http/pages/static/");

/** What of an example belongs to Inperson: its marked parts, or all of it where none is marked. */
export function snippet(text) {
  const marked = [...text.matchAll(/^.*\[inperson\b.*\n([^]*?)^.*\binperson\]/gm)].map((found) =>
    dedent(found[1]),
  );
  return marked.length ? marked.join("\n") : text.trimEnd();
}

function dedent(text) {
  const lines = text.replace(/^\n+|\s+$/g, "").split("\n");
  const indents = lines.filter((line) => line.trim()).map((line) => /^ */.exec(line)[0].length);
  return lines.map((line) => line.slice(Math.min(...indents))).join("\n");
}

const escape = (text) =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

function integrate() {
  let count = 0;
  return readFileSync(at("integrate.html"), "utf8").replace(
    /<!-- snippet: (\S+) \| (.*?) -->/g,
    (_, path, title) => {
      const code = snippet(readFileSync(at(`../../examples/${path}`), "utf8"));
      const id = `snippet-${(count += 1)}`;
      return `<div class="snippet"><div><strong>${title}</strong><button type="button" data-copy="${id}" aria-label="Copy: ${title}">Copy</button></div>
<pre id="${id}" tabindex="0" role="region" aria-label="${title}" data-path="${path}">${escape(code)}</pre></div>`;
    },
  );
}

mkdirSync(target, { recursive: true });
for (const name of [
  "inperson.js",
  "encoder.js",
  ...readdirSync(at("../dist")).filter((name) => /^(words|check|demo|privacy|trial)-/.test(name)),
  "demo.js",
  "integrate.js",
  "privacy.js",
  "check.js",
  "parts.js",
  "console.js",
  "trial.js",
])
  copyFileSync(at(`../dist/${name}`), new URL(name, target));
for (const name of [
  "demo.html",
  "privacy.html",
  "trial.html",
  "check.html",
  "pages.css",
  "privacy.css",
  "check.css",
  "console.css",
  "icon.svg",
])
  copyFileSync(at(name), new URL(name, target));
writeFileSync(new URL("integrate.html", target), integrate());
