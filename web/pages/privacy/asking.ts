/** What a person can do: copy, restrict, complain, erase, withdraw, approve, refuse. */

import { html } from "../../src/view/dom.js";
import { claimsOf, copyFor, get, once, post, signed } from "./api.js";
import type { Act, Me, OwnConsent, OwnRequest, Proof, Waiting, WholeRequest } from "./api.js";
import { authorityLine, inWords, justification, papers, waits } from "./cards.js";
import { Wrong, form, labelled, sure } from "./forms.js";
import type { Door } from "./forms.js";
import { card } from "./rows.js";
import { heading, keep } from "./shell.js";
import type { Text, Tone } from "./shell.js";
import { country, say, sayOne, time } from "./words.js";

const SHORTEST_PASSPHRASE = 12;
export const LONGEST_TEXT = 4000;
const AGAIN_MS = 5000;

export interface Home extends Door {
  /** Show anew what is held, and say what happened; a request's papers stay at hand. */
  refresh(text: Text, tone?: Tone, request?: WholeRequest): Promise<void>;
  /**
   * Do what the person alone can do: with the proof, once the face was shown to its text; at once
   * where no face is enrolled.
   */
  prove(me: Me, act: Act, run: (proof?: Proof) => Promise<void>): Promise<void>;
  /** Show what became of an erasure. */
  gone(request: WholeRequest): void;
}

function opening(title: string, ...content: readonly Node[]): HTMLElement {
  return html(
    "details",
    { name: "do" },
    html("summary", {}, title),
    html("div", { class: "inner" }, ...content),
  );
}

export function doCard(home: Home, me: Me, review: readonly Node[]): HTMLElement {
  const erase = html("button", { type: "button", class: "danger wide" }, say("erase"));
  const ask = once();
  erase.addEventListener("click", () => {
    const run = () =>
      home.prove(me, { kind: "erase" }, async (proof) =>
        home.gone(await ask({ kind: "erasure", ...sessionOf(proof) })),
      );
    sure(home, { title: say("erase"), text: say("erase_sure"), yes: say("erase"), run });
  });
  const made = card(
    say("do"),
    opening(say("copy"), ...copying(home, me)),
    ...(me.restricted ? [] : [opening(say("restrict"), ...restricting(home))]),
    ...(review.length ? [opening(say("review"), ...review)] : []),
    opening(say("tell"), ...telling(home, me)),
    html("div", { class: "last" }, erase, html("p", { class: "muted" }, say("erase_how"))),
  );
  made.classList.add("do");
  return made;
}

function copying(home: Home, me: Me): readonly Node[] {
  // Shown as it is typed: nobody can tell it later, so a slip of the finger would lose the copy.
  const passphrase = html("input", {
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    maxlength: "1024",
    dir: "ltr",
  });
  const run = async () => {
    if (Array.from(passphrase.value).length < SHORTEST_PASSPHRASE)
      throw new Wrong(passphrase, "recipient_invalid");
    await home.prove(me, { kind: "copy" }, async (proof) => {
      keep("inperson-copy.zip.age", await copyFor(passphrase.value, proof));
      await home.refresh(() => say("copied"));
    });
  };
  return [
    html("p", {}, say("copy_how")),
    form(home, { fields: labelled(say("passphrase"), passphrase), submit: say("download"), run }),
    html("p", { class: "muted" }, say("copy_file")),
  ];
}

function restricting(home: Home): readonly Node[] {
  const ask = once();
  const run = async () => {
    const made = await ask({ kind: "restriction" });
    await home.refresh(() => say("restricted"), "good", made);
  };
  return [html("p", {}, say("restrict_how")), form(home, { submit: say("restrict_now"), run })];
}

function telling(home: Home, me: Me): readonly Node[] {
  const ask = once();
  const kinds = (["complaint", "objection", "rectification"] as const).map((kind) =>
    html("option", { value: kind }, say(`ask_${kind}`)),
  );
  const kind = html("select", {}, ...kinds);
  const text = html("textarea", {
    rows: "5",
    maxlength: String(LONGEST_TEXT),
    dir: "auto",
    autocomplete: "off",
  });
  const region = html("select", {}, html("option", { value: "" }, ""), ...regions(me));
  const run = async () => {
    if (!text.value.trim()) throw new Wrong(text, "message_missing");
    const own = kind.value === "complaint" && region.value ? { region: region.value } : {};
    const made = await ask({ kind: kind.value, text: text.value, ...own });
    await home.refresh(() => say("sent", time(made.due_at, true)), "good", made);
  };
  return [
    html("p", {}, say("complain_how")),
    form(home, {
      fields: [
        ...labelled(say("about"), kind),
        ...labelled(say("message"), text),
        ...labelled(say("region"), region),
      ],
      submit: say("send"),
      run,
    }),
    ...(me.authority ? [authorityLine(me.authority)] : []),
  ];
}

/** Each region that has an authority, by its country's name, with the authority's beside it. */
function regions(me: Me): readonly HTMLElement[] {
  return Object.entries(me.regions)
    .map(([code, name]) => [`${country(code.slice(0, 2))}: ${name}`, code] as const)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([text, value]) => html("option", { value }, text));
}

export function withdrawing(home: Home, me: Me, consent: OwnConsent): void {
  const ask = once();
  const { purpose } = consent;
  const run = () =>
    home.prove(me, { kind: "withdraw", purpose }, async (proof) => {
      const made = await ask({ kind: "withdrawal", purpose, ...sessionOf(proof) });
      if (purpose === "identity") home.gone(made);
      else await home.refresh(() => say("withdrawn"), "good", made);
    });
  sure(home, {
    title: say(`purpose_${consent.purpose}`),
    text: say(`withdraw_${consent.purpose}`),
    yes: say("withdraw"),
    run,
  });
}

/** The papers of what was just asked for, below the line that says what happened. */
export function justAsked(request: WholeRequest): HTMLElement {
  const lines = [request.authority, request.own_authority].flatMap((each) =>
    each ? [authorityLine(each)] : [],
  );
  return html("div", { class: "asked" }, ...lines, papers(request));
}

const sessionOf = (proof?: Proof): { proof?: string } => (proof ? { proof: proof.session } : {});

/** A disclosure that waits. Who approves it reads it once more, and shows its face to it. */
export function waitingCard(home: Home, me: Me, waiting: Waiting): HTMLElement {
  const text = html(
    "pre",
    { dir: "ltr", tabindex: "0", role: "region", "aria-label": say("prove_text") },
    waiting.text,
  );
  const path = `disclosures/${encodeURIComponent(waiting.id)}`;
  const approve = () =>
    home.prove(me, { kind: "approve", disclosure: waiting.id }, async (proof) => {
      // what is signed is what was read, byte for byte
      const body = { ...sessionOf(proof), ...(await signed(proof?.text ?? "")) };
      await post(`${path}/approve`, body);
      await home.refresh(() => say("approved"));
    });
  const { enrolled } = me.enrolment;
  const made = card(
    say("asked"),
    html("p", {}, say("asked_until", time(waiting.expires_at, true))),
    text,
    ...(enrolled ? [] : [html("p", {}, say("asked_face"))]),
    ...(enrolled ? [form(home, { submit: say("approve"), run: approve })] : []),
    refusing(home, waiting.id, say("refuse")),
  );
  made.classList.add("waits");
  return made;
}

/** A button that refuses a disclosure, or takes an approval back. */
export function refusing(home: Home, id: string, submit: string): HTMLElement {
  const run = async () => {
    await post(`disclosures/${encodeURIComponent(id)}/refuse`);
    await home.refresh(() => say("declined"));
  };
  const made = form(home, { submit, run });
  made.classList.add("second");
  return made;
}

/** A button by which the person objects that somebody acts for it. */
export function objecting(home: Home, { id, kind }: OwnRequest): HTMLElement {
  const ask = once();
  const run = async () => {
    const made = await ask({ kind: "objection", against: id });
    await home.refresh(() => say("sent", time(made.due_at, true)), "good", made);
  };
  const how = html("p", { class: "muted" }, say("object_how"));
  const made = form(home, { fields: [how], submit: say("object"), run });
  made.querySelector("button")!.ariaLabel = `${say("object")}: ${sayOne("ask", kind)}`;
  made.classList.add("second");
  return made;
}

/** What became of an erasure. While it goes on elsewhere, look again now and then. */
export function goneStep(home: Home, request: WholeRequest, back: () => void): readonly Node[] {
  const { state, certificate } = request;
  const open = state === "received" || state === "in_progress";
  const title = open
    ? say("erasing_title")
    : say(state === "refused" ? "refused_title" : "erased_title");
  const text = open
    ? say("erasing")
    : state === "refused"
      ? say("refused", justification(request.justification ?? ""))
      : say("erased");
  const until = certificate && String(claimsOf(certificate).keys_in_backups_until);
  const again = html("button", { type: "button", class: "quiet" }, say("back"));
  again.addEventListener("click", back);
  const made = html(
    "section",
    { class: "card narrow" },
    heading(title),
    html("p", {}, text),
    papers(request),
  );
  if (request.waiting_for) made.append(html("p", { class: "muted" }, waits(request.waiting_for)));
  if (until) made.append(html("p", { class: "muted" }, say("backups", time(until, true))));
  if (state === "refused") made.append(...inWords(request));
  made.append(again);
  if (open) setTimeout(() => made.isConnected && void lookAgain(home, request.id), AGAIN_MS);
  return [made];
}

async function lookAgain(home: Home, id: string): Promise<void> {
  try {
    home.gone(await get<WholeRequest>(`requests/${encodeURIComponent(id)}`));
  } catch {
    return; // the page says to come back; nothing is lost
  }
}
