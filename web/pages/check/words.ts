/** Every word of the check's page: English here, every other language in `words/`. */

import { Speech } from "../speech.js";

const ENGLISH = {
  title: "Face check",
  language: "Language",
  skip: "Skip to the content",
  asks: "# asks for a face check",
  only_you:
    "Go on only if you came here from # yourself. If somebody sent you this link, close the page: it could be about that person’s account.",
  sent: "Go on only if # told you, on the phone or at its desk, that this link would come now. If you expect none, or somebody else asks you for it, close the page.",
  go_on: "Continue",
  notice: "The privacy notice",
  no_camera: "This browser cannot use a camera here. It may be the one inside another app.",
  open_elsewhere: "Copy the link and open it in Safari, Chrome or Firefox. It is not used up yet.",
  copy: "Copy the link",
  copied: "The link is copied.",
  which: "Which camera?",
  here: "Use this device",
  phone: "Use my phone",
  scan: "Scan this with your phone’s camera",
  picture: "A QR code with the link for your phone",
  matches: "Your phone has to show the same number:",
  same: "Does your other screen show this number?",
  same_why:
    "# must stand there, too. If you have no other screen before you, somebody else wants you to do their check: stop.",
  told: "Did # tell you these words?",
  told_why:
    "They stand for what you confirm with your face. If you were told others, or talk to nobody from # now, stop.",
  yes: "Yes, it is the same",
  no: "No, stop",
  stop: "Stop the check",
  moment: "One moment…",
  at_handed: "Waiting for your phone…",
  at_on_phone: "Your phone is connected. Go on there.",
  at_capturing: "The check is running on your phone.",
  done: "The check is done",
  cancelled: "The check was stopped",
  expired: "The time for the check is over",
  told_there: "# says there what comes next.",
  back: "Back to #",
  other_screen: "Go on at your other screen. You can close this page.",
  close: "You can close this page. # learns how the check ended.",
  cannot: "This link cannot be used",
  start_again: "Go back to the app or website that you came from, and start again there.",
  check_link_invalid: "The link is not whole, or a newer one took its place.",
  check_link_used:
    "The link works once, and it was opened before. If that was not you, tell the organisation.",
  check_visit_invalid: "There is no check in this browser, or it goes on elsewhere.",
  session_ended: "The check is done already.",
  session_expired: "The time for the check is over.",
  hand_off_refused: "The check stays on the device that has it now.",
  network: "There is no connection. Trying again…",
  trouble: "This is not possible now. Try again in a moment.",
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

/** Say a text; each `#` takes the next value, kept apart from the words' direction. */
export function say(key: Key, ...values: readonly string[]): string {
  return speech.say(key, ...values.map((each) => `\u2068${each}\u2069`));
}
