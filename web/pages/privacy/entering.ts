/** How a person gets in: by a code that the tenant passes on. */

import { html } from "../../src/view/dom.js";
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

/**
 * Read the code that came behind the `#`, and take it out of the address, its history and every
 * bookmark.
 */
export function takeCode(): string | null {
  const found = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return found.get("code");
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
