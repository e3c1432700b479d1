export * from "../dist/types/index.js";

import type { InpersonCaptureElement } from "../dist/types/index.js";

declare global {
  interface HTMLElementTagNameMap {
    "inperson-capture": InpersonCaptureElement;
  }
}
