import { readFileSync, readdirSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { LANGUAGES, WORDS, say, sayOne, speak, time } from "../pages/privacy/words.js";

const SAME = new Set(["code"]);
const holes = (text: string): number => text.split("#").length - 1;

describe("the privacy centre's words", () => {
  beforeEach(() => void speak("en"));

  test("miss no language, and have the same values in each", () => {
    for (const [key, row] of Object.entries(WORDS)) {
      expect(row, key).toHaveLength(LANGUAGES.length);
      for (const text of row) {
        expect(text.trim(), key).toBe(text);
        expect(text, key).not.toBe("");
        expect(holes(text), `${key}: ${text}`).toBe(holes(row[0]));
      }
    }
  });

  test("are translated: no sentence is the English one in another language", () => {
    for (const [key, row] of Object.entries(WORDS)) {
      if (!SAME.has(key)) for (const text of row.slice(1)) expect(text, key).not.toBe(row[0]);
    }
  });

  test("are all said somewhere, one by one or as a family", () => {
    const folder = new URL("../pages/privacy/", import.meta.url);
    const code = readdirSync(folder)
      .filter((name) => name !== "words.ts")
      .map((name) => readFileSync(new URL(name, folder), "utf8"))
      .join("\n");
    const families = new Set(
      [...code.matchAll(/sayOne\("(\w+)"/g), ...code.matchAll(/`(\w+)_\$\{/g)].map(
        (found) => found[1]!,
      ),
    );
    const refusals = new Set([
      "centre_entry_refused",
      "centre_busy",
      "centre_ticket_invalid",
      "recipient_invalid",
      "proof_invalid",
      "subject_locked",
      "subject_disabled",
      "disclosure_closed",
    ]);
    const unsaid = Object.keys(WORDS).filter(
      (key) =>
        !code.includes(`"${key}"`) && !refusals.has(key) && !families.has(key.split("_")[0]!),
    );
    expect(unsaid).toEqual([]);
  });

  test("fill each hole once, and say plainly what a later server adds", () => {
    expect(say("times", 3, "Monday")).toBe("3 times, last on Monday");
    expect(sayOne("is", "no_match")).toBe("not recognised");
    expect(sayOne("is", "put_aside")).toBe("put aside");
    speak("de-AT");
    expect(say("leave")).toBe("Verlassen");
    expect(time("2026-11-25T17:00:00Z", true)).toBe("25.11.2026");
  });
});
