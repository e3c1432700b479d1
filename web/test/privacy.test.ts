import { readFileSync, readdirSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { say, sayOne, speech, time } from "../pages/privacy/words.js";

describe("the privacy centre's words", () => {
  beforeEach(() => speech.speak("en"));

  test("are all said somewhere, one by one or as a family", async () => {
    const folder = new URL("../pages/privacy/", import.meta.url);
    const code = readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && name !== "words.ts")
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
    const unsaid = Object.keys(await speech.wordsOf("en")).filter(
      (key) =>
        !code.includes(`"${key}"`) && !refusals.has(key) && !families.has(key.split("_")[0]!),
    );
    expect(unsaid).toEqual([]);
  });

  test("fill each hole once, and say plainly what a later server adds", async () => {
    expect(say("times", 3, "Monday")).toBe("3 times, last on Monday");
    expect(sayOne("is", "no_match")).toBe("not recognised");
    expect(sayOne("is", "put_aside")).toBe("put aside");
    await speech.speak("de-AT");
    expect(say("leave")).toBe("Verlassen");
    expect(time("2026-11-25T17:00:00Z", true)).toBe("25.11.2026");
  });
});
