/**
 * How often a frame is sent, and how finely compressed. The server's `rate` is the ceiling; below
 * it the network's own back-pressure (what the socket has not sent, what the server has not
 * answered) decides, so that a slow line gets fewer and smaller frames instead of old ones.
 */

const FINEST = 0.85;
const COARSEST = 0.5;
const START = 0.8;
const UNANSWERED = 4; // frames on their way: 0.4 s at 10 a second
const ANSWER_MS = 1000; // after it an unanswered frame counts as skipped
const EARLY_MS = 4; // video frames come on a grid of their own; waiting for the next loses a third

export class Pace {
  #gapMs = 100;
  #quality = START;
  #nextAt = -Infinity;
  #sentAt = -Infinity;
  #unanswered = 0;

  /** The JPEG quality of the next frame, 0 to 1. */
  get quality(): number {
    return this.#quality;
  }

  get rateHz(): number {
    return 1000 / this.#gapMs;
  }

  /** Take the server's word on how many frames a second it wants. */
  limit(rateHz: number): void {
    this.#gapMs = 1000 / Math.min(30, Math.max(1, rateHz));
    this.#unanswered = 0; // what it skipped gets no answer
  }

  /** Tell whether a frame may be taken now; `waitingBytes` have not left the socket yet. */
  due(nowMs: number, waitingBytes: number): boolean {
    if (nowMs < this.#nextAt - EARLY_MS) return false;
    if (waitingBytes > 0 && this.#congested(waitingBytes)) return false;
    return this.#unanswered < UNANSWERED || nowMs - this.#sentAt > ANSWER_MS;
  }

  /** Book a frame that is taken now. */
  taken(nowMs: number): void {
    // On the grid of the rate: a frame that came late does not put off the next one.
    this.#nextAt = Math.max(this.#nextAt + this.#gapMs, nowMs + this.#gapMs / 2);
    this.#sentAt = nowMs;
    this.#unanswered += 1;
  }

  /** Tell whether a frame of this size may be sent, and go coarser where it comes near the most. */
  fits(bytes: number, mostBytes: number): boolean {
    if (bytes > mostBytes / 2) this.#adjust(-0.1);
    return bytes <= mostBytes;
  }

  /** Book an answer: the line is good, so quality may creep up again. */
  answered(): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    this.#adjust(0.005);
  }

  /** Forget what was on its way when a connection was lost. */
  resume(): void {
    this.#unanswered = 0;
    this.#nextAt = -Infinity;
    this.#adjust(-0.1);
  }

  #congested(waitingBytes: number): boolean {
    const many = waitingBytes > 64 * 1024;
    if (many) this.#adjust(-0.05);
    return many;
  }

  #adjust(by: number): void {
    this.#quality = Math.min(FINEST, Math.max(COARSEST, this.#quality + by));
  }
}
