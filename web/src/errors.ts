/** Every way in which a capture can end without an answer. Closed: a switch over it is complete. */
export const ERROR_CODES = [
  "permission_denied",
  "no_camera",
  "camera_in_use",
  "camera_silent",
  "camera_policy",
  "connect_policy",
  "insecure_context",
  "unsupported",
  "session_expired",
  "token_unavailable",
  "network_lost",
  "network_too_slow",
  "light_declined",
  "timeout",
  "cancelled",
  "server_refused",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What the server said when it refused: `code` is one of the protocol's, `retry` its advice. */
export interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly retry: boolean;
}

/**
 * Why a capture ended without an answer. `cause` is the browser's or the server's own word; of
 * `token_unavailable` it is what your `tokenSource` threw, and if that has `retry: false` nobody is
 * offered another try.
 */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }

  /** Whether trying again, without changing anything else, may work. */
  get retryable(): boolean {
    const { retry } = (this.cause ?? {}) as { retry?: unknown };
    if (this.code === "server_refused") return retry === true;
    if (this.code === "token_unavailable") return retry !== false;
    return !/^(unsupported|insecure_context|.*_policy)$/.test(this.code);
  }
}

const CURES: Readonly<Partial<Record<ErrorCode, string>>> = {
  camera_policy:
    'This page may use no camera. Give its <iframe> allow="camera", and let no Permissions-Policy header say camera=().',
  connect_policy:
    "This page may not connect to the server. Name it in connect-src of the Content-Security-Policy, once with https: and once with wss:.",
  insecure_context: "A page has a camera over https: alone, or on localhost.",
};

/** What the page's engineer has to change, where the page is in the way: for the console alone. */
export function cureOf({ code, cause }: CaptureError): string | undefined {
  const said = code === "server_refused" && (cause as Partial<Refusal>).code;
  return said ? `It said ${said}.` : CURES[code];
}

const CAMERA_ERRORS: Readonly<Record<string, ErrorCode>> = {
  NotAllowedError: "permission_denied",
  SecurityError: "permission_denied",
  NotFoundError: "no_camera",
  OverconstrainedError: "no_camera",
  NotReadableError: "camera_in_use",
  AbortError: "camera_in_use",
};

/** Tell what getUserMedia's exception means for the person. */
export function cameraError(error: unknown): CaptureError {
  if (error instanceof CaptureError) return error;
  const name = (error as { name?: string } | null)?.name ?? "";
  return new CaptureError(CAMERA_ERRORS[name] ?? "unsupported", error);
}

const SERVER_ERRORS: Readonly<Record<string, ErrorCode>> = {
  session_token_expired: "session_expired",
  session_expired: "session_expired",
  capture_idle: "timeout",
  hello_timeout: "timeout",
  capture_lost: "network_lost",
  network_too_slow: "network_too_slow",
  cancelled: "cancelled",
};

/** Tell what the protocol's `error` message means for the person. */
export function serverError(refusal: Refusal): CaptureError {
  return new CaptureError(SERVER_ERRORS[refusal.code] ?? "server_refused", refusal);
}
