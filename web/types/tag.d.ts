/** What `<inperson-capture>` takes, once for every framework: docs/web.md has what each is. */

import type { InpersonCaptureElement, InpersonEvents } from "../dist/types/index.js";

/** As HTML has them. */
export interface InpersonAttributes {
  "session-token"?: string | null | undefined;
  server?: string | null | undefined;
  purpose?: "enroll" | "authenticate" | "liveness" | null | undefined;
  "privacy-url"?: string | null | undefined;
  locale?: string | null | undefined;
  profile?: "standard" | "gentle" | null | undefined;
  sound?: "" | boolean | null | undefined;
  facing?: "user" | "environment" | null | undefined;
  "device-id"?: string | null | undefined;
}

/** As the element has them, for a framework that sets what is no text. */
export type InpersonProperties = {
  [K in "sessionToken" | "privacyUrl" | "deviceId" | "tokenSource" | "signal" | "texts"]?:
    InpersonCaptureElement[K] | undefined;
};

/** Listeners by a prefix of a framework's: `oncomplete`, `onComplete`, `on:complete`. */
export type InpersonListeners<Prefix extends string = "on"> = {
  [K in keyof InpersonEvents as `${Prefix}${K}`]?:
    ((event: CustomEvent<InpersonEvents[K]>) => void) | undefined;
};
