import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { speech as check } from "../pages/check/words.js";
import { speech as demo } from "../pages/demo/words.js";
import { speech as privacy } from "../pages/privacy/words.js";
import { Speech } from "../pages/speech.js";
import { speech as trial } from "../pages/trial/words.js";
import { LANGUAGES, MACHINE_MADE } from "../src/languages.js";

const PAGES: Readonly<Record<string, Speech<string>>> = { check, demo, privacy, trial };
/** Words that are spelt as in English. */
const SAME = new Set(["Code", "#/#"]);
const holes = (text: string): number => text.split("#").length - 1;

describe.each(Object.entries(PAGES))("the words of the page %s", (page, speech) => {
  test("are there for every key in every language, with its values, and translated", async () => {
    const english = await speech.wordsOf("en");
    expect([...speech.languages].sort()).toEqual([...LANGUAGES].sort());
    for (const language of speech.languages.slice(1)) {
      const words = await speech.wordsOf(language);
      expect(Object.keys(words), language).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) {
        const said = words[key]!;
        expect(said.trim(), `${language} ${key}`).toBe(said);
        expect(said, `${language} ${key}`).not.toBe("");
        if (!SAME.has(text)) expect(said, `${language} ${key}`).not.toBe(text);
        expect(holes(said), `${language} ${key}`).toBe(holes(text));
      }
    }
  });

  test("say in their file whether a native speaker has signed them", () => {
    for (const language of speech.languages.slice(1)) {
      const file = new URL(`../pages/${page}/words/${language}.ts`, import.meta.url);
      const unsigned = readFileSync(file, "utf8").includes("No native speaker has signed");
      expect(unsigned, language).toBe(MACHINE_MADE.includes(language));
    }
  });
});

describe("what a page speaks", () => {
  const words = (hello: string) => Promise.resolve({ default: { hello } });

  test("is English where the words do not come", async () => {
    const speech = new Speech({ hello: "Hello" }, { de: () => Promise.reject(new Error("away")) });
    expect(await speech.speak("de-AT")).toBe("en");
    expect(speech.say("hello")).toBe("Hello");
  });

  test("is what was asked for last, whichever words come first", async () => {
    let late = (): void => undefined;
    const waits = new Promise<void>((resolve) => (late = resolve));
    const speech = new Speech(
      { hello: "Hello" },
      { de: () => waits.then(() => words("Hallo")), fr: () => words("Bonjour") },
    );
    const first = speech.speak("de");
    expect(await speech.speak("fr-CA")).toBe("fr");
    late();
    expect(await first).toBe("fr");
    expect(speech.say("hello")).toBe("Bonjour");
    expect(speech.unsigned).toBe(false);
  });
});
