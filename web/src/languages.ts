/** The languages that a person is spoken to in, and what is the same for every text of them. */

/* prettier-ignore */
export const LANGUAGES = [
  "en", "de", "es", "fr", "pt", "ar", "zh", "it", "nl", "pl", "tr", "ja", "ru", "uk", "ko", "hi",
  "vi",
] as const;

export type Language = (typeof LANGUAGES)[number];

/** Choose the language, of these, that serves a locale such as `de-AT`; else the first. */
export function languageOf<L extends string>(locale: string, among: readonly [L, ...L[]]): L {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  return among.find((each) => each === base) ?? among[0];
}

/** The direction in which a language is written. */
export function directionOf(language: string): "rtl" | "ltr" {
  return /^(ar|fa|he|ur)/.test(language) ? "rtl" : "ltr";
}

/** Fill a text: each `#` takes the next value. */
export function filled(text: string, values: readonly (string | number)[]): string {
  let at = 0;
  return text.replace(/#/g, () => String(values[at++]));
}

/** Made by a machine, until somebody who grew up with the language signs the words. */
/* prettier-ignore */
export const MACHINE_MADE: readonly Language[] = [
  "pt", "it", "nl", "pl", "tr", "ja", "ru", "uk", "ko", "hi", "vi",
];
