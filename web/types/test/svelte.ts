import type { SvelteHTMLElements } from "svelte/elements";
import { CaptureError } from "@inperson/web";
import type {} from "@inperson/web/svelte";

/** What a component is held to. */
type Face = SvelteHTMLElements["inperson-capture"];
export const face: Face = {
  class: "face",
  server: "https://face.example",
  purpose: "enroll",
  tokenSource: async () => "token",
  oncomplete: ({ detail }) => detail.outcome === "pass",
  "on:error": ({ detail }) => detail instanceof CaptureError && detail.retryable,
};

// @ts-expect-error -- no such purpose
export const purpose: Face = { purpose: "identify" };
// @ts-expect-error -- a source gives a promise
export const source: Face = { tokenSource: () => "token" };
// @ts-expect-error -- no such member of what ended
export const detail: Face = { oncomplete: (event) => event.detail.score };
