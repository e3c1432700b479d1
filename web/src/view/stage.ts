/** The camera's picture with the server's target over it. */

import type { Target } from "../protocol.js";
import { html, svg } from "./dom.js";
import { STAGE, arrowOf, ovalOf } from "./oval.js";

export class Stage {
  readonly video = html("video", { part: "video", playsinline: "", disablepictureinpicture: "" });
  readonly element: HTMLElement;
  readonly #ring = svg("ellipse", { class: "ring", part: "target" });
  readonly #arc = svg("ellipse", { class: "arc none", pathLength: "1" });
  readonly #arrow = svg("path", { class: "turn", part: "turn" });
  readonly #hole = svg("ellipse", { fill: "#000" });
  readonly #drawing: SVGSVGElement;
  #mirrored = true;
  #target: Target | undefined;

  constructor() {
    const { left, top, width, height } = STAGE;
    const all = { x: String(left), y: String(top), width: String(width), height: String(height) };
    this.#drawing = svg(
      "svg",
      { viewBox: `${left} ${top} ${width} ${height}`, "aria-hidden": "true" },
      svg(
        "mask",
        { id: "oval", maskUnits: "userSpaceOnUse", ...all },
        svg("rect", { ...all, fill: "#fff" }),
        this.#hole,
      ),
      svg("rect", { ...all, class: "scrim", mask: "url(#oval)" }),
      this.#ring,
      this.#arc,
      this.#arrow,
    );
    this.element = html(
      "div",
      { class: "stage mirrored", part: "stage" },
      this.video,
      this.#drawing as unknown as Node,
    );
    this.video.addEventListener("resize", () => this.#measured());
  }

  get target(): Target | undefined {
    return this.#target;
  }

  get mirrored(): boolean {
    return this.#mirrored;
  }

  name(label: string): void {
    this.video.setAttribute("aria-label", label);
  }

  /** Mirror the picture as people know it from a mirror; not that of a camera on the far side. */
  mirror(mirrored: boolean): void {
    this.#mirrored = mirrored;
    this.element.classList.toggle("mirrored", mirrored);
    if (this.#target) this.aim(this.#target);
  }

  /** Show the target, or hide it while nothing is to be followed. */
  shown(shown: boolean): void {
    this.#drawing.style.setProperty("visibility", shown && this.#target ? "visible" : "hidden");
  }

  aim(target: Target): void {
    this.#target = target;
    for (const [name, value] of Object.entries(ovalOf(target, this.#mirrored))) {
      for (const each of [this.#ring, this.#arc, this.#hole])
        each.style.setProperty(name, `${value}px`);
    }
    this.#arrow.setAttribute("d", arrowOf(target, this.#mirrored));
    this.shown(true);
  }

  forget(): void {
    this.#target = undefined;
    this.shown(false);
  }

  progress(share: number): void {
    this.#arc.classList.toggle("none", share <= 0);
    this.#arc.style.setProperty("--_share", String(share));
  }

  #measured(): void {
    this.element.classList.toggle("upright", this.video.videoHeight > this.video.videoWidth);
  }
}
