/** How the console's pages ask the server, and what they say of its refusals. */

export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** What of what was typed is wrong, by its name in the form. */
    readonly field = "",
  ) {
    super(message);
  }
}

/** Send a form or JSON and return the answer; a refusal is raised with what it says. */
export async function post(url: string, body: URLSearchParams | object): Promise<Response> {
  const form = body instanceof URLSearchParams;
  const headers = {
    accept: "application/json",
    "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
  };
  const request = {
    method: "POST",
    headers,
    body: form ? body.toString() : JSON.stringify(body),
    cache: "no-store",
  } as const;
  const answer = await fetch(url, request).catch(() => {
    throw new Refusal("network", "The server did not answer. Try again.");
  });
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => ({}))) as {
    code?: string;
    title?: string;
    detail?: string;
    errors?: readonly { field: string }[];
  };
  throw new Refusal(
    said.code ?? "network",
    said.detail ?? said.title ?? "It did not work. Try again.",
    said.errors?.[0]?.field.replace(/^body\./, ""),
  );
}

export async function ask<T>(url: string, body: URLSearchParams | object): Promise<T> {
  return (await (await post(url, body)).json()) as T;
}

/** What a person reads when something did not work. */
export function words(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "The passkey was not used: it was cancelled, or it took too long.";
  if (name === "InvalidStateError") return "This device has a passkey of yours already.";
  if (name === "SecurityError")
    return "This page is not at the server's own address, so no passkey works here.";
  return "It did not work. Try again.";
}
