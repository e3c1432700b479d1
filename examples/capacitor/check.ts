/** A button of a Capacitor app that leads through a hosted check. */

import { App } from "@capacitor/app";
import { Browser } from "@capacitor/browser";
import { openCheck } from "@inperson/web/capacitor";
import type { CheckError } from "@inperson/web/capacitor";

/** Yours: it asks Inperson for a link, and afterwards for what was decided. ../link_shop is one. */
const BACK_END = "https://shop.example/face";
const RETURN_TO = "org.example.shop:/done";

async function ask<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${BACK_END}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`your back end answered ${answer.status}`);
  return (await answer.json()) as T;
}

async function check(): Promise<string> {
  const wanted = await ask<{ link: string; state: string }>("link", {});
  const { session } = await openCheck({ App, Browser }, { ...wanted, returnTo: RETURN_TO });
  return (await ask<{ words: string }>("finish", { session })).words;
}

/** Let a button begin the check, and an element with `role="status"` say what came of it. */
export function wire(button: HTMLButtonElement, status: HTMLElement): void {
  button.addEventListener("click", () => {
    button.disabled = true;
    check()
      .catch((error: CheckError | Error) => ("code" in error ? error.code : error.message))
      .then((words) => (status.textContent = words))
      .finally(() => (button.disabled = false));
  });
}
