/** One capture's connection: opened, opened again with the same token, and closed for good. */

import { CaptureError, serverError } from "./errors.js";
import { SDK, SUBPROTOCOL, TICKET, captureUrl, readMessage } from "./protocol.js";
import type { Profile, ServerMessage } from "./protocol.js";

const ATTEMPT_MS = 5_000;
const SILENCE_MS = 8_000; // a line that is dead without saying so: the server's own limit is 10 s
const WINDOW_MS = 15_000; // the server keeps a capture for so long
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

export interface LinkEvents {
  message(message: ServerMessage): void;
  /** The connection is gone; `reopen` may bring it back. */
  lost(): void;
  fault(error: CaptureError): void;
}

export interface LinkOptions {
  readonly server: string;
  readonly session: string;
  readonly token: string;
  readonly profile: Profile;
  readonly camera: Record<string, string>;
  readonly consent: string | undefined;
  readonly light: true | undefined;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;
  #patienceMs = SILENCE_MS;
  #giveUpAt = Infinity;
  #lastWord: unknown;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Bytes that were given to the socket and have not left it. */
  get waitingBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Open a connection and greet the server with the token. */
  open(): void {
    this.#drop();
    const socket = new WebSocket(captureUrl(this.#options.server, this.#options.session), [
      SUBPROTOCOL,
      TICKET + this.#options.token,
    ]);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      const { token, profile, camera, consent, light } = this.#options;
      this.#say({ type: "hello", token, sdk: SDK, profile, camera, consent, light });
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#read(data);
    socket.onclose = (event) => this.#gone({ code: event.code, reason: event.reason });
    this.#expect(ATTEMPT_MS);
  }

  /** Open it again, a little later each time, until the server's window is over. */
  reopen(): void {
    if (this.#giveUpAt === Infinity) this.#giveUpAt = Date.now() + WINDOW_MS;
    if (Date.now() >= this.#giveUpAt) {
      this.#events.fault(new CaptureError("network_lost", this.#lastWord));
      return;
    }
    const again = () => {
      removeEventListener("online", again);
      this.open();
    };
    this.#after(this.#waitMs, again);
    addEventListener("online", again, { once: true });
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** From now on, how long the server may say nothing before the line counts as lost. */
  patience(ms = SILENCE_MS): void {
    this.#patienceMs = ms;
    this.#expect(ms);
  }

  cancel(): void {
    this.#say({ type: "cancel" });
    this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#drop();
  }

  #say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #read(data: unknown): void {
    let message: ServerMessage | undefined;
    try {
      message = typeof data === "string" ? readMessage(data) : undefined;
    } catch (cause) {
      this.#events.fault(new CaptureError("server_refused", cause));
      return;
    }
    if (!message) return; // a later version's: not for us
    this.#expect(this.#patienceMs);
    if (message.type === "welcome") {
      this.#waitMs = FIRST_WAIT_MS;
      this.#giveUpAt = Infinity;
    }
    if (message.type === "error") {
      const { code, title, retry } = message;
      // The old connection of a capture that moved to a new network may not be missed yet.
      if (code === "capture_in_use" && this.#giveUpAt !== Infinity) this.#gone(message);
      else this.#events.fault(serverError({ code, title, retry }));
    } else {
      this.#events.message(message);
    }
  }

  #expect(ms: number): void {
    if (ms === Infinity) clearTimeout(this.#timer);
    else this.#after(ms, () => this.#gone("silent"));
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #gone(word: unknown): void {
    this.#lastWord = word;
    this.close();
    this.#events.lost();
  }

  #drop(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
