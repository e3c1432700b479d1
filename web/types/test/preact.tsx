/** @jsxImportSource preact */
import { useRef } from "preact/hooks";
import { CaptureError } from "@inperson/web";
import type { InpersonCaptureElement } from "@inperson/web";
import type {} from "@inperson/web/preact";

export function Face({ onDone }: { onDone: (session: string | null) => void }) {
  const face = useRef<InpersonCaptureElement>(null);
  return (
    <inperson-capture
      ref={face}
      key="face"
      class="face"
      server="https://face.example"
      purpose="enroll"
      privacy-url="/privacy"
      tokenSource={async () => "token"}
      texts={{ title: "Hello" }}
      oncomplete={({ detail }) => onDone(detail.outcome === "pass" ? detail.session : null)}
      onerror={({ detail }) => detail instanceof CaptureError && detail.retryable}
    >
      <p slot="notice">More</p>
    </inperson-capture>
  );
}

// @ts-expect-error -- no such purpose
export const purpose = <inperson-capture purpose="identify" />;
// @ts-expect-error -- no such attribute
export const attribute = <inperson-capture adress="https://face.example" />;
// @ts-expect-error -- a source gives a promise
export const source = <inperson-capture tokenSource={() => "token"} />;
// @ts-expect-error -- no such member of what ended
export const detail = <inperson-capture oncomplete={(event) => event.detail.score} />;
