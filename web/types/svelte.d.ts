/** Lets Svelte know the tag: `import type {} from "@inperson/web/svelte"`. */

import type { HTMLAttributes } from "svelte/elements";
import type { InpersonCaptureElement } from "../dist/types/index.js";
import type { InpersonAttributes, InpersonListeners, InpersonProperties } from "./tag.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "inperson-capture": Omit<HTMLAttributes<InpersonCaptureElement>, "onerror" | "on:error"> &
      InpersonAttributes &
      InpersonProperties &
      InpersonListeners &
      InpersonListeners<"on:">;
  }
}
