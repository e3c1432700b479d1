/** How a person gets in: by a code, or by the face that the tenant's page sent here. */

import { html } from "../../src/view/dom.js";
import type { InpersonCaptureElement } from "../../src/index.js";
import { Problem, TENANT, post } from "./api.js";
import { Wrong, form, labelled } from "./forms.js";
import type { Door } from "./forms.js";
import { heading } from "./shell.js";
import type { Shell } from "./shell.js";
import { say } from "./words.js";

export interface Inside extends Door {
  /** Show what is held of who has just come in. */
  entered(): Promise<void>;
}

/** What came behind the `#`: a code, or a session with its token and the tenant's reference. */
export interface Pass {
  readonly code: string | null;
  readonly face: {
    readonly session: string;
    readonly session_token: string;
    readonly subject_ref: string;
  } | null;
}

/**
 * Read what came behind the `#`, and take it out of the address, its history and every bookmark.
 */
export function takePass(): Pass {
  const found = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  const [session, session_token, subject_ref] = ["session", "token", "ref"].map((name) =>
    found.get(name),
  );
  const face =
    session && session_token && subject_ref ? { session, session_token, subject_ref } : null;
  return { code: found.get("code"), face };
}

export function noticeLink(language: string): HTMLAnchorElement {
  return html("a", { href: `/privacy/${TENANT}/notice?lang=${language}` }, say("notice"));
}

export function enterByCode(shell: Shell, inside: Inside, given = ""): readonly Node[] {
  const code = html("input", {
    value: given,
    maxlength: "40",
    dir: "ltr",
    class: "code",
    required: "",
    autocomplete: "one-time-code",
    autocapitalize: "characters",
    autocorrect: "off",
    spellcheck: "false",
    placeholder: "XXXXX-XXXXX",
  });
  const run = async () => {
    if (!code.value.trim()) throw new Wrong(code, "enter_how");
    try {
      await post("enter", { code: code.value });
    } catch (error) {
      throw error instanceof Problem && error.code === "centre_entry_refused"
        ? new Wrong(code, "centre_entry_refused")
        : error;
    }
    await inside.entered();
  };
  return [
    html(
      "section",
      { class: "card narrow" },
      heading(say("enter_title")),
      html("p", {}, say("enter_how")),
      form(inside, { fields: labelled(say("code"), code), submit: say("enter"), run }),
      html("p", { class: "muted" }, say("enter_none")),
      html("p", {}, noticeLink(shell.language)),
    ),
  ];
}

/** Run the capture that the tenant's page sent here; whatever goes wrong leads to the code. */
export function enterByFace(
  shell: Shell,
  inside: Inside,
  face: NonNullable<Pass["face"]>,
): readonly Node[] {
  const capture: InpersonCaptureElement = html("inperson-capture", {
    "session-token": face.session_token,
    purpose: "authenticate",
    locale: shell.language,
    "privacy-url": `/privacy/${TENANT}/notice?lang=${shell.language}`,
  });
  const instead = () =>
    shell.show(
      () => enterByCode(shell, inside),
      () => say("face_failed"),
      "bad",
    );
  capture.addEventListener("complete", ({ detail }) => {
    if (detail.outcome === "fail") return; // it says what to do better; the next tap leads on
    void post("face", face)
      .then(() => inside.entered())
      .catch(instead);
  });
  capture.addEventListener("retry", instead); // a new session is the tenant's to open
  capture.addEventListener("alternative", () => shell.show(() => enterByCode(shell, inside)));
  return [
    html(
      "section",
      { class: "narrow" },
      heading(say("enter_title")),
      html("p", {}, `${say("face")} `, noticeLink(shell.language)),
    ),
    html("section", { class: "card narrow", "aria-label": say("enter_title") }, capture),
  ];
}
