/** @jsxImportSource vue */
import type { GlobalComponents } from "vue";
import { CaptureError } from "@inperson/web";
import type {} from "@inperson/web/vue";

export const face = (onDone: (session: string | null) => void) => (
  <inperson-capture
    key="face"
    class="face"
    server="https://face.example"
    purpose="enroll"
    privacy-url="/privacy"
    tokenSource={async () => "token"}
    onComplete={({ detail }) => onDone(detail.outcome === "pass" ? detail.session : null)}
    onError={({ detail }) => detail instanceof CaptureError && detail.retryable}
  />
);

// @ts-expect-error -- no such purpose
export const purpose = <inperson-capture purpose="identify" />;
// @ts-expect-error -- no such attribute
export const attribute = <inperson-capture adress="https://face.example" />;

/** What a template is held to. */
type Template = InstanceType<GlobalComponents["inperson-capture"]>["$props"];
export const props: Template = { purpose: "liveness", onRetry: ({ detail }) => detail.improve };
// @ts-expect-error -- no such purpose
export const wrong: Template = { purpose: "identify" };
