/** The light of the screen: one colour all over it, while a face is before it. */

import { COLOURS } from "../protocol.js";
import type { Colour } from "../protocol.js";
import { html } from "./dom.js";

/** Two changes a second at most, whatever the line does to the server's own pace: WCAG 2.3.1. */
const LEAST_MS = 500;

export class Light {
  readonly element = html("div", { class: "light", part: "light", hidden: "" });
  readonly #frame: HTMLElement;
  #changedMs = -Infinity;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(frame: HTMLElement) {
    this.#frame = frame;
  }

  /** Show a colour, at once or as soon as it may change; one that is not known changes nothing. */
  show(colour: Colour): void {
    const shown: string | undefined = COLOURS[colour];
    if (!shown) return;
    clearTimeout(this.#later);
    this.#wait(shown);
  }

  /** Show the page as it is. */
  off(): void {
    clearTimeout(this.#later);
    this.element.hidden = true;
    this.#frame.classList.remove("lit");
  }

  #wait(shown: string): void {
    const leftMs = Math.max(0, this.#changedMs + LEAST_MS - performance.now());
    this.#later = setTimeout(() => (leftMs ? this.#wait(shown) : this.#change(shown)), leftMs);
  }

  #change(shown: string): void {
    for (const each of [this.element, this.#frame]) each.style.setProperty("--_light", shown);
    this.element.hidden = false;
    this.#frame.classList.add("lit");
    this.#changedMs = performance.now();
    // it is seen from the next frame on, which a busy machine draws late
    requestAnimationFrame(() => (this.#changedMs = performance.now()));
  }
}
