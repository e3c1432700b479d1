/** The demo's page: chooses what to do, and shows what a back end would see. */

import type { InpersonCaptureElement } from "../../src/index.js";
import { directionOf } from "../../src/languages.js";
import { offer } from "../offer.js";
import { speech } from "./words.js";
import type { Key } from "./words.js";

type Kind = "enroll" | "authenticate";
type Answer = Readonly<Record<string, unknown>>;

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const face = byId<InpersonCaptureElement>("face");
const buttons = {
  enroll: byId<HTMLButtonElement>("enroll"),
  authenticate: byId<HTMLButtonElement>("authenticate"),
};
const erase = byId<HTMLButtonElement>("erase");
const said = byId("said");
const result = byId("result");
const language = byId<HTMLSelectElement>("language");
const say = speech.say.bind(speech);
/** What is said and shown, as functions, so that another language says it anew. */
let text = (): string => "";
let shown: Answer | undefined;

async function call(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`/demo/api/${path}`, {
    method,
    ...(body
      ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } }
      : {}),
  });
  const read = (await answer.json()) as Answer;
  if (!answer.ok) {
    const error = new Error(String(read.detail ?? read.title));
    throw Object.assign(error, { retry: answer.status >= 500 });
  }
  return read;
}

function choose(kind: Kind): void {
  face.purpose = kind;
  for (const [name, each] of Object.entries(buttons))
    each.setAttribute("aria-pressed", String(name === kind));
}

function show(answer: Answer): void {
  shown = answer;
  const rows = Object.entries(answer).flatMap(([name, value]) => {
    const plain = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
    const line = Array.isArray(value) ? value.join(", ") : plain;
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    words.textContent = line || say("none");
    return [term, words];
  });
  result.replaceChildren(...rows);
}

async function look(next = true): Promise<void> {
  const { enrolled_at: at } = await call("GET", "me");
  told(() =>
    typeof at === "string"
      ? say("enrolled", new Date(at).toLocaleString(speech.language))
      : say("not_enrolled"),
  );
  buttons.authenticate.disabled = erase.disabled = !at;
  buttons.enroll.disabled = Boolean(at);
  if (next) choose(at ? "authenticate" : "enroll");
}

// Whoever taps before it is known what to do first waits for that; else it is said over the answer.
const known = look().catch(tell);
face.tokenSource = async () => {
  await known;
  return String((await call("POST", "sessions", { kind: face.purpose })).session_token);
};
face.addEventListener("complete", ({ detail }) => {
  void call("GET", `sessions/${encodeURIComponent(detail.session)}`)
    .then(show)
    .then(() => look(false))
    .catch(tell);
});
face.addEventListener("error", ({ detail }) => show({ error: detail.code }));
face.addEventListener("alternative", () => {
  void known.then(() => told(() => say("alternative")));
});

function told(words: () => string): void {
  text = words;
  said.textContent = text();
}

function tell(error: unknown): void {
  told(() => (error instanceof Error ? error.message : String(error)));
}

for (const kind of ["enroll", "authenticate"] as const) {
  buttons[kind].addEventListener("click", () => {
    face.reset();
    choose(kind);
    face.scrollIntoView({ block: "nearest" });
  });
}
erase.addEventListener("click", () => {
  face.reset();
  void call("DELETE", "me")
    .then(show)
    .then(() => look())
    .catch(tell);
});
byId("privacy").addEventListener("click", () => {
  void call("POST", "privacy")
    .then(({ code, url }) => {
      // Behind the `#` the code reaches no log; the privacy centre takes it out and uses it.
      location.assign(
        `${new URL(String(url)).pathname}?lang=${language.value}#code=${String(code)}`,
      );
    })
    .catch(tell);
});
async function speak(locale: string): Promise<void> {
  const spoken = await speech.speak(locale);
  document.documentElement.lang = language.value = face.locale = spoken;
  document.documentElement.dir = directionOf(spoken);
  document.querySelectorAll<HTMLElement>("[data-say]").forEach((each) => {
    each.textContent = say(each.dataset.say as Key);
  });
  document.querySelectorAll<HTMLElement>("[data-label]").forEach((each) => {
    each.setAttribute("aria-label", say(each.dataset.label as Key));
  });
  byId("unsigned").hidden = !speech.unsigned;
  document.title = say("title");
  said.textContent = text();
  if (shown) show(shown);
}
offer(language, speech.languages);
language.addEventListener("change", () => void speak(language.value));
const among: readonly string[] = speech.languages;
void speak(navigator.languages.find((each) => among.includes(each.split("-")[0]!)) ?? "en");
