/**
 * What is said to whoever hears the page instead of seeing it. A live region that changes while a
 * screen reader still speaks cuts it off, so each text is left as long as it takes to be said; what
 * grew old meanwhile is dropped, and a hint that still holds is said again after a pause.
 */

const AGAIN_MS = 1_500;
const CALM_MS = 600;
const LETTER_MS = 65; // about 15 letters a second, or 5 Chinese signs

/** How long a screen reader needs for a text. */
export function saidInMs(text: string): number {
  return CALM_MS + LETTER_MS * text.replace(/\p{Script=Han}/gu, "###").length;
}

/** What a text is about: of each, only the newest one waits. */
type About = "screen" | "found" | "step";

export class Announcer {
  readonly #say: (text: string) => void;
  readonly #waiting = new Map<About, string>();
  #hint = "";
  #said = "";
  #speaking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Say this as soon as what is being said is over. */
  say(about: About, text: string): void {
    this.#waiting.set(about, text);
    this.#turn();
  }

  /** Say what to do, after all else, and again while it holds. */
  hint(text: string): void {
    this.#hint = text;
    if (text !== this.#said) this.#turn();
  }

  /** Drop what was not said yet: it belongs to a screen that is gone. */
  drop(): void {
    this.#waiting.clear();
    this.#hint = "";
  }

  #turn(): void {
    if (this.#speaking) return;
    const [first] = this.#waiting;
    const text = first?.[1] ?? this.#hint;
    if (!text) return;
    if (first) this.#waiting.delete(first[0]);
    clearTimeout(this.#timer);
    this.#said = text;
    this.#speaking = true;
    this.#say(text);
    this.#timer = setTimeout(() => {
      this.#speaking = false;
      const more = this.#waiting.size > 0 || this.#hint !== text;
      this.#timer = setTimeout(() => this.#turn(), more ? 0 : AGAIN_MS);
    }, saidInMs(text));
  }
}
