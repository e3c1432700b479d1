/**
 * What only the person can do: its text is shown, then the face is shown to it, then it is done.
 */

import { html } from "../../src/view/dom.js";
import type { InpersonCaptureElement } from "../../src/index.js";
import { TENANT, post } from "./api.js";
import type { Act, Proof, Ready } from "./api.js";
import { noticeLink } from "./entering.js";
import { heading } from "./shell.js";
import type { Shell } from "./shell.js";
import { say } from "./words.js";

export interface Asked {
  readonly act: Act;
  /** Do it, with the proof; what it throws is told at home. */
  run(proof: Proof): Promise<void>;
}

export interface Endings {
  /** Go on where the person was; without an error because nothing is wrong. */
  back(error?: unknown): void;
  /** The person cannot or will not use its face. */
  instead(): void;
}

export function opened(act: Act, language: string): Promise<Ready> {
  return post<Ready>("acts", { ...act, language });
}

/** The step: the text on top, the capture below it. */
export function proving(
  shell: Shell,
  ready: Ready,
  asked: Asked,
  endings: Endings,
): readonly Node[] {
  const capture: InpersonCaptureElement = html("inperson-capture", {
    "session-token": ready.session_token,
    purpose: "authenticate",
    locale: shell.language,
    "privacy-url": `/privacy/${TENANT}/notice?lang=${shell.language}`,
  });
  // Each try has a session of its own; its text is the one that is read, for the language stays.
  capture.tokenSource = async () => (await opened(asked.act, ready.language)).session_token;
  capture.addEventListener("complete", ({ detail }) => {
    if (detail.outcome === "fail") return; // it says what to do better; the next tap tries again
    void asked
      .run({ session: detail.session, text: ready.text })
      .catch((error: unknown) => endings.back(error));
  });
  capture.addEventListener("alternative", () => endings.instead());
  const cancel = html("button", { type: "button", class: "quiet" }, say("cancel"));
  cancel.addEventListener("click", () => endings.back());
  const text = html(
    "pre",
    {
      dir: "auto",
      lang: ready.language,
      tabindex: "0",
      role: "region",
      "aria-label": say("prove_text"),
    },
    ready.text,
  );
  return [
    html(
      "section",
      { class: "card narrow act" },
      heading(say("prove_title")),
      html("p", {}, `${say("prove_how")} `, noticeLink(shell.language)),
      text,
      cancel,
    ),
    html("section", { class: "card narrow", "aria-label": say("prove_title") }, capture),
  ];
}
