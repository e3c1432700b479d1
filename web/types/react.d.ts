/** Lets TSX of React know the tag: `import type {} from "@inperson/web/react"`. */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { InpersonCaptureElement } from "../dist/types/index.js";
import type { InpersonAttributes, InpersonListeners, InpersonProperties } from "./tag.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      /** Listeners (`oncomplete`) and properties need React 19; an earlier one sets attributes. */
      "inperson-capture": DetailedHTMLProps<
        HTMLAttributes<InpersonCaptureElement>,
        InpersonCaptureElement
      > &
        InpersonAttributes &
        InpersonProperties &
        InpersonListeners;
    }
  }
}
