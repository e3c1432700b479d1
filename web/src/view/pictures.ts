/** Small drawings of what to do better: one path each, in the colour of the text. */

import type { ErrorCode } from "../errors.js";
import type { Improvement } from "../protocol.js";
import { svg } from "./dom.js";

const FACE = "M23 29a9 12 0 1 0 18 0a9 12 0 1 0-18 0";
const BODY = "M12 60c1-11 9-13 20-13s19 2 20 13";
const EYES = "M28.5 27v2M35.5 27v2";
const SUN =
  "M12 12m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M12 3v2M12 19v2M3 12h2M19 12h2M5.5 5.5l1.5 1.5M17 17l1.5 1.5M5.5 18.5l1.5-1.5M17 7l1.5-1.5";
const PHONE =
  "M22 8h20a3 3 0 0 1 3 3v42a3 3 0 0 1-3 3h-20a3 3 0 0 1-3-3v-42a3 3 0 0 1 3-3zM30 51h4";
const CROSS = "M46 6l12 12M58 6l-12 12";
const AGAIN = "M50 32a18 18 0 1 1-6-13M46 9v11h-11";

const PICTURES: Readonly<Partial<Record<Improvement | ErrorCode | "passed", string>>> = {
  passed: "M14 34l12 12 24-28",
  follow_the_oval: `${FACE}${BODY}M15 29a17 20 0 1 0 34 0a17 20 0 1 0-34 0M52 29h9M57 25l4 4-4 4`,
  move_closer_and_back: `${FACE}${BODY}M2 29h12M6 25l-4 4 4 4M10 25l4 4-4 4M50 29h12M54 25l-4 4 4 4M58 25l4 4-4 4`,
  show_one_face: `M13 30a7 9 0 1 0 14 0a7 9 0 1 0-14 0M6 56c1-9 6-11 14-11s13 2 14 11M39 26a6 8 0 1 0 12 0a6 8 0 1 0-12 0${CROSS}`,
  more_light: `${FACE}${BODY}${SUN}`,
  less_light: `${FACE}${BODY}${SUN}M2 22l20-20`,
  hold_steady: `${PHONE}M12 20v24M52 20v24M7 25v14M57 25v14M27 24a5 6 0 1 0 10 0a5 6 0 1 0-10 0M25 40c1-5 3-6 7-6s6 1 7 6`,
  look_straight: `${FACE}${BODY}${EYES}M32 2v8M32 54v8M28.5 35c2 2 5 2 7 0`,
  uncover_face: `${FACE}${BODY}M24 26h7v4h-6zM33 26h7l-1 4h-6z${CROSS}`,
  brighten_screen: `${PHONE}${SUN}`,
  try_again: AGAIN,
  permission_denied: "M8 20h28v24h-28zM36 29l16-8v22l-16-8M6 54l48-44",
  network_lost:
    "M8 26c14-13 34-13 48 0M16 35c9-9 23-9 32 0M24 44c5-5 11-5 16 0M32 52v1M10 56l44-48",
};

/** Draw one; whatever has none of its own gets the arrow that goes round. */
export function picture(name: Improvement | ErrorCode | "passed"): SVGElement {
  const d = PICTURES[name] ?? (name.includes("camera") ? PICTURES.permission_denied! : AGAIN);
  return svg(
    "svg",
    { viewBox: "0 0 64 64", class: "picture", part: "picture", "aria-hidden": "true" },
    svg("path", { d }),
  );
}
