/** What the person sees and hears. It holds no state of the capture: it is told what to show. */

import { directionOf } from "../languages.js";
import type { Camera } from "../camera.js";
import type { CaptureError } from "../errors.js";
import type { State } from "../machine.js";
import type { Colour, Hint, Improvement, Place, Target } from "../protocol.js";
import { ENGLISH, IMPROVEMENT_WORDS, errorWords, say } from "../words.js";
import type { Key, Texts, Words } from "../words.js";
import { Announcer } from "./announcer.js";
import { correctAccent } from "./contrast.js";
import { button, html } from "./dom.js";
import { Light } from "./light.js";
import { picture } from "./pictures.js";
import { Stage } from "./stage.js";
import { Steady } from "./steady.js";
import { dress } from "./styles.js";
import { Tone } from "./tone.js";
import type { Turn, Way } from "./way.js";
import { farOff, turnTo, wayTo } from "./way.js";

const WIDE_PX = 400; // room for the camera with the words beside it
const READ_MS = 700; // a large word is read in half a second

export type Purpose = "enroll" | "authenticate" | "liveness";

/** What the notice says. */
export interface Notice {
  readonly purpose: Purpose;
  readonly privacyUrl: string | null;
  /**
   * Whether the token is a developer's, whose frames may be kept with consent; unknown without one.
   */
  readonly kept: boolean | undefined;
  /** Whether the screen will show its light. */
  readonly lit: boolean;
  /** Why the person has to agree, if so. */
  readonly ask: "required" | "changed" | undefined;
  /** How the same is done without a face check: the tenant's words. */
  readonly alternative: string | undefined;
}

/** What makes a capture easier for some; whoever wants it ticks a box. */
export type Choice = "more_time" | "sound" | "still_light";

export interface Pressed {
  readonly begin: () => void;
  readonly cancel: () => void;
  readonly again: () => void;
  readonly alternative: () => void;
  readonly camera: (deviceId: string) => void;
}

/** Open a link beside this page; in its place where an app's WebView has no second window. */
function opened(event: MouseEvent): void {
  event.preventDefault();
  const { href } = event.currentTarget as HTMLAnchorElement;
  const beside = window.open(href, "_blank");
  if (beside) beside.opener = null;
  else location.assign(href);
}

/** Say which way, where a hint leaves that to the picture that the person sees. */
function told(
  hint: Hint,
  face: Place | undefined,
  target: Target | undefined,
  mirrored: boolean,
): Exclude<Hint, "turn_head"> | Way | Turn {
  if (hint === "turn_head") return target ? turnTo(target, face, mirrored) : "hold_still";
  return hint === "move_into_oval" && face && target ? wayTo(target, face, mirrored) : hint;
}

export class Screen {
  readonly stage = new Stage();
  readonly #pressed: Pressed;
  readonly #frame = html("div", { class: "frame", part: "frame" });
  readonly #body = html("div");
  readonly #heard = html("div", { class: "heard", role: "status", "aria-live": "polite" });
  readonly #hint = html("p", { class: "hint", part: "hint" });
  readonly #step = html("p", { class: "step muted", part: "step" });
  readonly #fill = html("i");
  readonly #bar = html("div", { class: "bar", part: "progress", role: "progressbar" }, this.#fill);
  readonly #camera = html("select", { part: "camera" });
  readonly #cameraName = html("span");
  readonly #cameraChoice = html("label", { class: "camera" }, this.#cameraName, this.#camera);
  readonly #read = new Steady<string>(READ_MS);
  // A node of its own each time: what is said again is heard again.
  readonly #announcer = new Announcer((text) => this.#heard.replaceChildren(html("p", {}, text)));
  readonly #tone = new Tone();
  /** What the person has chosen for the next capture. */
  readonly choices: Record<Choice, boolean> = {
    more_time: false,
    sound: false,
    still_light: false,
  };
  readonly #light = new Light(this.#frame);
  #lit = false;
  #found = false;
  #room = "";
  #noticed = "";
  #words: Words = ENGLISH;

  constructor(root: ShadowRoot, pressed: Pressed) {
    // Sound may only begin in the tap itself.
    const heard = (then: () => void) => () => {
      if (this.choices.sound) this.#tone.start();
      then();
    };
    this.#pressed = { ...pressed, begin: heard(pressed.begin), again: heard(pressed.again) };
    this.#camera.addEventListener("change", () => pressed.camera(this.#camera.value));
    this.#cameraChoice.hidden = true;
    dress(root);
    this.#frame.append(this.#body, this.#heard);
    // Later than this: what it sets may change the size that is being told.
    new ResizeObserver(() => requestAnimationFrame(() => this.#sized())).observe(this.#frame);
    root.append(this.#light.element, this.#frame);
  }

  get language(): string {
    return this.#words.lang;
  }

  /** Speak another language from the next screen on; a page's own texts go before its words. */
  speak(words: Words, texts: Texts): void {
    this.#words = { ...words, ...texts };
    this.#frame.lang = this.language;
    this.#frame.dir = directionOf(this.language);
  }

  /** Show the notice; where it says what it said before, nothing of it moves under who reads it. */
  notice(notice: Notice): void {
    const noticed = JSON.stringify([notice, this.choices, this.#words]);
    if (noticed === this.#noticed && this.#shows("notice")) return;
    this.#noticed = noticed;
    const { purpose, privacyUrl, kept, ask, alternative, lit } = notice;
    this.#lit = lit;
    const parts: (Node | string)[] = [
      this.#title("title"),
      html("p", { part: "purpose" }, this.#say(`why_${purpose}`)),
      html("p", {}, this.#say("how")),
    ];
    if (lit) parts.push(html("p", { part: "lit" }, this.#say("light")));
    if (kept === false)
      parts.push(html("p", { class: "muted", part: "kept" }, this.#say("deleted")));
    parts.push(html("slot", { name: "notice" }));
    if (alternative) {
      const way = html("bdi", {}, alternative);
      parts.push(html("p", { part: "other-way" }, `${this.#say("other_way")} `, way));
    }
    if (ask) parts.push(html("p", { part: "ask" }, this.#say(`ask_${ask}`)));
    if (privacyUrl) {
      const read = { href: privacyUrl, target: "_blank", part: "privacy" };
      const link = html("a", read, this.#say("privacy"));
      link.addEventListener("click", opened);
      parts.push(link);
    }
    const start = this.#button("begin", "primary", this.#pressed.begin);
    if (ask) {
      start.textContent = this.#say("agree");
      start.part.add("agree");
    }
    parts.push(this.#choose(), start, this.#alternative());
    this.#show("notice", ...parts);
  }

  /** Show the camera and the words of a state; the words are a hint from then on. */
  live(state: State): void {
    if (!this.#hint.isConnected) {
      this.#found = false;
      this.#bar.setAttribute("aria-label", this.#say("title"));
      this.stage.name(this.#say("camera_view"));
      this.#step.textContent = "";
      this.#measure(0, 0);
      this.#show(
        "live",
        this.#hint,
        this.stage.element,
        this.#bar,
        this.#step,
        this.#button("cancel", "quiet", this.#pressed.cancel),
      );
    }
    this.#announcer.drop();
    if (state !== "capturing") {
      this.#hint.textContent = this.#say(state === "connecting" ? "waiting" : (state as Key));
      this.#announcer.say(this.#hint.textContent);
    }
    if (state === "capturing") this.#fit();
    else this.#light.off();
    this.stage.shown(state === "capturing" || state === "paused" || state === "reconnecting");
    this.#read.reset();
  }

  /** Say what to do and, where it is known, which way; until a face is seen, how to begin. */
  hint(hint: Hint, face: Place | undefined, nowMs: number): void {
    const { target, mirrored } = this.stage;
    const text = this.#say(`hint_${told(hint, face, target, mirrored)}`);
    if (this.#read.offer(text, nowMs)) this.#hint.textContent = text;
    this.#found ||= face !== undefined;
    this.#announcer.hint(hint === "no_face" && !this.#found ? this.#say("find") : text);
    if (face && target) this.#tone.at(farOff(target, face));
  }

  target(target: Target): void {
    this.stage.aim(target);
    this.#step.textContent = this.#say("step", target.index + 1, target.of);
    this.#announcer.step(this.#step.textContent);
  }

  /** Offer these cameras wherever a capture can begin; one alone is no choice. */
  cameras(cameras: readonly Camera[], chosen: string | null): void {
    const options = cameras.map(({ deviceId, label }) =>
      html("option", { value: deviceId }, label),
    );
    this.#camera.replaceChildren(...options);
    if (cameras.some(({ deviceId }) => deviceId === chosen)) this.#camera.value = chosen!;
    this.#cameraChoice.hidden = options.length < 2;
  }

  light(colour: Colour): void {
    this.#light.show(colour);
  }

  /** Take the page's colours, as far as they can be read. */
  colour(): void {
    correctAccent(this.#frame);
  }

  /** Be silent: the page goes on without this. */
  silence(): void {
    this.#announcer.drop();
    this.#tone.stop();
    this.#light.off();
  }

  progress(index: number, of: number, share: number): void {
    this.#measure((index + share) / of, share);
  }

  passed(): void {
    const done = html("div", { class: "good" }, picture("passed"), this.#title("passed"));
    this.#show("passed", done);
  }

  decided(): void {
    this.#show("decided", this.#title("passed"));
  }

  refused(improve: readonly Improvement[]): void {
    const said = improve.length ? improve.slice(0, 3) : (["try_again"] as const);
    const list = said.map((each) =>
      html("li", {}, picture(each), html("span", {}, this.#say(IMPROVEMENT_WORDS[each]))),
    );
    this.#show(
      "refused",
      html("div", { class: "bad" }, this.#title("refused")),
      html("ul", { part: "improve" }, ...list),
      this.#choose(),
      this.#button("again", "primary", this.#pressed.again),
      this.#alternative(),
    );
  }

  failed(error: CaptureError): void {
    const said = html(
      "div",
      { class: "bad", part: "error" },
      picture(error.code),
      this.#title(errorWords(error.code)),
    );
    const again = error.retryable
      ? [this.#choose(), this.#button("again", "primary", this.#pressed.again)]
      : [];
    this.#show("failed", said, ...again, this.#alternative());
  }

  waiting(): void {
    this.#show("wait", this.#title("waiting"));
  }

  #show(name: string, ...parts: readonly (Node | string)[]): void {
    // Whoever had the focus in here keeps it: at the same part of the same screen, else it moves to
    // the first words. A button that now agrees to something is another part.
    const { activeElement } = this.#body.getRootNode() as ShadowRoot;
    const focused = this.#body.contains(activeElement);
    const part = focused && this.#shows(name) && activeElement?.getAttribute("part");
    this.#announcer.drop();
    if (name !== "wait" && name !== "live") this.#tone.stop();
    if (name !== "live") this.#light.off();
    const section = html("section", { class: name, part: name }, ...parts);
    if (!this.#shows(name) || !keepBegin(this.#body, section)) this.#body.replaceChildren(section);
    const first = this.#body.querySelector<HTMLElement>("h2, .cancel");
    const same = part && this.#body.querySelector<HTMLElement>(`[part="${part}"]`);
    if (focused) (same || first)?.focus({ preventScroll: false });
    else if (name !== "notice") this.#announcer.say(first?.textContent ?? "");
  }

  #shows(name: string): boolean {
    return this.#body.firstElementChild?.className === name;
  }

  /** Fit again where a phone was turned or a page zoomed; not where a hint took one line more. */
  #sized(): void {
    const room = `${this.#frame.clientWidth} ${innerHeight}`;
    if (room !== this.#room) this.#fit();
    this.#room = room;
  }

  /** Lay the screen out for the room that it has, and bring what has to be seen into view. */
  #fit(): void {
    this.#frame.classList.toggle("wide", this.#frame.clientWidth >= WIDE_PX);
    if (!this.#hint.isConnected) return;
    const tall = this.#frame.clientHeight > innerHeight;
    (tall ? this.#hint : this.#frame).scrollIntoView({ block: tall ? "start" : "nearest" });
  }

  #measure(whole: number, share: number): void {
    const percent = String(Math.round(whole * 100));
    if (this.#bar.getAttribute("aria-valuenow") !== percent) {
      this.#bar.setAttribute("aria-valuenow", percent);
      this.#fill.style.setProperty("--_done", `${percent}%`);
    }
    this.stage.progress(share);
  }

  #title(key: Key): HTMLElement {
    return html("h2", { tabindex: "-1", part: "title" }, this.#say(key));
  }

  #button(key: Key, look: string, pressed: () => void): HTMLButtonElement {
    const made = button(key, pressed);
    made.classList.add(look);
    made.textContent = this.#say(key);
    return made;
  }

  #choose(): HTMLElement {
    const all = Object.keys(this.choices) as Choice[];
    const asked = all.filter((name) => this.#lit || name !== "still_light");
    const boxes = asked.map((name) => {
      const box = html("input", { type: "checkbox", part: name });
      box.checked = this.choices[name];
      box.addEventListener("change", () => (this.choices[name] = box.checked));
      return html("label", {}, box, this.#say(name));
    });
    this.#cameraName.textContent = this.#say("camera_view");
    return html("div", { class: "choices", part: "choices" }, ...boxes, this.#cameraChoice);
  }

  #alternative(): HTMLButtonElement {
    return this.#button("alternative", "quiet", this.#pressed.alternative);
  }

  #say(key: Key, ...numbers: readonly number[]): string {
    return say(this.#words, key, ...numbers);
  }
}

/**
 * Put a section's parts around the button that begins, if it means the same there: a press is not
 * lost because the words around it change before the finger is up.
 */
function keepBegin(body: HTMLElement, section: HTMLElement): boolean {
  const [held, next] = [body, section].map((each) => each.querySelector<HTMLElement>(".begin"));
  if (!held || held.part.value !== next?.part.value) return false;
  for (const each of [...held.parentElement!.childNodes]) if (each !== held) each.remove();
  const parts = [...section.childNodes];
  const at = parts.indexOf(next);
  held.before(...parts.slice(0, at));
  held.after(...parts.slice(at + 1));
  held.textContent = next.textContent;
  return true;
}
