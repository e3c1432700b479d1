/** What the check's back end answers, and how it is asked. `http/check.py` is the contract. */

export type Stage = "open" | "handed" | "on_phone" | "capturing" | "done" | "cancelled" | "expired";

export interface Look {
  readonly name: string;
  readonly accent: string | null;
}
export interface Progress {
  readonly seat: "owner" | "phone";
  readonly stage: Stage;
  readonly kind: "enroll" | "authenticate" | "liveness";
  readonly expires_at: string;
  readonly hand_off: boolean;
  readonly code: string | null;
  /** What the person compares with what it was told elsewhere. */
  readonly message: string | null;
  readonly returns: string | null;
}
export interface HandOff {
  readonly url: string;
  readonly modules: readonly string[];
  readonly code: string;
}

export const OVER: ReadonlySet<Stage> = new Set(["done", "cancelled", "expired"]);

/** A refusal, by the code of its problem detail; `network` where no answer came. */
export class Problem extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export const TENANT = location.pathname.split("/")[2] ?? "";

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`/check/${TENANT}/api/${path}`, {
    method,
    cache: "no-store",
    ...(body
      ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } }
      : {}),
  }).catch(() => {
    throw new Problem("network");
  });
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said as T;
  const code = said !== null && typeof said === "object" && "code" in said ? said.code : "trouble";
  throw new Problem(String(code));
}

export const look = () => ask<Look>("GET", "look");
export const progress = () => ask<Progress>("GET", "progress");
export const enter = (key: string) => ask<Progress>("POST", "enter", { key });
export const handOff = () => ask<HandOff>("POST", "hand-off");
export const cancel = () => ask<Progress>("POST", "cancel");
export const begin = async () =>
  (await ask<{ session_token: string }>("POST", "begin")).session_token;
