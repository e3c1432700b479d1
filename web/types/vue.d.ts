/** Lets templates and TSX of Vue know the tag: `import type {} from "@inperson/web/vue"`. */

import type { EmitFn, HTMLAttributes, PublicProps, ReservedProps } from "vue";
import type { InpersonCaptureElement, InpersonEvents } from "../dist/types/index.js";
import type { InpersonAttributes, InpersonProperties } from "./tag.js";

type Props = Omit<HTMLAttributes, "onError"> &
  InpersonAttributes &
  InpersonProperties & {
    [K in keyof InpersonEvents as `on${Capitalize<K>}`]?:
      ((event: CustomEvent<InpersonEvents[K]>) => void) | undefined;
  };
type Emit = EmitFn<{
  [K in keyof InpersonEvents]: (event: CustomEvent<InpersonEvents[K]>) => void;
}>;

declare module "vue" {
  interface GlobalComponents {
    "inperson-capture": new () => InpersonCaptureElement & {
      /** @deprecated For templates alone. */
      $props: Props & PublicProps;
      /** @deprecated For templates alone. */
      $emit: Emit;
    };
  }
}

declare module "vue/jsx-runtime" {
  namespace JSX {
    interface IntrinsicElements {
      "inperson-capture": Props & ReservedProps;
    }
  }
}
