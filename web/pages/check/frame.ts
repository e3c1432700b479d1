/** The frame around every step: whose check it is, its colour, the language, where focus goes. */

import { html } from "../../src/view/dom.js";
import { onto, readable, rgbOf } from "../../src/view/contrast.js";
import type { Rgb } from "../../src/view/contrast.js";
import { directionOf } from "../../src/languages.js";
import { offer } from "../offer.js";
import { Problem, TENANT } from "./api.js";
import type { Look } from "./api.js";
import { say, speech } from "./words.js";
import type { Key } from "./words.js";

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const ROOT = document.documentElement;

/** Draws a step; its first heading takes the focus. */
export type Draw = () => readonly Node[];

export class Frame {
  readonly #language = byId<HTMLSelectElement>("language");
  readonly #said = byId("said");
  readonly #view = byId("view");
  readonly #theme = matchMedia("(prefers-color-scheme: dark)");
  #draw: Draw = () => [];
  #text = () => "";

  constructor() {
    offer(this.#language, speech.languages);
    this.#language.addEventListener("change", () => {
      const lang = this.#language.value;
      history.replaceState(history.state, "", `?lang=${lang}`); // a reload speaks it too
      void this.speak(lang).then(() => this.redraw());
    });
  }

  /** Speak the language that serves a locale. */
  async speak(locale: string): Promise<void> {
    const language = await speech.speak(locale);
    this.#language.value = ROOT.lang = language;
    ROOT.dir = directionOf(language);
    byId("skip").textContent = say("skip");
    byId("language-name").textContent = say("language");
    const notice = byId<HTMLAnchorElement>("notice");
    notice.textContent = say("notice");
    notice.href = `/privacy/${TENANT}/notice?lang=${language}`;
  }

  get language(): string {
    return ROOT.lang;
  }

  /** Wear the tenant's name and its colour, corrected for the theme of now. */
  wear({ name, accent }: Look): void {
    byId("name").replaceChildren(html("bdi", {}, name));
    const colour = () => {
      for (const each of ["--accent", "--on-accent"]) ROOT.style.removeProperty(each);
      const rgb = accent ? rgbOf(accent) : undefined;
      if (!rgb) return;
      const ground = (each: string): Rgb =>
        rgbOf(getComputedStyle(ROOT).getPropertyValue(each).trim()) ?? [255, 255, 255];
      const good = readable(readable(rgb, ground("--ground")), ground("--surface"));
      ROOT.style.setProperty("--accent", `rgb(${good.join()})`);
      ROOT.style.setProperty("--on-accent", `rgb(${onto(good).join()})`);
      ROOT.style.setProperty("--inperson-accent", accent);
    };
    this.#theme.addEventListener("change", colour);
    colour();
  }

  /** Go to another step: its heading takes the focus, so that whoever listens knows of it. */
  show(draw: Draw): void {
    this.#draw = draw;
    this.tell(() => "");
    this.redraw();
    window.scrollTo(0, 0);
    this.#view.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** Say something, and stay. */
  tell(text: () => string): void {
    this.#text = text;
    const said = text();
    if (this.#said.textContent !== said) this.#said.textContent = said;
  }

  redraw(): void {
    this.#view.replaceChildren(...this.#draw());
    this.#said.textContent = this.#text();
    document.title = this.#view.querySelector("h1")?.textContent ?? say("title");
  }
}

/** Say a problem in plain words. */
export function problemWords(error: unknown): Key {
  return error instanceof Problem && speech.isKey(error.code) ? error.code : "trouble";
}

/** A step's card, with its heading. */
export function card(title: string, ...children: readonly Node[]): HTMLElement {
  return html(
    "section",
    { class: "card narrow" },
    html("h1", { tabindex: "-1" }, title),
    ...children,
  );
}

export function paragraph(text: string, part = ""): HTMLParagraphElement {
  return html("p", part ? { class: part } : {}, text);
}

/** A button that rests while what it began goes on. */
export function press(
  text: string,
  run: () => Promise<void> | void,
  part = "first",
): HTMLButtonElement {
  const made = html("button", { type: "button", class: part }, text);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-busy") === "true") return;
    made.setAttribute("aria-busy", "true");
    void Promise.resolve(run()).finally(() => made.removeAttribute("aria-busy"));
  });
  return made;
}
