/**
 * Where the server's target lies on the screen: shares of the frame's shorter side, mirrored or
 * not.
 */

import type { Target } from "../protocol.js";

/** What of the frame the stage shows: room for the whole oval of the nearest target. */
export const STAGE = { left: -0.55, top: -0.6, width: 1.1, height: 1.32 } as const;

export interface Oval {
  readonly cx: number;
  readonly cy: number;
  readonly rx: number;
  readonly ry: number;
}

/** The oval that the protocol draws for a target: 2.7 eye distances wide, 3.7 high. */
export function ovalOf(target: Pick<Target, "x" | "y" | "size">, mirrored: boolean): Oval {
  return {
    cx: mirrored ? -target.x : target.x,
    cy: target.y + 0.5 * target.size,
    rx: 1.35 * target.size,
    ry: 1.85 * target.size,
  };
}
