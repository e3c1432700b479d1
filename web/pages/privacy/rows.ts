/** Lists that read well on a phone: what it is, how it stands, and the rest below. */

import { html } from "../../src/view/dom.js";
import { freshId } from "./shell.js";
import { say, time } from "./words.js";

type Piece = Node | string;

const GOOD = new Set(["match", "enrolled", "live", "stands", "completed", "approved"]);
const BAD = new Set(["no_match", "not_live", "refused"]);

/** Say how something stands; the colour only repeats what the word says. */
export function badge(state: string, text: string): HTMLElement {
  return html(
    "span",
    { class: `badge ${GOOD.has(state) ? "good" : BAD.has(state) ? "bad" : ""}` },
    text,
  );
}

export function when(text: string, day = false): HTMLTimeElement {
  return html("time", { datetime: text }, time(text, day));
}

export function card(title: string, ...content: readonly Node[]): HTMLElement {
  const name = html("h2", { id: freshId() }, title);
  return html("section", { class: "card", "aria-labelledby": name.id }, name, ...content);
}

export const newest = <T>(all: readonly T[], at: (each: T) => string): T[] =>
  [...all].sort((a, b) => at(b).localeCompare(at(a)));

/** A card of rows; one line where there are none. */
export function listed(title: string, made: readonly HTMLLIElement[], first = 5): HTMLElement {
  const all = card(title, ...rows(made, first));
  all.classList.toggle("empty", !made.length);
  return all;
}

export function row(what: Piece, state: Piece | null, ...lines: readonly Piece[]): HTMLLIElement {
  const top = html(
    "div",
    { class: "top" },
    html("span", { class: "what" }, what),
    ...(state ? [state] : []),
  );
  return html("li", {}, top, ...lines.map((each) => html("div", { class: "muted" }, each)));
}

/** List rows, the first few at once. */
function rows(made: readonly HTMLLIElement[], first: number): readonly Node[] {
  if (!made.length) return [html("p", { class: "muted" }, say("none"))];
  const list = html("ul", { class: "rows" }, ...made.slice(0, first));
  const rest = made.slice(first);
  if (!rest.length) return [list];
  const all = html("button", { type: "button", class: "quiet" }, say("more", made.length));
  all.addEventListener("click", () => {
    list.append(...rest);
    all.remove();
    rest[0]!.tabIndex = -1;
    rest[0]!.focus();
  });
  return [list, all];
}
