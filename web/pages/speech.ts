/**
 * A page's words in the language that is spoken. English is in the page's script; every other
 * language is a file of its own, so that a slow line carries one.
 */

import { MACHINE_MADE, filled, languageOf } from "../src/languages.js";
import type { Language } from "../src/languages.js";

/** Every text of a page in one language. */
export type Words<K extends string> = Readonly<Record<K, string>>;
/** Where the words of each language but English come from. */
export type Files<K extends string> = Readonly<
  Partial<Record<Exclude<Language, "en">, () => Promise<{ default: Words<K> }>>>
>;

export class Speech<K extends string> {
  readonly #english: Words<K>;
  readonly #files: Files<K>;
  #words: Words<K>;
  #language: Language = "en";
  #asked = 0;

  constructor(english: Words<K>, files: Files<K>) {
    this.#english = this.#words = english;
    this.#files = files;
  }

  get languages(): readonly [Language, ...Language[]] {
    return ["en", ...(Object.keys(this.#files) as Language[])];
  }

  /** The language that is spoken now. */
  get language(): Language {
    return this.#language;
  }

  /** Whether nobody who grew up with the language has signed its words yet. */
  get unsigned(): boolean {
    return MACHINE_MADE.includes(this.#language);
  }

  /** The words of a language. */
  async wordsOf(language: Language): Promise<Words<K>> {
    return language === "en" ? this.#english : (await this.#files[language]!()).default;
  }

  /**
   * Speak the language that serves a locale; English where none does, or its words do not come.
   * Returns which is spoken now: of two that are asked for, that of the later.
   */
  async speak(locale: string): Promise<Language> {
    const turn = ++this.#asked;
    const wanted = languageOf(locale, this.languages);
    const [language, words] = await this.wordsOf(wanted).then(
      (theirs) => [wanted, theirs] as const,
      () => ["en", this.#english] as const,
    );
    if (turn === this.#asked) {
      this.#words = words;
      this.#language = language;
    }
    return this.#language;
  }

  /** Say a text; each `#` takes the next value. */
  say(key: K, ...values: readonly (string | number)[]): string {
    return filled(this.#words[key], values);
  }

  /** Tell whether a text is said by this name. */
  isKey(name: string): name is K {
    return name in this.#english;
  }
}
