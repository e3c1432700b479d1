/** The choice of a language, each by the name that those who speak it give it. */

import type { Language } from "../src/languages.js";

/* prettier-ignore */
const NAMES: Readonly<Record<Language, string>> = {
  en: "English", de: "Deutsch", es: "Español", fr: "Français", pt: "Português", ar: "العربية",
  zh: "中文", it: "Italiano", nl: "Nederlands", pl: "Polski", tr: "Türkçe", ja: "日本語",
  ru: "Русский", uk: "Українська", ko: "한국어", hi: "हिन्दी", vi: "Tiếng Việt",
};

/** Fill a choice with languages. */
export function offer(choice: HTMLSelectElement, languages: readonly Language[]): void {
  for (const each of languages) {
    const option = new Option(NAMES[each], each);
    option.lang = each;
    choice.add(option);
  }
}
