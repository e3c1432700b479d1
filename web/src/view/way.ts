/** Which way a face has to move or turn, and how far it is from where it has to be. */

import type { Place } from "../protocol.js";

export type Way = "left" | "right" | "up" | "down";
export type Turn = "turn_left" | "turn_right";

/** Tell the way as the person sees it: a mirrored picture turns left and right. */
export function wayTo(target: Place, face: Place, mirrored: boolean): Way {
  const right = (target.x - face.x) * (mirrored ? -1 : 1);
  const down = target.y - face.y;
  if (Math.abs(right) > Math.abs(down)) return right < 0 ? "left" : "right";
  return down < 0 ? "up" : "down";
}

/** Tell which way the head has to turn, as the person sees it. */
export function turnTo(target: Place, face: Place | undefined, mirrored: boolean): Turn {
  const right = (target.turn - (face?.turn ?? 0)) * (mirrored ? -1 : 1);
  return right < 0 ? "turn_left" : "turn_right";
}

/** How far a face is off: 0 on the target, 1 as far aside or as much too small as can be. */
export function farOff(target: Place, face: Place): number {
  // Who turns goes aside and looks smaller: what is missing is the angle alone.
  if (target.turn) return Math.min(1, Math.abs(target.turn - face.turn) / 45);
  const aside = [target.x - face.x, target.y - face.y].map((each) => each / 0.4);
  return Math.min(1, Math.hypot(...aside, Math.log2(face.size / target.size)));
}
