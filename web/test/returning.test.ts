import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { returned } from "../src/returning.js";

const VECTORS = new URL("../../tests/vectors/check-returns.tsv", import.meta.url);
const WANTED = { returnTo: "org.example.shop:/done", state: "a&b c" };

const rows = readFileSync(VECTORS, "utf-8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split("\t") as [string, string, string]);

test("there are calls to hear, and calls not to", () => {
  expect(new Set(rows.map(([session]) => session))).toEqual(new Set(["ses_a", ""]));
});

test.each(rows)("hears %j of %s: %s", (session, url) => {
  expect(returned(url, WANTED)).toBe(session || undefined);
});
