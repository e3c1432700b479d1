/** Enough of a browser for a capture: a camera, a video, a socket that a test speaks through. */

import { vi } from "vitest";
import { SUBPROTOCOL, TICKET } from "../src/protocol.js";

export const TOKEN = `h.${btoa(JSON.stringify({ sub: "ses_1", knd: "developer" }))}.s`;

export class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "";
  closed = false;
  readonly sent: (string | Uint8Array)[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }
  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }
  close(): void {
    this.closed = true;
    this.readyState = 3;
  }
  accept(): this {
    this.readyState = 1;
    this.onopen?.();
    return this;
  }
  says(...messages: object[]): this {
    for (const each of messages) this.onmessage?.({ data: JSON.stringify(each) });
    return this;
  }
  drops(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }
  get texts(): Record<string, unknown>[] {
    return this.sent
      .filter((each) => typeof each === "string")
      .map((each) => JSON.parse(each) as Record<string, unknown>);
  }
  get frames(): Uint8Array[] {
    return this.sent.filter((each) => typeof each !== "string");
  }
}

export const WELCOME = {
  type: "welcome",
  session: "ses_1",
  profile: "standard",
  width: 640,
  height: 480,
  rate_hz: 10,
  max_frame_bytes: 262144,
  expires_in_s: 170,
  next_sequence: 0,
};
export const TARGET = { type: "target", index: 0, of: 3, x: 0.1, y: -0.05, size: 0.2, turn: 0 };

class FakeTrack extends EventTarget {
  stopped = false;
  label = "Fake camera";
  stop(): void {
    this.stopped = true;
  }
  getSettings(): object {
    return { facingMode: "user", width: 640, height: 480 };
  }
}

export class FakeVideo extends EventTarget {
  videoWidth = 640;
  videoHeight = 480;
  muted = false;
  stands = false;
  get currentTime(): number {
    return this.stands ? 0 : Date.now();
  }
  playsInline = false;
  srcObject: unknown = null;
  #callback: ((nowMs: number) => void) | undefined;
  play = () => Promise.resolve();
  requestVideoFrameCallback(callback: (nowMs: number) => void): number {
    this.#callback = callback;
    return 1;
  }
  cancelVideoFrameCallback(): void {
    this.#callback = undefined;
  }
  /** Show one more picture, and let what it sets off come to its end. */
  async shows(nowMs: number): Promise<void> {
    this.#callback?.(nowMs);
    await settled();
  }
}

export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

export interface Browser {
  readonly video: FakeVideo;
  readonly track: FakeTrack;
  readonly page: EventTarget & { hidden: boolean };
  readonly window: EventTarget;
  getUserMedia: () => Promise<unknown>;
}

export function fakeBrowser(): Browser {
  FakeSocket.all = [];
  const window = new EventTarget();
  const page = Object.assign(new EventTarget(), {
    hidden: false,
    createElement: () => ({
      width: 0,
      height: 0,
      getContext: () => ({ drawImage: () => undefined }),
      toBlob: (done: (blob: unknown) => void) =>
        done({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(3)) }),
    }),
  });
  const track = new FakeTrack();
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
  const browser: Browser = {
    video: new FakeVideo(),
    track,
    page,
    window,
    getUserMedia: () => Promise.resolve(stream),
  };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => browser.getUserMedia() } });
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("document", page);
  vi.stubGlobal("location", { origin: "https://face.example" });
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const) {
    vi.stubGlobal(name, window[name].bind(window));
  }
  return browser;
}

export const protocolsOf = [SUBPROTOCOL, TICKET + TOKEN];
