/** Ask that a person looks at a check that went against who asks. */

import { html } from "../../src/view/dom.js";
import { once } from "./api.js";
import type { Me, OwnSession } from "./api.js";
import { LONGEST_TEXT } from "./asking.js";
import type { Home } from "./asking.js";
import { form, labelled } from "./forms.js";
import { newest } from "./rows.js";
import { say, sayOne, time } from "./words.js";

export const reviewable = (me: Me): readonly OwnSession[] =>
  newest(
    me.sessions.filter((each) => each.reviewable),
    (each) => each.created_at,
  );

export function reviewing(home: Home, me: Me): readonly Node[] {
  const ask = once();
  const which = html(
    "select",
    {},
    ...reviewable(me).map((each) => html("option", { value: each.id }, named(each))),
  );
  const text = html("textarea", {
    rows: "4",
    maxlength: String(LONGEST_TEXT),
    dir: "auto",
    autocomplete: "off",
  });
  const run = async () => {
    const words = text.value.trim() ? { text: text.value } : {};
    const made = await ask({ kind: "human_review", session_id: which.value, ...words });
    await home.refresh(() => say("sent", time(made.due_at, true)), "good", made);
  };
  return [
    html("p", {}, say("review_how")),
    form(home, {
      fields: [...labelled(say("review_which"), which), ...labelled(say("review_words"), text)],
      submit: say("send"),
      run,
    }),
  ];
}

const named = (session: OwnSession): string =>
  `${sayOne("kind", session.kind)}: ${sayOne("is", session.decision ?? "")}, ${time(session.created_at)}`;
