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

/** An arrow on the oval's side, to which the head has to turn; none where it looks straight. */
export function arrowOf(target: Target, mirrored: boolean): string {
  if (!target.turn) return "";
  const { cx, cy, rx, ry } = ovalOf(target, mirrored);
  const side = (target.turn > 0 ? 1 : -1) * (mirrored ? -1 : 1);
  const [x, unit] = [cx + side * rx, side * 0.05];
  const bow = `M${cx} ${cy - 0.35 * ry}Q${x} ${cy - 0.35 * ry} ${x} ${cy}`;
  return `${bow}M${x - 1.4 * unit} ${cy - 0.05}L${x} ${cy + 0.02}L${x + 1.4 * unit} ${cy - 0.05}`;
}
