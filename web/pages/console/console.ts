/**
 * The one script of the consoles. Forms say what they need: a ceremony, a fresh proof, a secret
 * that is shown once, a long act in steps or as a stream. The server decides; without this script
 * it refuses the same.
 */

import { ask, post, Refusal, words } from "./asking.js";
import { mark, unmark } from "./fields.js";
import { create, get } from "./passkeys.js";

type Json = Record<string, unknown>;
const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const said = byId("said");
const once = byId<HTMLDialogElement>("once");
let freshUntil = performance.now() + Number(document.body.dataset.freshS ?? 0) * 1000;

function tell(text: string, tone: "good" | "bad"): void {
  said.className = tone;
  said.textContent = text;
}

/**
 * Show a secret until it is put away; it is nowhere else, so what comes then is a page without it.
 */
function show(title: string, secret: string, then: () => void): void {
  byId("once-title").textContent = title;
  byId("once-secret").textContent = secret;
  once.addEventListener(
    "close",
    () => {
      byId("once-secret").textContent = "";
      then();
    },
    { once: true },
  );
  once.showModal();
}

/** Let a fresh proof be given, unless the last one still serves. */
async function prove(): Promise<void> {
  if (performance.now() < freshUntil - 5000) return;
  const asked = await ask<Json>("/console/api/step-up/begin", {});
  await ask("/console/api/step-up/finish", { answer: await get(asked) });
  freshUntil = performance.now() + 5 * 60 * 1000;
}

async function ceremony(name: string, form: HTMLFormElement): Promise<void> {
  const typed = new FormData(form).get("code");
  const code = name === "join" ? location.hash.slice(1) : typeof typed === "string" ? typed : null;
  const given = code === null ? {} : { code };
  const asked = await ask<Json>(`/console/api/${name}/begin`, given);
  const makes = name === "join" || name === "recover" || name === "passkeys";
  const answer = makes ? await create(asked) : await get(asked);
  const { codes } = await ask<{ codes?: string[] }>(`/console/api/${name}/finish`, {
    ...given,
    answer,
  });
  if (name === "join") history.replaceState(null, "", location.pathname);
  if (name === "passkeys") location.reload();
  else if (name === "step-up") leaveConfirmation();
  else if (codes?.length)
    show("Your recovery codes", codes.join("\n"), () => location.assign("/console"));
  else location.assign("/console");
}

/** Go back to the page whose form was refused. */
function leaveConfirmation(): void {
  const page = location.pathname.replace(/\/(rotate|retire|rewrap|[a-z]{3}_[a-z2-7]+\/\w+)$/, "");
  location.assign(page);
}

async function shownOnce(form: HTMLFormElement): Promise<void> {
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const made = await ask<{ title: string; secret: string }>(form.action, body);
  show(made.title, made.secret, () => location.reload());
}

function progressOf(form: HTMLFormElement): [HTMLProgressElement, HTMLElement] {
  form.querySelectorAll("progress, .doing").forEach((each) => each.remove());
  const bar = document.createElement("progress");
  const text = document.createElement("p");
  bar.setAttribute("aria-label", "Progress");
  text.className = "doing";
  text.setAttribute("role", "status");
  form.append(bar, text);
  return [bar, text];
}

async function inSteps(form: HTMLFormElement): Promise<void> {
  const [bar, text] = progressOf(form);
  let done = 0;
  for (let left = 1; left > 0;) {
    const step = await ask<{ done: number; left: number }>(form.action, new URLSearchParams());
    done += step.done;
    left = step.left;
    bar.max = Math.max(1, done + left);
    bar.value = done;
    text.textContent = `${done} rewrapped, ${left} left`;
    if (step.done === 0 && left > 0) throw new Refusal("stuck", "It does not go on. Try again.");
  }
  tell(`${done} keys were rewrapped.`, "good");
}

interface Step {
  readonly done?: number;
  readonly size?: number;
  readonly error?: string;
  readonly result?: { size: number; root: string | null; found: number; findings: string[] };
}

async function streamed(form: HTMLFormElement): Promise<void> {
  const [bar, text] = progressOf(form);
  const answer = await post(form.action, new URLSearchParams());
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let more = await reader?.read(); more && !more.done; more = await reader?.read()) {
    const parts = (rest + more.value).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) finished(JSON.parse(line) as Step, bar, text);
  }
}

function finished(step: Step, bar: HTMLProgressElement, text: HTMLElement): void {
  if (step.size !== undefined && step.done !== undefined) {
    bar.max = Math.max(1, step.size);
    bar.value = step.done;
    text.textContent = `${step.done} of ${step.size} leaves`;
  } else if (step.error) {
    throw new Refusal(step.error, `The log could not be read: ${step.error}`);
  } else if (step.result) {
    const { size, root, found, findings } = step.result;
    bar.max = bar.value = 1;
    text.textContent = found ? findings.join("; ") : `Root ${root ?? ""}`;
    tell(
      found ? `${found} things are wrong with this log.` : `All ${size} leaves are sound.`,
      found ? "bad" : "good",
    );
  }
}

function needsProof(form: HTMLFormElement): boolean {
  const [name, value] = (form.dataset.proofIf ?? "").split("=");
  return "proof" in form.dataset || (!!name && new FormData(form).get(name) === value);
}

async function act(form: HTMLFormElement): Promise<void> {
  if (needsProof(form)) await prove();
  const { dataset } = form;
  if (dataset.ceremony) return ceremony(dataset.ceremony, form);
  if ("once" in dataset) return shownOnce(form);
  if ("steps" in dataset) return inSteps(form);
  if ("stream" in dataset) return streamed(form);
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const { dataset } = form;
  const ours = ["ceremony", "once", "steps", "stream", "proof"].some((each) => each in dataset);
  if (dataset.ask && !window.confirm(dataset.ask)) {
    event.preventDefault();
    return;
  }
  if (!ours) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button?.getAttribute("aria-disabled") === "true") return;
  button?.setAttribute("aria-disabled", "true");
  tell("", "good");
  unmark(form);
  act(form)
    .catch((error: unknown) => {
      if (error instanceof Refusal && mark(form, error)) {
        tell("Nothing was done. Look at what is marked.", "bad");
        return;
      }
      tell(words(error), "bad");
      said.scrollIntoView({ block: "center" });
    })
    .finally(() => button?.removeAttribute("aria-disabled"));
});

byId("once-close").addEventListener("click", () => once.close());
byId("once-copy").addEventListener("click", () => {
  void navigator.clipboard
    .writeText(byId("once-secret").textContent)
    .then(() => (byId("once-copy").textContent = "Copied"));
});
// Escape does not lose what is shown once.
once.addEventListener("cancel", (event) => event.preventDefault());
