/**
 * How often a frame is sent, how large and how finely compressed. The first frame is small and goes
 * alone: how soon it is answered measures the line. From then on the answers tell. While they come
 * in time, more frames may be on their way, and frames grow; once they are late, because frames
 * queue somewhere on the line, frames shrink first, and only the smallest come more seldom. The
 * server's `rate` is the ceiling.
 */

/** Shorter side in pixels and JPEG quality, the smallest first: 5, 10, 25 and 40 kB or so. */
const SIZES = [
  [240, 0.5],
  [360, 0.6],
  [480, 0.7],
  [480, 0.85],
] as const;
const LATE_MS = 250; // behind the soonest answer: nobody notices, and servers differ by as much
const GIVEN_UP_MS = 3000; // after it an unanswered frame counts as skipped
const SOON = 2; // answers in time before frames grow; more after each time that this was too much
const QUEUED_BYTES = 64 * 1024;
const EARLY_MS = 4; // video frames come on a grid of their own; waiting for the next loses a third

export class Pace {
  #gapMs = 100;
  #size = 0;
  #window = 1;
  #soonestMs = Infinity;
  #inTime = 0;
  #wanted = SOON;
  #grew = false;
  #slowed = false;
  #heedFrom = 0;
  #nextAt = -Infinity;
  readonly #onWay = new Map<number, number>();

  /** The shorter side of the next frame, in pixels. */
  get sidePx(): number {
    return SIZES[this.#size]![0];
  }

  /** The JPEG quality of the next frame, 0 to 1. */
  get quality(): number {
    return SIZES[this.#size]![1];
  }

  /** Take the server's word on how many frames a second it wants. */
  limit(rateHz: number): void {
    this.#gapMs = 1000 / Math.min(30, Math.max(1, rateHz));
    this.#onWay.clear(); // what it skipped gets no answer
  }

  /** Tell whether a frame may be taken now; `waitingBytes` have not left the socket yet. */
  due(nowMs: number, waitingBytes: number): boolean {
    if (nowMs < this.#nextAt - EARLY_MS || waitingBytes > QUEUED_BYTES) return false;
    for (const [sequence, atMs] of this.#onWay)
      if (nowMs - atMs > GIVEN_UP_MS) this.#onWay.delete(sequence);
    return this.#onWay.size < Math.floor(this.#window);
  }

  /** Book a frame that is taken now. */
  taken(nowMs: number): void {
    // Spread over the time of an answer: frames that leave together wait for each other.
    const spreadMs = this.#soonestMs / this.#window;
    const gapMs = spreadMs < Infinity ? Math.max(this.#gapMs, spreadMs) : this.#gapMs;
    // On the grid of the rate: a frame that came late does not put off the next one.
    this.#nextAt = Math.max(this.#nextAt + gapMs, nowMs + gapMs / 2);
  }

  /** Book a frame that goes to the socket now. */
  sent(sequence: number, nowMs: number): void {
    this.#onWay.set(sequence, nowMs);
  }

  /** Tell whether a frame of this size may be sent, and go smaller where it comes near the most. */
  fits(bytes: number, mostBytes: number): boolean {
    if (bytes > mostBytes / 2) this.#size = Math.max(0, this.#size - 1);
    return bytes <= mostBytes;
  }

  /** Book the answer to a frame; those before it were skipped. */
  answered(sequence: number, nowMs: number): void {
    const sentAt = this.#onWay.get(sequence);
    for (const each of this.#onWay.keys()) if (each <= sequence) this.#onWay.delete(each);
    if (sentAt === undefined) return;
    const tookMs = nowMs - sentAt;
    this.#soonestMs = Math.min(this.#soonestMs, tookMs);
    if (tookMs <= this.#soonestMs + LATE_MS) this.#more();
    else if (sequence >= this.#heedFrom) this.#less(tookMs, nowMs);
  }

  /** Begin small again after a connection was lost: the next one may be another line. */
  resume(): void {
    this.#onWay.clear();
    this.#nextAt = -Infinity;
    this.#soonestMs = Infinity;
    this.#size = this.#inTime = this.#heedFrom = 0;
    this.#window = 1;
    this.#slowed = false;
  }

  #more(): void {
    const enough = Math.ceil(this.#soonestMs / this.#gapMs) + 1;
    const full = this.#window >= enough;
    this.#window = Math.min(enough, this.#window + (this.#slowed ? 1 / this.#window : 1));
    this.#inTime += full ? 1 : 0;
    if (this.#inTime < this.#wanted || this.#size === SIZES.length - 1) return;
    this.#size += 1;
    this.#inTime = 0;
    this.#grew = true;
  }

  #less(tookMs: number, nowMs: number): void {
    if (this.#grew) this.#wanted = Math.min(64, this.#wanted * 4);
    this.#grew = false;
    this.#inTime = 0;
    if (this.#size > 0) this.#size -= 1;
    else {
      this.#slowed = true;
      this.#window = Math.max(1, Math.round((this.#window * this.#soonestMs) / tookMs));
    }
    this.#nextAt = nowMs + tookMs - this.#soonestMs; // let what queues go first
    // What left before this says nothing about it.
    this.#heedFrom = Math.max(0, ...this.#onWay.keys()) + 1;
  }
}
