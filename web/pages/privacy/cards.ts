/** What is held, as cards: sessions, consents, requests, uses, disclosures, retention. */

import { html } from "../../src/view/dom.js";
import { Problem, TENANT, get } from "./api.js";
import type {
  Authority,
  Kept,
  Me,
  OwnConsent,
  OwnRequest,
  OwnSession,
  Read,
  WholeRequest,
} from "./api.js";
import type { Door } from "./forms.js";
import { badge, card, listed, newest, row, when } from "./rows.js";
import { keep, problemWords } from "./shell.js";
import { isolated, say, sayOne, speech, time } from "./words.js";

export function heldCard(me: Me): HTMLElement {
  const { enrolled, enrolled_at: at } = me.enrolment;
  const lines = [
    html("p", {}, enrolled && at ? say("held_since", time(at, true)) : say("held_none")),
  ];
  if (me.restricted) lines.push(html("p", { class: "marked" }, say("restricted")));
  return card(say("held"), ...lines);
}

export function sessionsCard(all: readonly OwnSession[]): HTMLElement {
  const made = newest(all, (each) => each.created_at).map((each) => {
    const ended = each.decision ?? each.state;
    return row(sayOne("kind", each.kind), badge(ended, sayOne("is", ended)), when(each.created_at));
  });
  return listed(say("sessions"), made);
}

export function consentsCard(
  all: readonly OwnConsent[],
  withdraw: (consent: OwnConsent) => void,
): HTMLElement {
  const latest = new Set<string>();
  const made = newest(all, (each) => each.given_at).map((each) => {
    const first = !latest.has(each.purpose);
    latest.add(each.purpose);
    const notice = html(
      "a",
      { href: `/privacy/${TENANT}/notices/${each.notice_version}/${each.language}` },
      `${say("notice")} (${say("read")})`,
    );
    const made = row(
      sayOne("purpose", each.purpose),
      each.stands ? null : badge("", say("consent_ended")),
      consentState(each),
      notice,
    );
    if (first && each.withdrawn_at === null) {
      const end = html(
        "button",
        { type: "button", "aria-label": `${say("withdraw")}: ${sayOne("purpose", each.purpose)}` },
        say("withdraw"),
      );
      end.addEventListener("click", () => withdraw(each));
      made.append(html("div", { class: "buttons" }, end));
    }
    return made;
  });
  return listed(say("consents"), made);
}

function consentState(consent: OwnConsent): string {
  if (consent.withdrawn_at) return say("consent_withdrawn", time(consent.withdrawn_at));
  return say(consent.stands ? "consent_stands" : "consent_old", time(consent.given_at));
}

/** List requests; what each says in words is fetched when it is opened. */
export function requestsCard(
  door: Door,
  all: readonly OwnRequest[],
  object: (request: OwnRequest) => Node,
): HTMLElement {
  const objected = all.some((each) => each.against !== null && each.closed_at === null);
  const made = newest(all, (each) => each.received_at).map((each) => {
    const lines = standing(each).map((line) => html("div", { class: "muted" }, line));
    const top = html(
      "div",
      { class: "top" },
      html("span", { class: "what" }, sayOne("ask", each.kind)),
      badge(each.state, sayOne("is", each.state)),
    );
    const inner = html("div", { class: "inner" });
    const opened = html("details", {}, html("summary", {}, html("div", {}, top, ...lines)), inner);
    opened.addEventListener("toggle", () => {
      if (opened.open && !inner.childElementCount) void fill(door, inner, each.id);
    });
    const acting = each.on_behalf ? [objected ? objecting() : object(each)] : [];
    return html("li", { class: "opens" }, opened, ...acting);
  });
  return listed(say("requests"), made);
}

const objecting = (): Node => html("p", { class: "muted" }, say("objected"));

/** Say when a request came, who made it, and what it waits for. */
function standing(request: OwnRequest): readonly string[] {
  const lines = [say("asked_on", time(request.received_at))];
  if (request.closed_at === null) lines.push(say("due", time(request.due_at, true)));
  if (request.waiting_for) lines.push(waits(request.waiting_for));
  const { on_behalf: acting } = request;
  if (acting) {
    lines.push(sayOne("acting", acting.capacity));
    const shown = say("shown", sayOne("evidence", acting.evidence));
    lines.push(`${shown}, ${time(acting.seen_at, true)}`);
  } else if (request.channel !== "subject") lines.push(say("for_you"));
  return lines;
}

export const waits = ({ server }: { readonly server: string }): string =>
  say("waits_for", isolated(new URL(server).host));

async function fill(door: Door, inner: HTMLElement, id: string): Promise<void> {
  try {
    const found = await get<WholeRequest>(`requests/${encodeURIComponent(id)}`);
    inner.replaceChildren(...inWords(found), papers(found));
  } catch (error) {
    if (error instanceof Problem && error.code === "centre_ticket_invalid") door.ended();
    else inner.textContent = say(problemWords(error));
  }
}

/** What was said, and what was answered. */
export function inWords(request: WholeRequest): readonly Node[] {
  const why = request.justification && justification(request.justification);
  const said = [
    ["your_words", request.text],
    ["longer", request.extension],
    ["reason", why],
    ["outcome", request.outcome && sayOne("outcome", request.outcome)],
    ["answer", request.answer],
  ] as const;
  const pairs = said.flatMap(([key, text]) =>
    text ? [html("dt", {}, say(key)), html("dd", { dir: "auto" }, text)] : [],
  );
  return pairs.length ? [html("dl", { class: "words" }, ...pairs)] : [];
}

export function justification(term: string): string {
  const key = `why_${term.split(":").pop() ?? ""}`;
  return speech.isKey(key) ? say(key) : term;
}

/** The signed papers of a request, to keep. */
export function papers(request: WholeRequest): HTMLElement {
  const made = html("div", { class: "buttons" });
  for (const name of ["certificate", "receipt"] as const) {
    const text = request[name];
    if (!text) continue;
    const button = html(
      "button",
      { type: "button", class: "file", "aria-label": `${say("download")}: ${say(name)}` },
      say(name),
    );
    button.addEventListener("click", () => keep(`${name}-${request.id}.jws`, text));
    made.append(button);
  }
  return made;
}

const USES: Readonly<Record<string, "template" | "record" | "sample" | "rights">> = {
  "identity/reference-template": "template",
  "security/session-record": "record",
  "improvement/sample": "sample",
  "rights/privacy-record": "rights",
};
const ACTORS = new Set(["subject", "server", "device"]);

function usedFor(read: Read): string {
  return read.act === "dek_unwrapped"
    ? sayOne("use", USES[read.purpose ?? ""] ?? "other")
    : sayOne("act", read.act);
}

function usedBy(read: Read): string {
  if (ACTORS.has(read.actor)) return sayOne("by", read.actor);
  return say(read.actor.startsWith("operator") ? "by_operator" : "by_tenant");
}

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Who used the data: what the same one did for the same thing is one row. */
export function readsCard(all: readonly Read[]): HTMLElement {
  const groups = new Map<string, Read[]>();
  for (const each of newest(all, (one) => one.at)) {
    const name = `${usedBy(each)} ${usedFor(each)}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  const made = [...groups.values()].map(([last, ...earlier]) => {
    const at = time(last!.at);
    const many = earlier.length ? say("times", earlier.length + 1, at) : at;
    return row(sentence(usedFor(last!)), null, `${sentence(usedBy(last!))} · ${many}`);
  });
  return listed(say("reads"), made);
}

/** To whom data went, by a disclosure or with an export of pictures. */
export function disclosuresCard(me: Me, takeBack: (id: string) => Node): HTMLElement {
  const disclosures = me.disclosures.map((each) => {
    const at = each.closed_at ?? each.proposed_at;
    const state = badge(each.state, sayOne("is", each.state));
    const line = row(isolated(each.recipient), state, sayOne("basis", each.basis), when(at));
    if (each.basis === "user_approved" && each.state === "approved") line.append(takeBack(each.id));
    return { at, line };
  });
  const exports = me.exports.map(({ exported_at: at, recipient, pictures, why }) => ({
    at,
    line: row(isolated(recipient), null, say("exported", pictures), isolated(why), when(at)),
  }));
  const all = newest([...disclosures, ...exports], (each) => each.at);
  return listed(
    say("disclosures"),
    all.map((each) => each.line),
  );
}

export function retentionCard(all: readonly Kept[]): HTMLElement {
  const made = all.map((each) => {
    const law = each.law ? [say("capped", isolated(each.law))] : [];
    return row(
      sayOne("kept", each.category),
      null,
      say("counted", each.days, sayOne("from", each.trigger)),
      ...law,
    );
  });
  return listed(say("retention"), made, 4);
}

/** The authority that a person may turn to as well, with what is known of how to reach it. */
export function authorityLine(authority: Authority): HTMLElement {
  const [before, after] = say("authority", "\n").split("\n");
  const more = [authority.email, authority.phone].flatMap((each) =>
    each ? [", ", html("bdi", {}, each)] : [],
  );
  const site = html(
    "a",
    { href: authority.website, rel: "noreferrer" },
    html("bdi", {}, authority.name),
  );
  return html("p", {}, before ?? "", site, ...more, after ?? "");
}
