/** Lets TSX of Preact know the tag: `import type {} from "@inperson/web/preact"`. */

import type { HTMLAttributes } from "preact";
import type { InpersonCaptureElement } from "../dist/types/index.js";
import type { InpersonAttributes, InpersonListeners, InpersonProperties } from "./tag.js";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "inperson-capture": Omit<HTMLAttributes<InpersonCaptureElement>, "onerror"> &
        InpersonAttributes &
        InpersonProperties &
        InpersonListeners;
    }
  }
}
