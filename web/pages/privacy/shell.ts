/**
 * The frame around every step: the language, the line that says what happened, where focus goes.
 */

import { directionOf } from "../../src/languages.js";
import { html } from "../../src/view/dom.js";
import { offer } from "../offer.js";
import { Problem } from "./api.js";
import { say, speech } from "./words.js";
import type { Key } from "./words.js";

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

/** What is said, as a function, so that another language says it anew. */
export type Text = () => string;
export type Tone = "good" | "bad";
/** Draws a step; its first element has the heading. */
export type Draw = () => readonly Node[];

export class Shell {
  readonly leave = byId<HTMLButtonElement>("leave");
  readonly #language = byId<HTMLSelectElement>("language");
  readonly #said = byId("said");
  readonly #view = byId("view");
  #draw: Draw = () => [];
  #text: Text = () => "";

  constructor() {
    offer(this.#language, speech.languages);
    this.#language.addEventListener("change", () => {
      const lang = this.#language.value;
      history.replaceState(null, "", `?lang=${lang}`); // a reload speaks it too; nothing is stored
      void this.speak(lang).then(() => this.#redraw());
    });
  }

  get language(): string {
    return document.documentElement.lang;
  }

  /** Go to another step: its heading takes the focus, so that whoever listens knows of it. */
  show(draw: Draw, text: Text = () => "", tone: Tone = "good"): void {
    this.#draw = draw;
    this.tell(text, tone);
    this.#redraw();
    window.scrollTo(0, 0);
    this.#view.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** Say something, and stay. */
  tell(text: Text, tone: Tone): void {
    this.#text = text;
    this.#said.className = tone;
    this.#said.textContent = text();
  }

  #redraw(): void {
    this.#view.replaceChildren(...this.#draw());
    this.#said.textContent = this.#text();
    document.title = this.#view.querySelector("h1")?.textContent ?? say("title");
  }

  /** Speak the language that serves a locale. */
  async speak(locale: string): Promise<void> {
    const language = await speech.speak(locale);
    this.#language.value = document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
    byId("skip").textContent = say("skip");
    byId("language-name").textContent = say("language");
    this.leave.textContent = say("leave");
    const unsigned = byId("unsigned");
    unsigned.textContent = say("unsigned");
    unsigned.hidden = !speech.unsigned;
  }
}

export function heading(text: string): HTMLHeadingElement {
  return html("h1", { tabindex: "-1" }, text);
}

/** Say a problem in plain words. */
export function problemWords(error: unknown): Key {
  return error instanceof Problem && speech.isKey(error.code) ? error.code : "trouble";
}

let count = 0;
/** An id for an element of this page, to label another one with. */
export function freshId(): string {
  count += 1;
  return `n${count}`;
}

/** Give a file to the person to keep. */
export function keep(name: string, content: Blob | string): void {
  const blob =
    typeof content === "string" ? new Blob([content], { type: "application/jose" }) : content;
  const url = URL.createObjectURL(blob);
  html("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
