/**
 * What is said to whoever hears the page instead of seeing it. A live region that changes while a
 * screen reader still speaks cuts it off, so each text is left as long as it takes to be said; what
 * grew old meanwhile is dropped, and a hint that still holds is said again after a pause. The way
 * comes first: a target waits for who moves, and nobody can who is still told how many there are.
 */

const AGAIN_MS = 1_500;
const CALM_MS = 600;
const LETTER_MS = 65; // about 15 letters a second, or 5 Chinese signs

/** How long a screen reader needs for a text. */
export function saidInMs(text: string): number {
  return CALM_MS + LETTER_MS * text.replace(/\p{Script=Han}/gu, "###").length;
}

export class Announcer {
  readonly #say: (text: string) => void;
  #screen = "";
  #hint = "";
  #step = "";
  #said = "";
  #speaking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Say this as soon as what is being said is over. */
  say(text: string): void {
    this.#screen = text;
    this.#turn();
  }

  /** Say what to do, before all else but a new screen, and again while it holds. */
  hint(text: string): void {
    this.#hint = text;
    if (text !== this.#said) this.#turn();
  }

  /** Say how far one has come, in the pause after what to do next was said. */
  step(text: string): void {
    this.#step = text;
    this.#hint = this.#said = "";
  }

  /** Drop what was not said yet: it belongs to a screen that is gone. */
  drop(): void {
    this.#screen = this.#hint = this.#step = "";
  }

  #turn(): void {
    if (this.#speaking) return;
    const text = this.#screen || this.#news() || this.#hint;
    if (!text) return;
    if (text === this.#screen) this.#screen = "";
    else if (text === this.#step) this.#step = "";
    clearTimeout(this.#timer);
    this.#said = text;
    this.#speaking = true;
    this.#say(text);
    this.#timer = setTimeout(() => {
      this.#speaking = false;
      const pause = this.#screen || this.#news() ? 0 : AGAIN_MS;
      this.#timer = setTimeout(() => this.#turn(), pause);
    }, saidInMs(text));
  }

  #news(): string {
    return this.#hint && this.#hint === this.#said ? this.#step : this.#hint;
  }
}
