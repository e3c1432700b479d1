/** One capture from the tap to the answer: camera, connection, frames. It draws nothing. */

import { checkSupport, closeCamera, describeCamera, openCamera, watchCamera } from "./camera.js";
import type { CameraChoice } from "./camera.js";
import { CaptureError, cureOf } from "./errors.js";
import type { Refusal } from "./errors.js";
import { eachFrame, frameSize, openGrabber } from "./frames.js";
import type { Grabber } from "./frames.js";
import { Link } from "./link.js";
import { ENDED, Machine } from "./machine.js";
import type { State } from "./machine.js";
import { Pace } from "./pace.js";
import { frameMessage, readToken, serverUrl } from "./protocol.js";
import type {
  Colour,
  Hint,
  Improvement,
  Place,
  Profile,
  ServerMessage,
  Target,
  Welcome,
} from "./protocol.js";

/** What comes of a capture. `unknown`: it was decided while the line was down; ask the back end. */
export interface CaptureResult {
  readonly session: string;
  readonly outcome: "pass" | "fail" | "unknown";
  readonly improve: readonly Improvement[];
}

/** What happens on the way. */
export type CaptureEvent =
  | { readonly type: "state"; readonly state: State }
  | { readonly type: "ready"; readonly session: string; readonly expiresInS: number }
  | { readonly type: "target"; readonly target: Target }
  | { readonly type: "light"; readonly colour: Colour }
  | { readonly type: "hint"; readonly hint: Hint; readonly face: Place | undefined }
  | {
      readonly type: "progress";
      readonly index: number;
      readonly of: number;
      readonly progress: number;
    };

export interface CaptureOptions extends CameraChoice {
  /** The session token that your back end got. */
  readonly token: string;
  /** Where Inperson is; this page's own origin if left out. */
  readonly server?: string;
  readonly profile?: Profile;
  /** The digest of the notice that the person has just agreed to, as the session token names it. */
  readonly consent?: string;
  /**
   * Whether the colours of `light` events are shown all over the screen, slowly; otherwise a
   * session that asks for them ends with `light_declined`.
   */
  readonly light?: boolean;
  /** Shows the camera; one that is not in the page is used if left out. */
  readonly video?: HTMLVideoElement;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: CaptureEvent) => void;
}

const CHECKING_MS = 30_000;

/**
 * Run one capture without any screen.
 *
 * Call it from a tap or a key press: that is the person's consent to begin, and what browsers ask
 * for.
 *
 * @returns what the person is told; the decision is your back end's to ask for.
 * @throws CaptureError for every end without an answer.
 */
export function capture(options: CaptureOptions): Promise<CaptureResult> {
  return new Run(options, new Machine()).begin();
}

export class Run {
  readonly #options: CaptureOptions;
  readonly #machine: Machine;
  readonly #video: HTMLVideoElement;
  readonly #pace = new Pace();
  readonly #undo: (() => void)[] = [];
  #session = "";
  #lit = false;
  #stream: MediaStream | undefined;
  #link: Link | undefined;
  #grabber: Grabber | undefined;
  #welcome: Welcome | undefined;
  #sequence = 0;
  #grabbing = false;
  #stopFrames: (() => void) | undefined;
  #target: Target | undefined;
  #improve: readonly Improvement[] = [];
  #fault = new CaptureError("cancelled");
  #resolve!: (result: CaptureResult) => void;
  #reject!: (error: CaptureError) => void;

  constructor(options: CaptureOptions, machine: Machine) {
    this.#options = options;
    this.#machine = machine;
    this.#video = options.video ?? document.createElement("video");
  }

  begin(): Promise<CaptureResult> {
    const result = new Promise<CaptureResult>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#undo.push(this.#machine.watch((state, from) => this.#entered(state, from)));
    this.#machine.take("begin");
    return result;
  }

  /** End it: the server is told, the camera is off when this returns. */
  cancel(cause?: unknown): void {
    this.#link?.cancel();
    this.#fail(new CaptureError("cancelled", cause));
  }

  #entered(state: State, from: State): void {
    this.#options.onEvent?.({ type: "state", state });
    if (state === "camera") void this.#open();
    else if (state === "connecting") this.#link?.open();
    else if (state === "capturing") this.#start(from);
    else if (state === "paused") this.#pause();
    else if (state === "reconnecting" || state === "recovering")
      this.#halt(() => this.#link?.reopen());
    else if (state === "checking") this.#check();
    else if (ENDED.has(state)) this.#finish(state);
  }

  async #open(): Promise<void> {
    const { signal } = this.#options;
    try {
      this.#session = this.#readToken();
      if (this.#lit && !this.#options.light) throw new CaptureError("light_declined");
      checkSupport();
      if (signal?.aborted) throw new CaptureError("cancelled", signal.reason);
      this.#listen();
      this.#grabber = openGrabber();
      const stream = await openCamera(this.#options, this.#video);
      if (this.#machine.state !== "camera") {
        closeCamera(stream, this.#video); // cancelled while the browser was asking
        return;
      }
      this.#stream = stream;
      this.#on(stream.getVideoTracks()[0], "ended", (event) =>
        this.#fail(new CaptureError("no_camera", event)),
      );
      const wanted = () => this.#machine.state === "capturing";
      const silent = () => this.#fail(new CaptureError("camera_silent"));
      this.#undo.push(watchCamera(this.#video, wanted, silent));
      this.#link = this.#connection(stream);
      this.#machine.take("opened");
    } catch (error) {
      // What else is thrown here is the browser's: a policy of the page, or what it cannot do.
      const policy = (error as { name?: string } | null)?.name === "SecurityError";
      const code = policy ? "connect_policy" : "unsupported";
      this.#fail(error instanceof CaptureError ? error : new CaptureError(code, error));
    }
  }

  #readToken(): string {
    try {
      const { session, lit } = readToken(this.#options.token);
      this.#lit = lit;
      return session;
    } catch {
      // The cause is left out: it could quote the token.
      const refusal: Refusal = {
        code: "session_token_invalid",
        title: "Not a session token.",
        retry: true,
      };
      throw new CaptureError("server_refused", refusal);
    }
  }

  #listen(): void {
    this.#on(this.#options.signal, "abort", () => this.cancel(this.#options.signal?.reason));
    this.#on(globalThis, "pagehide", (event) => this.cancel(event));
    this.#on(document, "visibilitychange", () =>
      this.#machine.take(document.hidden ? "hidden" : "shown"),
    );
    this.#on(document, "securitypolicyviolation", (event) => {
      const { effectiveDirective, disposition, blockedURI } = event as SecurityPolicyViolationEvent;
      const { host } = serverUrl(this.#options.server ?? null, "");
      if (effectiveDirective === "connect-src" && disposition === "enforce")
        if (blockedURI.includes(host)) this.#fail(new CaptureError("connect_policy", blockedURI));
    });
  }

  #on(target: EventTarget | undefined, type: string, listener: (event: Event) => void): void {
    target?.addEventListener(type, listener);
    this.#undo.push(() => target?.removeEventListener(type, listener));
  }

  #connection(stream: MediaStream): Link {
    const { token, server, profile, consent } = this.#options;
    return new Link(
      {
        server: server ?? "",
        session: this.#session,
        token,
        profile: profile ?? "standard",
        camera: describeCamera(stream),
        consent,
        light: this.#lit || undefined,
      },
      {
        message: (message) => this.#heard(message),
        lost: () => this.#machine.take("lost") || this.#link?.reopen(),
        fault: (error) => this.#refused(error),
      },
    );
  }

  #refused(error: CaptureError): void {
    const recovering = this.#machine.state === "recovering";
    const decided = (error.cause as Refusal | undefined)?.code === "session_ended";
    if (!(recovering && decided && this.#machine.take("unknown"))) this.#fail(error);
  }

  #heard(message: ServerMessage): void {
    if (message.type === "welcome") this.#greeted(message);
    else if (message.type === "target") this.#aim(message);
    else if (message.type === "light")
      this.#options.onEvent?.({ type: "light", colour: message.colour });
    else if (message.type === "rate") this.#pace.limit(message.rate_hz);
    else if (message.type === "checking") this.#machine.take("checking");
    else if (message.type === "guidance") {
      this.#pace.answered(message.sequence, performance.now());
      this.#options.onEvent?.({ type: "hint", hint: message.hint, face: message.face });
      this.#progress(message.progress);
    } else if (message.type === "done") {
      this.#improve = message.improve;
      this.#machine.take(message.outcome === "pass" ? "pass" : "fail");
    }
  }

  #greeted(welcome: Welcome): void {
    const first = !this.#welcome;
    this.#welcome = welcome;
    this.#sequence = welcome.next_sequence;
    this.#pace.limit(welcome.rate_hz);
    if (!this.#machine.take("welcome")) return;
    if (first)
      this.#options.onEvent?.({
        type: "ready",
        session: this.#session,
        expiresInS: welcome.expires_in_s,
      });
    if (document.hidden) this.#machine.take("hidden");
  }

  #aim(target: Target): void {
    this.#target = target;
    this.#options.onEvent?.({ type: "target", target });
    this.#progress(0);
  }

  #progress(progress: number): void {
    const { index, of } = this.#target ?? { index: 0, of: 1 };
    this.#options.onEvent?.({ type: "progress", index, of, progress });
  }

  #start(from: State): void {
    if (from !== "connecting") this.#pace.resume();
    this.#link?.patience();
    this.#stopFrames?.();
    this.#stopFrames = eachFrame(this.#video, (nowMs) => void this.#frame(nowMs));
  }

  async #frame(nowMs: number): Promise<void> {
    const welcome = this.#welcome;
    const waitingBytes = this.#link?.waitingBytes ?? 0;
    if (
      !welcome ||
      this.#grabbing ||
      !this.#video.videoWidth ||
      !this.#pace.due(nowMs, waitingBytes)
    )
      return;
    const size = frameSize(
      { width: this.#video.videoWidth, height: this.#video.videoHeight },
      Math.min(this.#pace.sidePx, welcome.width, welcome.height),
    );
    const atMs = Date.now();
    this.#grabbing = true;
    this.#pace.taken(nowMs);
    const jpeg = await this.#grabber
      ?.grab(this.#video, size, this.#pace.quality)
      .catch(() => undefined);
    this.#grabbing = false;
    // A connection that was lost meanwhile may begin again at another number.
    if (!jpeg || this.#machine.state !== "capturing" || welcome !== this.#welcome) return;
    if (!this.#pace.fits(jpeg.byteLength, welcome.max_frame_bytes - 16)) return;
    this.#pace.sent(this.#sequence, performance.now());
    this.#link?.send(frameMessage(this.#sequence, atMs, jpeg));
    this.#sequence += 1;
  }

  #pause(): void {
    this.#halt(() => this.#link?.patience(Infinity));
  }

  #check(): void {
    this.#halt(() => this.#link?.patience(CHECKING_MS));
    closeCamera(this.#stream, this.#video); // no more frames are needed
  }

  #halt(then: () => void): void {
    this.#stopFrames?.();
    this.#stopFrames = undefined;
    then();
  }

  #fail(error: CaptureError): void {
    const cure = cureOf(error);
    if (cure) console.error(`inperson: ${error.code}. ${cure}`);
    this.#fault = error;
    this.#machine.take("fault");
  }

  #finish(state: State): void {
    this.#halt(() => this.#link?.close());
    closeCamera(this.#stream, this.#video);
    this.#grabber?.close();
    for (const undo of this.#undo.splice(0)) undo();
    if (state === "failed") this.#reject(this.#fault);
    else
      this.#resolve({
        session: this.#session,
        outcome: OUTCOMES[state] ?? "unknown",
        improve: this.#improve,
      });
  }
}

const OUTCOMES: Partial<Record<State, CaptureResult["outcome"]>> = {
  passed: "pass",
  refused: "fail",
};
