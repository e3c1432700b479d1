/** Which way a face has to move, and how far it is from where it has to be. */

import type { Place } from "../protocol.js";

export type Way = "left" | "right" | "up" | "down";

/** Tell the way as the person sees it: a mirrored picture turns left and right. */
export function wayTo(target: Place, face: Place, mirrored: boolean): Way {
  const right = (target.x - face.x) * (mirrored ? -1 : 1);
  const down = target.y - face.y;
  if (Math.abs(right) > Math.abs(down)) return right < 0 ? "left" : "right";
  return down < 0 ? "up" : "down";
}

/** How far a face is off: 0 on the target, 1 as far aside or as much too small as can be. */
export function farOff(target: Place, face: Place): number {
  const aside = [target.x - face.x, target.y - face.y].map((each) => each / 0.4);
  return Math.min(1, Math.hypot(...aside, Math.log2(face.size / target.size)));
}
