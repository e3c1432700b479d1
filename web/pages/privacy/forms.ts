/**
 * Forms that say what went wrong beside the field, and dialogs that ask before what cannot be
 * undone.
 */

import { html } from "../../src/view/dom.js";
import { Problem } from "./api.js";
import { freshId, problemWords } from "./shell.js";
import { say } from "./words.js";
import type { Key } from "./words.js";

/** What a field holds cannot be sent. */
export class Wrong extends Error {
  constructor(
    readonly field: HTMLElement,
    readonly key: Key,
  ) {
    super(key);
  }
}

/** Where it is known what to do when nobody knows any more who is there. */
export interface Door {
  ended(): void;
}

export interface Asked {
  readonly fields?: readonly Node[];
  readonly submit: string;
  readonly danger?: boolean;
  readonly also?: readonly Node[];
  run(): Promise<void>;
}

/** Make a form. It is sent once at a time; its own line says what went wrong. */
export function form(door: Door, asked: Asked): HTMLFormElement {
  const send = html(
    "button",
    { type: "submit", class: asked.danger ? "main danger" : "main" },
    asked.submit,
  );
  const wrong = html("p", { role: "status", class: "problem", id: freshId() });
  const made = html(
    "form",
    { novalidate: "" },
    ...(asked.fields ?? []),
    wrong,
    html("div", { class: "buttons" }, send, ...(asked.also ?? [])),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (send.ariaDisabled === "true") return;
    send.ariaDisabled = "true"; // `disabled` would take the focus away
    wrong.textContent = say("moment");
    wrong.classList.remove("bad");
    made.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
    void asked
      .run()
      .then(() => (wrong.textContent = ""))
      .catch((error: unknown) => failed(door, wrong, error))
      .finally(() => (send.ariaDisabled = null));
  });
  return made;
}

function failed(door: Door, wrong: HTMLElement, error: unknown): void {
  if (error instanceof Problem && error.code === "centre_ticket_invalid") {
    door.ended();
    return;
  }
  wrong.classList.add("bad");
  wrong.textContent = say(error instanceof Wrong ? error.key : problemWords(error));
  if (!(error instanceof Wrong)) return;
  error.field.setAttribute("aria-invalid", "true");
  error.field.setAttribute("aria-describedby", wrong.id);
  error.field.focus();
}

export function labelled<E extends HTMLElement>(
  text: string,
  field: E,
): readonly [HTMLLabelElement, E] {
  field.id ||= freshId();
  return [html("label", { for: field.id }, text), field];
}

export interface Sure {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  run(): Promise<void>;
}

/** Ask before something that cannot be undone. Escape and the first button leave all as it is. */
export function sure(door: Door, asked: Sure): void {
  const [title, text] = [
    html("h2", { id: freshId() }, asked.title),
    html("p", { id: freshId() }, asked.text),
  ];
  const cancel = html("button", { type: "button", autofocus: "" }, say("cancel"));
  const dialog = html(
    "dialog",
    { "aria-labelledby": title.id, "aria-describedby": text.id },
    title,
    text,
  );
  const run = async () => {
    await asked.run();
    dialog.close();
    // The button that opened the dialog is gone, with the step.
    document.querySelector("h1")?.focus();
  };
  dialog.append(
    form(
      {
        ended: () => {
          dialog.close();
          door.ended();
        },
      },
      { submit: asked.yes, danger: true, also: [cancel], run },
    ),
  );
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
