/**
 * The page of a hosted check: who asks, which camera, the capture, and the way back. Nothing is
 * used up before the person presses a button, so that a preview or a scanner may open the link.
 */

import { html } from "../../src/view/dom.js";
import type { InpersonCaptureElement } from "../../src/index.js";
import { OVER, Problem, TENANT, begin, cancel, enter, handOff, look, progress } from "./api.js";
import type { HandOff, Look, Progress } from "./api.js";
import { Frame, card, paragraph, press, problemWords } from "./frame.js";
import { picture } from "./picture.js";
import { say } from "./words.js";
import type { Key } from "./words.js";

const SOON_MS = 1_500;
const LATE_MS = 10_000;
const BACK_MS = 1_200;
const LOST: ReadonlySet<string> = new Set(["network", "trouble", "server_busy", "rate_limited"]);

/** Whether this browser lets pages ask for a camera at all. */
const CAMERA = "mediaDevices" in navigator;
/** Whether it is a phone's or a tablet's. */
const IN_HAND = matchMedia("(pointer: coarse)").matches;
/** The keys of links that the tenant sends: whoever changes the letter has a key of nothing. */
const SENT = /^[eq]/;

class Page {
  readonly #frame = new Frame();
  #look: Look = { name: "", accent: null };
  #now: Progress | undefined;
  #handed: HandOff | undefined;
  #face: InpersonCaptureElement | undefined;
  #pause = SOON_MS;
  #timer = 0;

  async start(): Promise<void> {
    const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
    const spoken = this.#frame.speak(asked);
    const kept = history.state as { key?: string } | null;
    const key = location.hash.slice(1) || kept?.key;
    const here = location.pathname + location.search;
    const link = `${location.origin}${here}#${key}`;
    // out of the address and every bookmark; who reads the notice and comes back has it still
    if (key) history.replaceState({ key }, "", here);
    try {
      [this.#look] = await Promise.all([look(), spoken]);
      this.#frame.wear(this.#look);
      if (key) this.#welcome(key, link);
      else await this.#resume();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #resume(): Promise<void> {
    this.#now = await progress();
    if (OVER.has(this.#now.stage)) this.#over(this.#now);
    else if (this.#now.seat === "phone") this.#same(this.#now);
    else if (this.#now.message) this.#told(this.#now.message);
    else this.#which(this.#now);
    this.#follow();
  }

  #welcome(key: string, link: string): void {
    const { name } = this.#look;
    const enters = async () => {
      try {
        this.#now = await enter(key);
        history.replaceState(null, "");
      } catch (error) {
        if (error instanceof Problem && LOST.has(error.code)) {
          this.#frame.tell(() => say(problemWords(error)));
          return; // the link is as good as before
        }
        this.#failed(error);
        return;
      }
      if (this.#now.seat === "phone") this.#same(this.#now);
      else if (this.#now.message) this.#told(this.#now.message);
      else if (IN_HAND) await this.#capture();
      else this.#which(this.#now);
      this.#follow();
    };
    this.#frame.show(() => [
      card(
        say("asks", name),
        paragraph(say(SENT.test(key) ? "sent" : "only_you", name)),
        ...(CAMERA || !IN_HAND
          ? [press(say("go_on"), enters)]
          : [paragraph(say("no_camera")), paragraph(say("open_elsewhere")), this.#copy(link)]),
      ),
    ]);
  }

  #copy(link: string): Node {
    return press(say("copy"), async () => {
      await navigator.clipboard.writeText(link);
      this.#frame.tell(() => say("copied"));
    });
  }

  #which(now: Progress): void {
    if (!now.hand_off) {
      void this.#capture();
      return;
    }
    this.#frame.show(() => [
      card(
        say("which"),
        html(
          "div",
          { class: "actions" },
          ...(CAMERA ? [press(say("here"), () => this.#capture())] : []),
          press(say("phone"), () => this.#hand()),
          this.#stop(),
        ),
        ...(CAMERA ? [] : [paragraph(say("no_camera"), "muted")]),
      ),
    ]);
  }

  async #hand(): Promise<void> {
    try {
      const handed = await handOff();
      this.#handed = handed;
      this.#frame.show(() => [
        card(
          say("scan"),
          picture(handed.modules, say("picture")),
          paragraph(say("matches")),
          number(handed.code),
          html(
            "div",
            { class: "actions" },
            ...(CAMERA ? [press(say("here"), () => this.#capture(), "")] : []),
            this.#stop(),
          ),
        ),
      ]);
      this.#frame.tell(() => say("at_handed"));
      this.#follow();
    } catch (error) {
      this.#stumbled(error);
    }
  }

  /** Let the person compare what the tenant told it elsewhere; it is text, and no link. */
  #told(message: string): void {
    const { name } = this.#look;
    this.#frame.show(() => [
      card(
        say("told", name),
        html("p", { class: "message", dir: "auto" }, message),
        paragraph(say("told_why", name)),
        html(
          "div",
          { class: "actions" },
          press(say("go_on"), () => this.#capture()),
          this.#stop(say("no")),
        ),
      ),
    ]);
  }

  #same(now: Progress): void {
    this.#frame.show(() => [
      card(
        say("same"),
        number(now.code ?? ""),
        paragraph(say("same_why", this.#look.name)),
        html(
          "div",
          { class: "actions" },
          press(say("yes"), () => this.#capture()),
          this.#stop(say("no")),
        ),
      ),
    ]);
  }

  async #capture(): Promise<void> {
    let token: string;
    try {
      token = await begin();
    } catch (error) {
      this.#stumbled(error);
      return;
    }
    this.#handed = undefined;
    const face = html("inperson-capture", {
      "session-token": token,
      purpose: this.#now?.kind ?? "authenticate",
      "privacy-url": `/privacy/${TENANT}/notice?lang=${this.#frame.language}`,
    });
    const ways = html("div", { class: "actions" }, this.#stop());
    face.tokenSource = begin; // the same session's: it is good until it is decided
    face.addEventListener("complete", () => void this.#asked());
    face.addEventListener("alternative", () => void this.#cancel());
    face.addEventListener("ready", () => (ways.hidden = true)); // it has a way out of its own
    face.addEventListener("error", () => {
      ways.hidden = false;
      if (this.#now?.seat === "owner" && this.#now.hand_off)
        ways.replaceChildren(
          press(say("phone"), () => this.#hand()),
          this.#stop(),
        );
      void this.#asked();
    });
    this.#face = face;
    this.#frame.show(() => {
      face.locale = this.#frame.language;
      return [
        html("h1", { tabindex: "-1", class: "unseen" }, say("title")),
        html("section", { class: "card narrow", "aria-label": say("title") }, face),
        html("div", { class: "narrow" }, ways),
      ];
    });
  }

  #stop(text = say("stop")): Node {
    return press(text, () => this.#cancel(), "");
  }

  async #cancel(): Promise<void> {
    try {
      this.#moved(await cancel());
    } catch (error) {
      if (error instanceof Problem && error.code === "capture_in_use") this.#face?.cancel();
      else this.#stumbled(error);
    }
  }

  #follow(): void {
    clearTimeout(this.#timer);
    if (this.#now && OVER.has(this.#now.stage)) return;
    this.#timer = window.setTimeout(() => void this.#asked(), this.#pause);
  }

  /** Ask how far it is, and go on asking: sooner while somebody waits for a phone. */
  async #asked(): Promise<void> {
    try {
      const now = await progress();
      this.#pause = this.#handed ? SOON_MS : 2 * SOON_MS;
      this.#moved(now);
    } catch (error) {
      if (error instanceof Problem && LOST.has(error.code)) {
        this.#pause = Math.min(2 * this.#pause, LATE_MS);
        if (this.#handed) this.#frame.tell(() => say("network"));
      } else {
        this.#failed(error);
        return;
      }
    }
    this.#follow();
  }

  #moved(now: Progress): void {
    const before = this.#now;
    this.#now = now;
    if (OVER.has(now.stage)) {
      if (!before || !OVER.has(before.stage)) this.#over(now);
    } else if (this.#handed && now.stage !== "open") {
      const key: Key = `at_${now.stage as "handed" | "on_phone" | "capturing"}`;
      this.#frame.tell(() => say(key));
    }
  }

  #over(now: Progress): void {
    clearTimeout(this.#timer);
    const { name } = this.#look;
    const { returns, seat, stage } = now;
    const away = (): readonly Node[] =>
      returns
        ? [
            paragraph(say("told_there", name)),
            html("a", { href: returns, class: "button" }, say("back", name)),
          ]
        : [paragraph(seat === "phone" ? say("other_screen") : say("close", name))];
    const show = () =>
      this.#frame.show(() => [card(say(stage as "done" | "cancelled" | "expired"), ...away())]);
    // who made the capture here reads how it went before it is led away
    const went = this.#face && stage === "done";
    setTimeout(show, went ? BACK_MS : 0);
    // an app's scheme opens by a press alone in some browsers: the button stays
    if (returns && stage !== "expired")
      setTimeout(() => location.replace(returns), (went ? BACK_MS : 0) + BACK_MS);
  }

  #stumbled(error: unknown): void {
    const ended =
      error instanceof Problem && /^(check_visit_invalid|session_e.*)$/.test(error.code);
    if (ended) void this.#asked();
    else this.#frame.tell(() => say(problemWords(error)));
  }

  #failed(error: unknown): void {
    clearTimeout(this.#timer);
    this.#frame.show(() => [
      card(say("cannot"), paragraph(say(problemWords(error))), paragraph(say("start_again"))),
    ]);
  }
}

/** The number that both screens show, read digit by digit. */
function number(code: string): HTMLElement {
  return html("p", { class: "number", dir: "ltr" }, code.split(/(?=.)/).join("\u2009"));
}

void new Page().start();
