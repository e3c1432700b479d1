/**
 * What the privacy centre's back end answers, and how it is asked. `http/centre.py` is the
 * contract.
 */

export interface Authority {
  readonly name: string;
  readonly english: string;
  readonly website: string;
  readonly contact: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}
export interface OwnSession {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly created_at: string;
  readonly decision: string | null;
  /** It went against the person, and nobody looks at it yet. */
  readonly reviewable: boolean;
}
export interface OwnConsent {
  readonly id: string;
  readonly purpose: "identity" | "improvement";
  readonly language: string;
  readonly given_at: string;
  readonly withdrawn_at: string | null;
  readonly notice_version: number;
  readonly stands: boolean;
}
/** Somebody who acts for the person, and what the service was shown of it. */
export interface OnBehalf {
  readonly capacity: string;
  readonly evidence: string;
  readonly seen_at: string;
}
export interface OwnRequest {
  readonly id: string;
  readonly kind: string;
  readonly channel: string;
  readonly state: "received" | "in_progress" | "completed" | "refused";
  readonly received_at: string;
  readonly due_at: string;
  readonly closed_at: string | null;
  readonly justification: string | null;
  readonly on_behalf: OnBehalf | null;
  /** Of an objection: what somebody asked for the person. */
  readonly against: string | null;
  /** Another server that has not done the same yet, by its URL. */
  readonly waiting_for: { readonly server: string } | null;
}
/** A request with what it says in words. */
export interface WholeRequest extends OwnRequest {
  readonly text: string | null;
  readonly extension: string | null;
  readonly answer: string | null;
  readonly authority: Authority | null;
  /** Of the region that a complaint names, if it is another one. */
  readonly own_authority: Authority | null;
  readonly receipt: string | null;
  readonly certificate: string | null;
  /** Of a review: what the person found. */
  readonly outcome: string | null;
}
export interface OwnDisclosure {
  readonly id: string;
  readonly basis: string;
  readonly state: string;
  readonly recipient: string;
  readonly proposed_at: string;
  readonly closed_at: string | null;
}
/** Pictures that left to improve the software. */
export interface OwnExport {
  readonly number: number;
  readonly exported_at: string;
  readonly recipient: string;
  readonly why: string;
  readonly pictures: number;
}
export interface Kept {
  readonly category: string;
  readonly days: number;
  readonly trigger: string;
  readonly law: string | null;
}
export interface Read {
  readonly leaf: number;
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly purpose: string | null;
}
export interface Me {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly ticket_expires_at: string;
  readonly enrolment: {
    readonly enrolled: boolean;
    readonly enrolled_at: string | null;
    readonly template_held: boolean;
  };
  readonly restricted: boolean;
  readonly sessions: readonly OwnSession[];
  readonly consents: readonly OwnConsent[];
  readonly requests: readonly OwnRequest[];
  readonly disclosures: readonly OwnDisclosure[];
  readonly exports: readonly OwnExport[];
  readonly retention: readonly Kept[];
  readonly reads: readonly Read[];
  readonly authority: Authority | null;
  /** The authorities that a complaint may name, by the code of their region. */
  readonly regions: Readonly<Record<string, string>>;
}
/** A disclosure that waits, with the text that is read and signed. */
export interface Waiting {
  readonly id: string;
  readonly text: string;
  readonly expires_at: string;
}

/** Something that the person alone can do. */
export interface Act {
  readonly kind: "approve" | "erase" | "withdraw" | "copy";
  readonly disclosure?: string;
  readonly purpose?: string;
}
/** An act that waits for its capture: what is read, and what makes the capture. */
export interface Ready {
  readonly text: string;
  readonly language: string;
  readonly session_token: string;
}
/** The capture that was made for an act, and what was read. */
export interface Proof {
  readonly session: string;
  readonly text: string;
}

/** A refusal, by the code of its problem detail; `network` where no answer came. */
export class Problem extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export const TENANT = location.pathname.split("/")[2] ?? "";

async function send(method: string, path: string, body?: object, key?: string): Promise<Response> {
  const headers = {
    "accept-language": document.documentElement.lang, // a copy's page speaks it too
    ...(body ? { "content-type": "application/json" } : {}),
    ...(key ? { "idempotency-key": key } : {}),
  };
  const request = {
    method,
    headers,
    cache: "no-store",
    ...(body ? { body: JSON.stringify(body) } : {}),
  } as const;
  const answer = await fetch(`/privacy/${TENANT}/api/${path}`, request).catch(() => {
    throw new Problem("network");
  });
  if (answer.ok) return answer;
  const said: unknown = await answer.json().catch(() => null);
  throw new Problem(
    said !== null && typeof said === "object" && "code" in said ? String(said.code) : "network",
  );
}

export async function get<T>(path: string): Promise<T> {
  return (await (await send("GET", path)).json()) as T;
}

export async function post<T>(path: string, body?: object, key?: string): Promise<T> {
  return (await (await send("POST", path, body, key)).json()) as T;
}

export async function leave(): Promise<void> {
  await send("POST", "leave");
}

export async function copyFor(passphrase: string, proof?: Proof): Promise<Blob> {
  const proven = proof ? { proof: proof.session } : {};
  return (await send("POST", "copy", { passphrase, ...proven })).blob();
}

/** Ask for something once, however often it is sent: the same words go with the same key. */
export function once(): (body: object) => Promise<WholeRequest> {
  let last = "";
  let key = "";
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) {
      last = text;
      key = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((each) => each.toString(16).padStart(2, "0"))
        .join("");
    }
    return post<WholeRequest>("requests", body, key);
  };
}

/** Sign a text with a key on P-256 that is made for it and cannot leave the browser. */
export async function signed(text: string): Promise<{ jwk: object; signature: string }> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
    "verify",
  ]);
  const made = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    pair.privateKey,
    new TextEncoder().encode(text),
  );
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(made)));
  return {
    jwk: { kty, crv, x, y },
    signature: base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""),
  };
}

/** Read what a signed statement says. Whether the signature is good, /v1/jwks tells. */
export function claimsOf(jws: string): Readonly<Record<string, unknown>> {
  const part = (jws.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
  const bytes = Uint8Array.from(atob(part), (each) => each.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
