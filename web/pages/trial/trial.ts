/** The trial's page: agree, make one capture after another, each labelled before it begins. */

import { directionOf } from "../../src/languages.js";
import type { InpersonCaptureElement } from "../../src/index.js";
import { html } from "../../src/view/dom.js";
import { offer } from "../offer.js";
import { speech } from "./words.js";
import type { Key } from "./words.js";

interface Presentation {
  readonly presentation: string;
  readonly device: string;
  readonly light: string;
  readonly glasses: string;
  readonly species: string;
  readonly says: string;
  readonly times: number;
}
type Done = Readonly<Record<string, number>>;
interface State {
  readonly name: string;
  readonly number: number | null;
  readonly presentations: readonly Presentation[];
  readonly done?: Done;
  readonly agreed?: boolean;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly minimum_age?: number | null;
  readonly documents?: readonly { language: string; sha256: string; url: string }[];
  readonly volunteers?: Readonly<Record<string, Done>>;
}

const say = speech.say.bind(speech);
const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const face = byId<InpersonCaptureElement>("face");
const language = byId<HTMLSelectElement>("language");
const volunteer = byId<HTMLSelectElement>("volunteer");
const said = byId("said");
const answers = new Map<string, string>();
let state: State | null = null;
let chosen: Presentation | undefined;
let told: { key: Key; good: boolean } | null = null;

async function call<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(`/trial/api/${path}`, {
    method: body ? "POST" : "GET",
    ...(body
      ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } }
      : {}),
  });
  const read = (await answer.json()) as T;
  if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
  return read;
}

function tell(key: Key | null, good = true): void {
  told = key && { key, good };
  said.textContent = key ? say(key) : "";
  said.className = good ? "good" : "bad";
}

function failed(error: unknown): void {
  const unknown = (error as { status?: number }).status === 401;
  tell(unknown ? "no_link" : "trouble", false);
  if (unknown) for (const id of ["agreeing", "making"]) byId(id).hidden = true;
}

const conditions = ({ device, light, glasses, species, presentation }: Presentation): string =>
  species
    ? presentation
    : [`device_${device}`, `light_${light}`, `glasses_${glasses}`]
        .filter((key) => speech.isKey(key))
        .map((key) => say(key))
        .join(" · ");

function made(): Done {
  return state?.done ?? state?.volunteers?.[volunteer.value] ?? {};
}

function missing(each: Presentation): boolean {
  return (made()[each.presentation] ?? 0) < each.times;
}

function choose(presentation: Presentation | undefined): void {
  chosen = presentation;
  face.reset();
  draw();
}

function drawList(): void {
  const buttons = state!.presentations.map((each) => {
    const count = say("done_of", made()[each.presentation] ?? 0, each.times);
    const pressed = String(each.presentation === chosen?.presentation);
    const button = html(
      "button",
      { type: "button", "aria-pressed": pressed, "data-name": each.presentation },
      `${conditions(each)} `,
      html("span", { class: "count" }, count),
    );
    button.addEventListener("click", () => {
      choose(each);
      byId("now").focus();
    });
    return button;
  });
  byId("list").replaceChildren(...buttons);
}

function drawGroups(): void {
  const groups = Object.entries(state!.groups ?? {});
  byId("groups-card").hidden = !groups.length;
  byId("groups").replaceChildren(
    ...groups.map(([name, there]) => {
      const options = ["", ...there].map((each) => {
        const option = html("option", { value: each }, each || say("not_said"));
        option.selected = each === (answers.get(name) ?? "");
        return option;
      });
      const select = html("select", { id: `group-${name}` }, ...options);
      select.addEventListener("change", () => answers.set(name, select.value));
      return html("p", {}, html("label", { for: `group-${name}` }, name), " ", select);
    }),
  );
}

function drawNotice(): void {
  const there = state!.documents ?? [];
  const shown = there.find((each) => each.language === language.value) ?? there[0];
  if (!shown) return;
  byId<HTMLAnchorElement>("notice").href = new URL(shown.url).pathname;
  byId("agree").dataset.sha256 = shown.sha256;
}

function drawAge(): void {
  const years = state!.minimum_age;
  byId("aged").hidden = !years;
  byId<HTMLInputElement>("of-age").required = !!years;
  byId("of-age-says").textContent = years ? say("agree_age", years) : "";
}

function draw(): void {
  document.querySelectorAll<HTMLElement>("[data-say]").forEach((each) => {
    each.textContent = say(each.dataset.say as Key);
  });
  document.title = say("title");
  if (told) tell(told.key, told.good);
  if (!state) return;
  const own = state.number !== null;
  byId("agreeing").hidden = !own || state.agreed === true;
  byId("making").hidden = own && !state.agreed;
  byId("whose").hidden = own;
  byId("yours").hidden = !own;
  byId("now").textContent = chosen ? conditions(chosen) : say("all_done");
  byId("says").textContent = chosen?.says ?? "";
  face.hidden = !chosen;
  face.purpose = Object.keys(made()).length ? "authenticate" : "enroll";
  byId("next").hidden = !chosen || missing(chosen);
  drawNotice();
  drawAge();
  drawList();
  drawGroups();
}

function enter(next: State): void {
  state = next;
  if (state.volunteers && !volunteer.options.length)
    volunteer.replaceChildren(
      ...Object.keys(state.volunteers).map((each) => html("option", { value: each }, each)),
    );
  chosen ??= state.presentations.find(missing);
  draw();
}

face.tokenSource = async () => {
  const { session_token: token } = await call<{ session_token: string }>("sessions", {
    presentation: chosen?.presentation ?? "",
    answers: Object.fromEntries([...answers].filter(([, value]) => value)),
    ...(state?.number === null ? { volunteer: Number(volunteer.value) } : {}),
  });
  return token;
};
face.addEventListener("complete", () => {
  void call<State>("state")
    .then((next) => {
      tell("kept");
      enter(next);
    })
    .catch(failed);
});
byId("next").addEventListener("click", () => {
  tell(null);
  choose(state!.presentations.find(missing));
  byId("now").focus();
});
byId("agree").addEventListener("submit", (event) => {
  event.preventDefault();
  void call("consent", {
    notice_sha256: byId("agree").dataset.sha256,
    of_age: byId<HTMLInputElement>("of-age").checked,
  })
    .then(() => call<State>("state"))
    .then((next) => {
      tell(null);
      enter(next);
      byId("now").focus();
    })
    .catch(failed);
});
volunteer.addEventListener("change", () => choose(state!.presentations.find(missing)));
byId("privacy").addEventListener("click", () => {
  void call<{ code: string; url: string }>("privacy", {})
    .then(({ code, url }) => {
      // Behind the `#` the code reaches no log; the privacy centre takes it out and uses it.
      location.assign(`${new URL(url).pathname}?lang=${language.value}#code=${code}`);
    })
    .catch(failed);
});
byId("leave").addEventListener("click", () => {
  byId("sure").hidden = false;
  byId("leave-now").focus();
});
byId("leave-now").addEventListener("click", () => {
  void call("leave", {})
    .then(() => {
      for (const id of ["agreeing", "making"]) byId(id).hidden = true;
      state = null;
      tell("left");
      byId("title").focus();
    })
    .catch(failed);
});

async function speak(locale: string): Promise<void> {
  document.documentElement.lang = language.value = await speech.speak(locale);
  document.documentElement.dir = directionOf(language.value);
  byId("unsigned").hidden = !speech.unsigned;
  face.locale = language.value;
  draw();
}
offer(language, speech.languages);
language.addEventListener("change", () => void speak(language.value));
const spoken = speak(navigator.language);

const code = new URLSearchParams(location.hash.slice(1)).get("code");
history.replaceState(null, "", location.pathname); // the code stays in no history
const entered = code ? call<State>("enter", { code }) : call<State>("state");
void Promise.all([entered, spoken])
  .then(([found]) => enter(found))
  .catch(failed);
