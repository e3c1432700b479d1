/**
 * Face enrolment and authentication in a web page.
 *
 * Importing it defines `<inperson-capture>`; `capture()` does the same without a screen.
 */

import { InpersonCaptureElement } from "./element.js";

export { capture } from "./capture.js";
export type { CaptureEvent, CaptureOptions, CaptureResult } from "./capture.js";
export { InpersonCaptureElement } from "./element.js";
export type { InpersonEvents } from "./element.js";
export { CaptureError } from "./errors.js";
export type { ErrorCode, Refusal } from "./errors.js";
export type { State } from "./machine.js";
export type { Hint, Improvement, Place, Profile, Target } from "./protocol.js";
export type { Texts } from "./words.js";

if (globalThis.customElements && !customElements.get("inperson-capture")) {
  customElements.define("inperson-capture", InpersonCaptureElement);
}
