/** Every word of the demo's page: English here, every other language in `words/`. */

import { Speech } from "../speech.js";

const ENGLISH = {
  title: "Inperson: try it",
  unsigned: "These words were translated by a machine; no native speaker has checked them yet.",
  skip: "Skip to the content",
  pages: "Pages",
  build: "Build it in",
  heading: "Try your face",
  yours:
    "This server is yours: nothing leaves it. Enrol, prove that it is you, and erase what was kept.",
  check: "Face check",
  do: "What to do",
  enroll: "1. Enrol my face",
  authenticate: "2. Prove that it is me",
  erase: "3. Erase me",
  privacy: "4. Your data: see, copy, withdraw, complain",
  language: "Language",
  seen: "What your back end is told",
  nothing: "nothing yet",
  none: "none",
  kept: "What is kept, and for how long",
  what: "What",
  what_for: "What for",
  how_long: "How long",
  pictures: "The camera’s pictures",
  pictures_for: "the decision itself; in memory alone",
  pictures_until: "until it is made",
  template: "A template of your face",
  template_for: "to know you again; sealed under a key of your own",
  template_until: "365 days after the last check, or until you erase it",
  decision: "The decision",
  decision_for: "proof of what was decided, and when; never a score",
  decision_until: "365 days, or until you erase it",
  cookie: "A cookie of this page",
  cookie_for: "so that this browser finds its own enrolment",
  cookie_until: "until you close the browser",
  erasing:
    "Erasing destroys your key first, then the rows: no copy opens any more. A backup of the key store may hold the key for some days longer; a server that restores one erases you again before it serves.",
  developer:
    "This demo works with a developer token and never asks to keep pictures for improvement.",
  enrolled: "Enrolled: #.",
  not_enrolled: "You are not enrolled.",
  alternative: "Your own page would now lead on to another way: a code, a call, a counter.",
};

export type Key = keyof typeof ENGLISH;
/** Every text in one language. */
export type Words = Readonly<Record<Key, string>>;

export const speech = new Speech<Key>(ENGLISH, {
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
  pt: () => import("./words/pt.js"),
  ar: () => import("./words/ar.js"),
  zh: () => import("./words/zh.js"),
  it: () => import("./words/it.js"),
  nl: () => import("./words/nl.js"),
  pl: () => import("./words/pl.js"),
  tr: () => import("./words/tr.js"),
  ja: () => import("./words/ja.js"),
  ru: () => import("./words/ru.js"),
  uk: () => import("./words/uk.js"),
  ko: () => import("./words/ko.js"),
  hi: () => import("./words/hi.js"),
  vi: () => import("./words/vi.js"),
});
