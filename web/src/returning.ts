/**
 * The way back into an app from a check on the server's page: what every bridge takes, which call
 * is heard, and how it ends without one. `tests/vectors/check-returns.tsv` holds the bridges of all
 * languages to the same.
 */

import type { ErrorCode } from "./errors.js";

/** What your back end gave the app: the link, and what it asked for. */
export interface WantedCheck {
  readonly link: string;
  /** One of the app token's `returns`, which leads into this app. */
  readonly returnTo: string;
  /** What your back end drew for this very app, and sent with the link. */
  readonly state: string;
  /** After how long nobody is waited for any more: 15 minutes, where a link is good for ten. */
  readonly withinMs?: number;
}

/** Why there is no check to ask for: the window was closed, none opens, or nobody came back. */
export interface CheckError extends Error {
  readonly name: "CaptureError";
  readonly code: Extract<ErrorCode, "cancelled" | "timeout" | "unsupported">;
}

/** What to ask your back end about. */
export interface ReturnedCheck {
  readonly session: string;
}

const WITHIN_MS = 15 * 60_000;

/** Make the error of a check. */
export function failed(code: CheckError["code"], cause?: unknown): CheckError {
  return Object.assign(new Error(code, { cause }), { name: "CaptureError", code } as const);
}

/**
 * Tell which session came back, if a call is this check's. Anybody can call an app: whoever does
 * not know the state, or says it twice, is not heard.
 */
export function returned(
  url: string,
  { returnTo, state }: Pick<WantedCheck, "returnTo" | "state">,
): string | undefined {
  const [address, query = ""] = url.split("#", 1)[0]!.split(/\?(.*)/s);
  if (address !== returnTo) return undefined;
  // by hand: React Native's own URLSearchParams reads nothing
  const said = (name: string) => {
    const found = query.split("&").filter((pair) => pair.startsWith(`${name}=`));
    return found.length === 1 ? plain(found[0]!.slice(name.length + 1)) : undefined;
  };
  return said("state") === state ? said("session") || undefined : undefined;
}

function plain(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** Wait for who comes back, but not for ever. */
export async function inTime<T>(coming: Promise<T>, { withinMs = WITHIN_MS }: WantedCheck) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failed("timeout")), withinMs);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
