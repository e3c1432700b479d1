/** Every word of the trial’s page: English here, every other language in `words/`. */

import { Speech } from "../speech.js";

const ENGLISH = {
  skip: "Skip to the content",
  language: "Language",
  unsigned: "These words were translated by a machine; no native speaker has checked them yet.",
  title: "A trial of face recognition",
  no_link: "Open the link that you were given. It is yours alone.",
  trouble: "That did not work. Try again.",
  agree_title: "Before you begin",
  agree_what:
    "You make some short captures of your face, and the people of the trial show your picture to the camera. All pictures are kept, with the room behind you, encrypted under a key of your own. You may leave at any time; everything is erased then.",
  notice: "Read the privacy notice",
  agree_age: "I am # years old or older.",
  agree_identity: "I agree that my face is compared.",
  agree_improvement: "I agree that all pictures of the trial are kept to improve the software.",
  agree: "I agree and begin",
  list: "The captures",
  device_phone: "your own phone",
  device_laptop: "your own laptop",
  light_daylight: "daylight",
  light_evening: "evening, by lamps",
  glasses_off: "without glasses",
  glasses_on: "with glasses, if you wear any",
  done_of: "# of #",
  next: "Next",
  all_done: "Thank you: every capture is made.",
  kept: "The capture is kept.",
  groups: "About you, if you like",
  groups_what:
    "It shows whether some people are refused more often than others. It is sealed with your captures.",
  not_said: "not said",
  yours: "Yours to decide",
  privacy: "Your data: see, copy, withdraw, complain",
  leave: "Leave the trial",
  leave_sure: "All your captures, your template and your key are erased. This cannot be undone.",
  leave_now: "Leave and erase",
  left: "You have left. Everything of you is erased.",
  whose: "Whose face is shown",
  volunteer: "Volunteer",
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
