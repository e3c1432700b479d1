/**
 * Builds elements without markup in strings, so that a page's strict policy and Trusted Types hold.
 */

type Attributes = Readonly<Record<string, string>>;
const SVG = "http://www.w3.org/2000/svg";

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly (Node | string)[],
): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function button(part: string, pressed: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", part, class: part });
  made.addEventListener("click", pressed);
  return made;
}
