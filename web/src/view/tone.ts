/**
 * A sound and a touch that lead to the target: the nearer the face is, the higher and the faster
 * the beeps, as a car says it when it parks. Made by the browser; no file is loaded.
 */

const BEEP_S = 0.06;
const FASTEST_MS = 130;
const SLOWEST_MS = 900;
const LOW_HZ = 220;
const OCTAVES = 2;
const CLOSE = 0.25; // from here on a phone trembles with each beep
const STALE_MS = 700; // no picture that long: nothing is known of the distance

export class Tone {
  #context: AudioContext | undefined;
  #off = 1;
  #heardAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begin, out of a tap or a key press: browsers keep others silent. */
  start(): void {
    if (!("AudioContext" in globalThis)) return;
    this.#context ??= new AudioContext();
    void this.#context.resume();
    clearTimeout(this.#timer);
    this.#beat();
  }

  /** Say how far the face is off, 0 to 1. */
  at(off: number): void {
    this.#off = off;
    this.#heardAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
    void this.#context?.close();
    this.#context = undefined;
  }

  #beat(): void {
    const context = this.#context;
    if (!context) return;
    if (performance.now() - this.#heardAt < STALE_MS) {
      const [beep, volume] = [context.createOscillator(), context.createGain()];
      beep.frequency.value = LOW_HZ * 2 ** (OCTAVES * (1 - this.#off));
      volume.gain.value = 0.15;
      beep.connect(volume).connect(context.destination);
      beep.start();
      beep.stop(context.currentTime + BEEP_S);
      if (this.#off < CLOSE) navigator.vibrate?.(30);
    }
    const pauseMs = FASTEST_MS + (SLOWEST_MS - FASTEST_MS) * this.#off;
    this.#timer = setTimeout(() => this.#beat(), pauseMs);
  }
}
