/** `<inperson-capture>`: the whole of it in one tag, from the notice to the answer. */

import { Run } from "./capture.js";
import type { CaptureEvent, CaptureResult } from "./capture.js";
import { listCameras } from "./camera.js";
import type { CameraChoice } from "./camera.js";
import { CaptureError } from "./errors.js";
import type { ErrorCode } from "./errors.js";
import { LANGUAGES, languageOf } from "./languages.js";
import { LIVE, Machine } from "./machine.js";
import type { State } from "./machine.js";
import { readToken, serverUrl } from "./protocol.js";
import type { Claims, Hint, Improvement, Place, Profile } from "./protocol.js";
import { Screen } from "./view/screen.js";
import type { Purpose } from "./view/screen.js";
import { loadWords, wordsOf } from "./words.js";
import type { Texts } from "./words.js";

/** What each event's `detail` is. */
export interface InpersonEvents {
  /** The server has taken the capture. */
  ready: { readonly session: string; readonly expiresInS: number };
  hint: { readonly hint: Hint; readonly face: Place | undefined };
  progress: { readonly index: number; readonly of: number; readonly progress: number };
  /** The end: ask your back end what was decided. */
  complete: CaptureResult;
  /** A session token is needed: set `sessionToken`. Not sent where `tokenSource` is set. */
  retry: { readonly session: string | null; readonly improve: readonly Improvement[] };
  error: CaptureError;
  /** The person has chosen a camera: `device-id` says it from now on. */
  camera: { readonly deviceId: string };
  /** The person can't or won't use the face: lead on to another way. */
  alternative: null;
}

const TOKEN_MS = 30_000;
const LATE: ReadonlySet<string> = new Set<ErrorCode>(["timeout", "session_expired"]);

type Listener<K extends keyof InpersonEvents> = (event: CustomEvent<InpersonEvents[K]>) => void;

export interface InpersonCaptureElement {
  addEventListener<K extends keyof InpersonEvents>(
    type: K,
    listener: Listener<K>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof InpersonEvents>(
    type: K,
    listener: Listener<K>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

// Importing the module where there is no page, as a server that renders React does, must not fail.
const Base = globalThis.HTMLElement ?? class {};

export class InpersonCaptureElement extends Base {
  static readonly observedAttributes = [
    ...["session-token", "locale", "purpose", "privacy-url"],
    ...["style", "class"], // which may bring other colours
  ];

  /**
   * Gets a session token from your back end whenever one is needed: at the tap, and to try again.
   */
  tokenSource: (() => Promise<string>) | undefined;
  /** Cancels the capture. */
  signal: AbortSignal | undefined;

  readonly #theme = matchMedia("(prefers-color-scheme: dark)");
  readonly #themed = () => this.#screen.colour();
  readonly #machine = new Machine();
  readonly #screen: Screen;
  #run: Run | undefined;
  #texts: Texts = {};
  #fresh = false; // the token was not shown to the server yet
  #shown: string | undefined; // the notice that the person was asked to agree to
  #last: { session: string | null; improve: readonly Improvement[] } = {
    session: null,
    improve: [],
  };

  constructor() {
    super();
    this.#screen = new Screen(this.attachShadow({ mode: "open" }), {
      begin: () => void this.begin(),
      cancel: () => this.cancel(),
      again: () => void this.begin(),
      alternative: () => this.#emit("alternative", null),
      camera: (deviceId) => {
        this.deviceId = deviceId;
        this.#emit("camera", { deviceId });
      },
    });
    this.#machine.watch((state) => this.#entered(state));
  }

  /**
   * The session token. It is kept in the attribute, which is where a server's page can write it.
   */
  get sessionToken(): string | null {
    return this.getAttribute("session-token");
  }
  set sessionToken(token: string | null) {
    this.#write("session-token", token);
  }
  /** Where Inperson is; this page's own origin if left out. */
  get server(): string | null {
    return this.getAttribute("server");
  }
  set server(server: string | null) {
    this.#write("server", server);
  }
  get locale(): string {
    const near = this.getAttribute("locale") ?? this.closest("[lang]")?.getAttribute("lang");
    return near || navigator.language;
  }
  set locale(locale: string | null) {
    this.#write("locale", locale);
  }
  /** Texts of your own, by the names in `words.ts`; with all of them, a language of your own. */
  get texts(): Texts {
    return this.#texts;
  }
  set texts(texts: Texts) {
    this.#texts = texts;
    if (this.isConnected) this.#draw();
  }
  get profile(): Profile {
    return this.getAttribute("profile") === "gentle" ? "gentle" : "standard";
  }
  set profile(profile: Profile | null) {
    this.#write("profile", profile);
  }
  get purpose(): Purpose {
    const named = this.getAttribute("purpose");
    return named === "enroll" || named === "liveness" ? named : "authenticate";
  }
  set purpose(purpose: Purpose | null) {
    this.#write("purpose", purpose);
  }
  /** Where it is written what happens with the data. */
  get privacyUrl(): string | null {
    return this.getAttribute("privacy-url");
  }
  set privacyUrl(url: string | null) {
    this.#write("privacy-url", url);
  }
  get facing(): "user" | "environment" {
    return this.getAttribute("facing") === "environment" ? "environment" : "user";
  }
  set facing(facing: "user" | "environment" | null) {
    this.#write("facing", facing);
  }
  get deviceId(): string | null {
    return this.getAttribute("device-id");
  }
  set deviceId(deviceId: string | null) {
    this.#write("device-id", deviceId);
  }
  get state(): State {
    return this.#machine.state;
  }

  /** Begin, as the button does: call it from a tap or a key press alone. */
  async begin(): Promise<void> {
    if (this.#busy()) return;
    if (this.#fresh) {
      this.#capture();
      return;
    }
    if (!this.#machine.take("again")) return;
    if (!this.tokenSource) {
      this.#emit("retry", this.#last);
      return;
    }
    try {
      const token: unknown = await soon(this.tokenSource());
      if (this.state === "waiting") this.sessionToken = typeof token === "string" ? token : "";
    } catch (cause) {
      this.#without(cause);
    }
  }

  /** End a capture: the camera is off when this returns. */
  cancel(): void {
    this.#run?.cancel();
  }

  /** Go back to the notice, as for another purpose; a capture that runs is cancelled. */
  reset(): void {
    this.cancel();
    if (this.#machine.take("reset")) this.#draw();
  }

  connectedCallback(): void {
    const { choices } = this.#screen;
    choices.sound ||= this.hasAttribute("sound");
    choices.more_time ||= this.profile === "gentle";
    choices.still_light ||= matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#theme.addEventListener("change", this.#themed);
    this.#themed();
    this.#draw();
    void this.#cameras();
  }

  disconnectedCallback(): void {
    // Whoever moves it in the document takes it out and puts it back in one go.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#theme.removeEventListener("change", this.#themed);
      this.cancel();
      this.#screen.silence();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === "style" || name === "class") {
      if (this.isConnected) this.#screen.colour();
      return;
    }
    const waiting = this.#machine.state === "waiting";
    if (name === "session-token" && waiting && !after) this.#without(new Error("No token."));
    if (name === "session-token" && after && (waiting || after !== before)) {
      this.#fresh = true;
      if (waiting && this.isConnected) this.#capture();
    }
    if (this.isConnected && this.#machine.state === "notice") this.#draw();
  }

  #busy(): boolean {
    return LIVE.has(this.state) || this.state === "checking" || this.state === "recovering";
  }

  #draw(): void {
    const language = languageOf(this.locale, LANGUAGES);
    const words = wordsOf(language);
    if (!words) {
      void loadWords(language).then(() => this.#draw());
      return;
    }
    this.#screen.speak(words, this.#texts);
    if (this.#machine.state === "notice") this.#notice();
  }

  /** What the token says, and which notice it is that the person can read here. */
  #claims(): Partial<Claims & { digest: string; language: string }> {
    try {
      const claims = readToken(this.sessionToken ?? "");
      const language = claims.notices[this.#screen.language]
        ? this.#screen.language
        : Object.keys(claims.notices)[0];
      return language ? { ...claims, language, digest: claims.notices[language]! } : claims;
    } catch {
      return {}; // whatever the token is, the server will say so when it sees it
    }
  }

  #notice(): void {
    const { kept, tenant, ask, alternative, digest, language, lit } = this.#claims();
    const own = language
      ? serverUrl(this.server, `privacy/${tenant}/notice?lang=${language}`).href
      : null;
    this.#shown = ask && digest;
    this.#screen.notice({
      purpose: this.purpose,
      privacyUrl: ask ? own : (this.privacyUrl ?? own),
      kept,
      ask,
      alternative,
      lit: lit === true,
    });
  }

  #capture(): void {
    const { signal, deviceId, server } = this;
    const { ask, digest } = this.#claims();
    if (ask && this.#shown !== digest) {
      this.#machine.take("reset"); // nobody agrees to what was not on the screen
      this.#notice();
      return;
    }
    const camera: CameraChoice = { facing: this.facing, ...(deviceId ? { deviceId } : {}) };
    const { stage } = this.#screen;
    stage.forget();
    stage.mirror(this.facing === "user");
    const run = new Run(
      {
        ...camera,
        token: this.sessionToken ?? "",
        profile: this.#screen.choices.more_time ? "gentle" : this.profile,
        video: stage.video,
        light: !this.#screen.choices.still_light,
        onEvent: (event) => this.#happened(event),
        ...(server ? { server } : {}),
        ...(ask && digest ? { consent: digest } : {}),
        ...(signal ? { signal } : {}),
      },
      this.#machine,
    );
    this.#run = run;
    run.begin().then(
      (result) => this.#completed(result),
      (error: unknown) => this.#ended(error as CaptureError),
    );
  }

  #entered(state: State): void {
    this.dataset.state = state;
    if (state === "connecting") {
      this.#fresh = false;
      void this.#cameras();
    }
    if (state === "waiting") this.#screen.waiting();
    else if (LIVE.has(state) || state === "checking" || state === "recovering") {
      this.#screen.live(state === "recovering" ? "checking" : state);
    }
  }

  /** Offer the cameras that the browser names; once one is in use, that one is chosen. */
  async #cameras(): Promise<void> {
    const stream = this.#screen.stage.video.srcObject as MediaStream | null;
    const used = stream?.getVideoTracks()[0]?.getSettings();
    if (used) this.#screen.stage.mirror((used.facingMode ?? this.facing) !== "environment");
    this.#screen.cameras(await listCameras(), used?.deviceId ?? this.deviceId);
  }

  #happened(event: CaptureEvent): void {
    if (event.type === "target") this.#screen.target(event.target);
    else if (event.type === "light") this.#screen.light(event.colour);
    else if (event.type === "hint") {
      const { hint, face } = event;
      this.#screen.hint(hint, face, performance.now());
      this.#emit("hint", { hint, face });
    } else if (event.type === "progress") {
      this.#screen.progress(event.index, event.of, event.progress);
      this.#emit("progress", { index: event.index, of: event.of, progress: event.progress });
    } else if (event.type === "ready") {
      this.#emit("ready", { session: event.session, expiresInS: event.expiresInS });
    }
  }

  #completed(result: CaptureResult): void {
    this.#last = { session: result.session, improve: result.improve };
    if (result.outcome === "pass") this.#screen.passed();
    else if (result.outcome === "fail") {
      this.#screen.choices.more_time = true; // whoever tries again has it, and may put it back
      this.#screen.refused(result.improve);
    } else this.#screen.decided();
    this.#emit("complete", result);
  }

  /** End what waits for a token: whoever opens sessions gave none, for a reason of its own. */
  #without(cause: unknown): void {
    if (this.state === "waiting") this.#ended(new CaptureError("token_unavailable", cause));
  }

  #ended(error: CaptureError): void {
    if (LATE.has(error.code)) this.#screen.choices.more_time = true;
    this.#machine.take("fault");
    this.#screen.failed(error);
    this.#emit("error", error);
  }

  #emit<K extends keyof InpersonEvents>(type: K, detail: InpersonEvents[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #write(name: string, value: string | null): void {
    if (value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }
}

/** Wait for a token, but not for ever: whoever was to give it may have forgotten. */
function soon(token: Promise<string>): Promise<string> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("No token in time.")), TOKEN_MS);
  });
  return Promise.race([token, late]);
}

declare global {
  interface HTMLElementTagNameMap {
    "inperson-capture": InpersonCaptureElement;
  }
}
