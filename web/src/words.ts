/**
 * Every word that a person reads or hears. English is in the SDK itself; every other language is a
 * file of its own in `words/`.
 */

import type { ErrorCode } from "./errors.js";
import { filled } from "./languages.js";
import type { Language } from "./languages.js";
import type { Hint, Improvement } from "./protocol.js";
import type { Turn, Way } from "./view/way.js";

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
  | "other_way"
  | "cancel"
  | "again"
  | "more_time"
  | "sound"
  | "light"
  | "still_light"
  | "find"
  | "camera_view"
  | "step"
  | "waiting"
  | "camera"
  | "paused"
  | "reconnecting"
  | "checking"
  | "passed"
  | "refused"
  | `hint_${Exclude<Hint, "turn_head"> | Way | Turn}`
  | "improve_follow_the_oval"
  | "improve_move_closer_and_back"
  | "improve_uncover_face"
  | "improve_brighten_screen"
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
  other_way: "Without a face check:",
  cancel: "Cancel",
  again: "Try again",
  more_time: "Take more time",
  sound: "Guide me by sound",
  light: "The screen changes its colour slowly meanwhile.",
  still_light: "No changing light",
  find: "Hold the camera at arm’s length, before your face",
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
  hint_turn_left: "Turn your head left",
  hint_turn_right: "Turn your head right",
  improve_follow_the_oval: "Follow the oval with your face",
  improve_move_closer_and_back: "Move closer and back with the oval",
  improve_uncover_face: "Uncover your face",
  improve_brighten_screen: "Make your screen brighter or the room darker",
  error_permission_denied: "Allow the camera in your browser’s settings.",
  error_no_camera: "There is no camera.",
  error_camera_in_use: "Another program is using the camera.",
  error_camera_silent: "The camera shows no picture.",
  error_unsupported: "This browser cannot use a camera here.",
  error_network_lost: "There is no connection.",
  error_network_too_slow:
    "Too few pictures arrived: the connection is slow. Try again, or on another network.",
  error_light_declined:
    "This check needs the light of the screen. Allow it, or choose another way.",
  error_timeout: "It took too long.",
  error_cancelled: "Cancelled.",
  error_server_refused: "This is not possible now.",
};

/** The other languages, each a file beside this one, which whoever speaks it loads. */
const OTHERS: Record<Exclude<Language, "en">, () => Promise<{ default: Words }>> = {
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
};

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
  brighten_screen: "improve_brighten_screen",
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

/** Say a text; each `#` takes the next number. */
export function say(words: Words, key: Key, ...numbers: readonly number[]): string {
  return filled(words[key], numbers);
}

export type { Key };
