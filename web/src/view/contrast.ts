/** A page's accent colour, as it can be read: WCAG 2.2, 1.4.3. */

import { html } from "./dom.js";

export type Rgb = readonly [number, number, number];

const LEAST = 4.5;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** The nearest shade of a colour that can be read on a ground. */
export function readable(colour: Rgb, ground: Rgb): Rgb {
  const towards = onto(ground);
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = colour.map((each, at) =>
      Math.round(each + (towards[at]! - each) * share),
    ) as unknown as Rgb;
    if (contrast(mixed, ground) >= LEAST) return mixed;
  }
  return towards;
}

/** Black or white, whichever can be read better on a ground. */
export function onto(ground: Rgb): Rgb {
  return contrast(WHITE, ground) >= contrast(BLACK, ground) ? WHITE : BLACK;
}

/** Read what CSS calls a colour in any of its ways; undefined where it lets the ground through. */
export function rgbOf(css: string): Rgb | undefined {
  const pen = html("canvas", { width: "1", height: "1" }).getContext("2d");
  if (!pen || !CSS.supports("color", css)) return undefined;
  pen.fillStyle = css;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  return a === 255 ? [r!, g!, b!] : undefined;
}

/** What lies behind an element: the first ground that lets nothing through. */
function groundOf(element: Element): Rgb {
  let at: Element | null = element;
  while (at) {
    const ground = rgbOf(getComputedStyle(at).backgroundColor);
    if (ground) return ground;
    const root = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return WHITE;
}

/** Correct the accent that a page has set for a frame of the element, in the theme of now. */
export function correctAccent(frame: HTMLElement): void {
  for (const name of ["--_accent", "--_on-accent"]) frame.style.removeProperty(name);
  const style = getComputedStyle(frame);
  const accent = rgbOf(style.getPropertyValue("--inperson-accent").trim());
  if (!accent) return;
  const ground = groundOf(frame);
  const good = readable(accent, ground);
  const own = rgbOf(style.getPropertyValue("--inperson-on-accent").trim());
  const on = own && contrast(own, good) >= LEAST ? own : onto(good);
  frame.style.setProperty("--_accent", `rgb(${good.join()})`);
  frame.style.setProperty("--_on-accent", `rgb(${on.join()})`);
}
