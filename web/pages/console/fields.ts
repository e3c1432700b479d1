/** Says what was wrong beside the control that it is about, as the server's own pages do. */

import type { Refusal } from "./asking.js";

/** Mark the control of a form that a refusal is about, and go there; tell whether there is one. */
export function mark(form: HTMLFormElement, { field, code, message }: Refusal): boolean {
  const found = field ? form.elements.namedItem(field) : null;
  const control = found instanceof HTMLFieldSetElement ? found.querySelector("input") : found;
  if (!(control instanceof HTMLElement)) return false;
  const about = document.createElement("code");
  const said = document.createElement("p");
  about.textContent = code;
  said.id = `wrong-${field}`;
  said.className = "problem bad";
  said.append(`${message} Code: `, about);
  const place = control.closest("fieldset, label.check") ?? control;
  place.before(said);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", said.id);
  control.focus();
  return true;
}

/** Take back what was marked: it is tried again. */
export function unmark(form: HTMLFormElement): void {
  form.querySelectorAll(".problem").forEach((each) => each.remove());
  for (const each of form.querySelectorAll("[aria-invalid]")) {
    each.removeAttribute("aria-invalid");
    each.removeAttribute("aria-describedby");
  }
}
