/**
 * Every word that a person reads or hears. English is in the SDK itself; every other language is a
 * file of its own in `words/`.
 */

import type { ErrorCode } from "./errors.js";
import type { Hint, Improvement } from "./protocol.js";
import type { Way } from "./view/way.js";

type Key =
  | "lang"
  | "title"
  | "why_enroll"
  | "why_authenticate"
  | "why_liveness"
  | "how"
  | "deleted"
  | "privacy"
  | "ask_required"
  | "ask_changed"
  | "agree"
  | "begin"
  | "alternative"
  | "cancel"
  | "again"
  | "more_time"
  | "sound"
  | "find"
  | "found"
  | "camera_view"
  | "step"
  | "waiting"
  | "camera"
  | "paused"
  | "reconnecting"
  | "checking"
  | "passed"
  | "refused"
  | `hint_${Hint | Way}`
  | "improve_follow_the_oval"
  | "improve_move_closer_and_back"
  | "improve_uncover_face"
  | `error_${Exclude<ErrorCode, "insecure_context" | "session_expired" | "token_unavailable" | "camera_policy" | "connect_policy">}`;

/** Every text in one language. */
export type Words = Readonly<Record<Key, string>>;
/** Texts of a page's own, which go before those of the language. */
export type Texts = Partial<Words>;

export const ENGLISH: Words = {
  lang: "en",
  title: "Face check",
  why_enroll: "Your camera takes in your face, so that you can sign in with it.",
  why_authenticate: "Your camera checks that it is you, here and now.",
  why_liveness: "Your camera checks that a person is here now.",
  how: "Put your face into the oval and follow it. It takes 15 seconds.",
  deleted: "The pictures are deleted at once.",
  ask_required: "Read how your data is used.",
  ask_changed: "This has changed. Read it again.",
  agree: "Agree and start",
  privacy: "Your data",
  begin: "Start the camera",
  alternative: "Continue without face check",
  cancel: "Cancel",
  again: "Try again",
  more_time: "Take more time",
  sound: "Guide me by sound",
  find: "Hold the camera at arm’s length, before your face",
  found: "Your face is in view",
  camera_view: "Your camera",
  step: "Step # of #",
  waiting: "One moment…",
  camera: "Allow the camera, please",
  paused: "Paused: come back here",
  reconnecting: "Connection lost, trying again…",
  checking: "Checking…",
  passed: "Done",
  refused: "That did not work",
  hint_no_face: "Show your face",
  hint_multiple_faces: "Only one person",
  hint_move_closer: "Move closer",
  hint_move_back: "Move back",
  hint_move_into_oval: "Face into the oval",
  hint_look_straight: "Look straight ahead",
  hint_hold_still: "Hold still",
  hint_too_dark: "Too dark: more light",
  hint_too_bright: "Too bright: less light",
  hint_too_blurred: "Blurred: hold still",
  hint_left: "Move left",
  hint_right: "Move right",
  hint_up: "Move up",
  hint_down: "Move down",
  improve_follow_the_oval: "Follow the oval with your face",
  improve_move_closer_and_back: "Move closer and back with the oval",
  improve_uncover_face: "Uncover your face",
  error_permission_denied: "Allow the camera in your browser’s settings.",
  error_no_camera: "There is no camera.",
  error_camera_in_use: "Another program is using the camera.",
  error_camera_silent: "The camera shows no picture.",
  error_unsupported: "This browser cannot use a camera here.",
  error_network_lost: "There is no connection.",
  error_network_too_slow:
    "Too few pictures arrived: the connection is slow. Try again, or on another network.",
  error_timeout: "It took too long.",
  error_cancelled: "Cancelled.",
  error_server_refused: "This is not possible now.",
};

/** The other languages, each a file beside this one, which whoever speaks it loads. */
const OTHERS = {
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
  pt: () => import("./words/pt.js"),
  ar: () => import("./words/ar.js"),
  zh: () => import("./words/zh.js"),
} satisfies Record<string, () => Promise<{ default: Words }>>;

export type Language = "en" | keyof typeof OTHERS;
export const LANGUAGES = ["en", ...Object.keys(OTHERS)] as readonly Language[];

const loaded = new Map<Language, Words>([["en", ENGLISH]]);

/** The words of a language, if they have come. */
export function wordsOf(language: Language): Words | undefined {
  return loaded.get(language);
}

/** Fetch the words of a language; whoever lacks their file reads English. */
export async function loadWords(language: Language): Promise<void> {
  if (language === "en") return;
  try {
    loaded.set(language, (await OTHERS[language]()).default);
  } catch (cause) {
    console.warn(`inperson: put words-${language}.js beside inperson.js.`, cause);
    loaded.set(language, ENGLISH);
  }
}

/** What is said of each improvement: as far as it goes, the words of the hint that led there. */
export const IMPROVEMENT_WORDS: Readonly<Record<Improvement, Key>> = {
  follow_the_oval: "improve_follow_the_oval",
  move_closer_and_back: "improve_move_closer_and_back",
  uncover_face: "improve_uncover_face",
  show_one_face: "hint_multiple_faces",
  more_light: "hint_too_dark",
  less_light: "hint_too_bright",
  hold_steady: "hint_hold_still",
  look_straight: "hint_look_straight",
  try_again: "again",
};

/** What is said of each error. */
export function errorWords(code: ErrorCode): Key {
  if (code === "insecure_context") return "error_unsupported";
  if (code === "token_unavailable" || code === "camera_policy" || code === "connect_policy")
    return "error_server_refused";
  return code === "session_expired" ? "error_timeout" : `error_${code}`;
}

/** Choose the language that serves a locale such as `de-AT`; English where none does. */
export function languageOf(locale: string): Language {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((each) => each === base) ?? "en";
}

/** Say a text; each `#` takes the next number. */
export function say(words: Words, key: Key, ...numbers: readonly number[]): string {
  let at = 0;
  return words[key].replace(/#/g, () => String(numbers[at++]));
}

export type { Key };
