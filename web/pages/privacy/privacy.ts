/** The privacy centre's page: come in, see what is held, do something about it, leave. */

import { html } from "../../src/view/dom.js";
import { Problem, get, leave, post } from "./api.js";
import type { Act, Me, Proof, Waiting, WholeRequest } from "./api.js";
import {
  doCard,
  goneStep,
  justAsked,
  objecting,
  refusing,
  waitingCard,
  withdrawing,
} from "./asking.js";
import type { Home } from "./asking.js";
import {
  consentsCard,
  disclosuresCard,
  heldCard,
  readsCard,
  requestsCard,
  retentionCard,
  sessionsCard,
} from "./cards.js";
import { enterByCode, noticeLink, takeCode } from "./entering.js";
import type { Inside } from "./entering.js";
import { opened, proving } from "./proving.js";
import { reviewable, reviewing } from "./reviewing.js";
import { Shell, heading, problemWords } from "./shell.js";
import type { Text, Tone } from "./shell.js";
import { hour, isolated, say } from "./words.js";

const LOOK_MS = 30_000;

class Page implements Home, Inside {
  readonly #shell = new Shell();
  #watch = 0;

  constructor() {
    this.#shell.leave.addEventListener("click", () => void this.#leave());
    addEventListener("hashchange", () => void this.start());
    // Who comes back after leaving starts anew.
    addEventListener("pageshow", ({ persisted }) => persisted && void this.start());
  }

  async start(): Promise<void> {
    const code = takeCode();
    await this.#shell.speak(new URLSearchParams(location.search).get("lang") ?? navigator.language);
    try {
      if (code) await post("enter", { code });
      await this.entered();
    } catch (error) {
      const key = problemWords(error);
      // Whoever comes first has no ticket.
      const nobody = error instanceof Problem && error.code === "centre_ticket_invalid";
      this.#outside(
        () => enterByCode(this.#shell, this),
        nobody ? undefined : () => say(key),
        "bad",
      );
    }
  }

  async entered(): Promise<void> {
    await this.refresh(() => "");
  }

  async refresh(text: Text, tone: Tone = "good", request?: WholeRequest): Promise<void> {
    const [me, { disclosures }] = await Promise.all([
      get<Me>("me"),
      get<{ disclosures: Waiting[] }>("disclosures"),
    ]);
    this.#shell.show(() => this.#home(me, disclosures, request), text, tone);
    this.#inside(Date.parse(me.ticket_expires_at) - Date.now());
  }

  async prove(me: Me, act: Act, run: (proof?: Proof) => Promise<void>): Promise<void> {
    if (!me.enrolment.enrolled) return run();
    const ready = await opened(act, this.#shell.language);
    const home = (text: Text, tone: Tone): void =>
      void this.refresh(text, tone).catch((error: unknown) => this.#lost(error));
    const endings = {
      back: (error?: unknown) => {
        if (error instanceof Problem && error.code === "centre_ticket_invalid") this.ended();
        else home(() => (error ? say(problemWords(error)) : ""), error ? "bad" : "good");
      },
      instead: () => home(() => say("prove_instead", isolated(me.tenant.name)), "bad"),
    };
    this.#shell.show(() => proving(this.#shell, ready, { act, run }, endings));
  }

  gone(request: WholeRequest): void {
    this.#shell.show(() =>
      goneStep(
        this,
        request,
        () => void this.entered().catch((error: unknown) => this.#lost(error)),
      ),
    );
  }

  ended(): void {
    this.#outside(
      () => enterByCode(this.#shell, this),
      () => say("centre_ticket_invalid"),
      "bad",
    );
  }

  #home(me: Me, waiting: readonly Waiting[], request?: WholeRequest): readonly Node[] {
    const of = html(
      "p",
      {},
      `${say("of", isolated(me.tenant.name))} · `,
      noticeLink(this.#shell.language),
    );
    const about = html(
      "div",
      { class: "muted about" },
      of,
      html("p", {}, say("until", hour(me.ticket_expires_at))),
    );
    const first = html(
      "div",
      {},
      ...waiting.map((each) => waitingCard(this, me, each)),
      heldCard(me),
      doCard(this, me, reviewable(me).length ? reviewing(this, me) : []),
    );
    const rest = html(
      "div",
      {},
      consentsCard(me.consents, (consent) => withdrawing(this, me, consent)),
      requestsCard(this, me.requests, (request) => objecting(this, request)),
      sessionsCard(me.sessions),
      readsCard(me.reads),
      disclosuresCard(me, (id) => refusing(this, id, say("take_back"))),
      retentionCard(me.retention),
    );
    return [
      heading(say("title")),
      about,
      ...(request ? [justAsked(request)] : []),
      html("div", { class: "two even" }, first, rest),
    ];
  }

  #inside(left_ms: number): void {
    this.#shell.leave.hidden = false;
    clearTimeout(this.#watch);
    // The server's clock decides; this one may be wrong, so it is only asked around then.
    this.#watch = window.setTimeout(() => void this.#look(), Math.max(left_ms + 1000, LOOK_MS));
  }

  async #look(): Promise<void> {
    try {
      await get("requests");
      this.#inside(LOOK_MS);
    } catch (error) {
      this.#lost(error);
    }
  }

  #outside(draw: () => readonly Node[], text?: Text, tone?: Tone): void {
    clearTimeout(this.#watch);
    this.#shell.leave.hidden = true;
    document.querySelector("dialog")?.close();
    this.#shell.show(draw, text, tone);
  }

  #lost(error: unknown): void {
    if (error instanceof Problem && error.code === "centre_ticket_invalid") this.ended();
    else this.#inside(LOOK_MS);
  }

  async #leave(): Promise<void> {
    try {
      await leave();
    } catch {
      this.#shell.tell(() => say("trouble"), "bad");
      return;
    }
    this.#outside(
      () => enterByCode(this.#shell, this),
      () => say("left"),
    );
  }
}

void new Page().start();
