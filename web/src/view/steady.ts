/**
 * Keeps a text long enough to be read or heard. Guidance comes ten times a second and may go to and
 * fro at a limit; what is held back is simply offered again with the next frame.
 */
export class Steady<T> {
  readonly #holdMs: number;
  #shown: T | undefined;
  #since = -Infinity;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  /** Tell whether to change to this value now. */
  offer(value: T, nowMs: number): boolean {
    if (value === this.#shown || nowMs - this.#since < this.#holdMs) return false;
    this.#shown = value;
    this.#since = nowMs;
    return true;
  }

  /** Let the next value through, whatever it is. */
  reset(): void {
    this.#shown = undefined;
    this.#since = -Infinity;
  }
}
