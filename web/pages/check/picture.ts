/** Draws a QR code that the server has worked out: rows of 0 and 1. */

import { svg } from "../../src/view/dom.js";

const QUIET = 4; // modules of nothing around it, as ISO/IEC 18004 wants

export function picture(modules: readonly string[], label: string): SVGSVGElement {
  const side = String(modules.length + 2 * QUIET);
  const dark = modules
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(
        ({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`,
      ),
    )
    .join("");
  // black on white in every theme: cameras read nothing else as surely
  return svg(
    "svg",
    { class: "qr", role: "img", "aria-label": label, viewBox: `0 0 ${side} ${side}` },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: dark, fill: "#000" }),
  );
}
