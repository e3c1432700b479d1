"""Who opened a person's data, as the page of an access copy says it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inperson.audit import Act, Leaf
from inperson.rights.copies import words
from inperson.rights.copies.speech import Speech
from inperson.rights.copies.telling import role

READS_SHOWN = 40


def reads(leaves: Sequence[Leaf], controller: str, say: Speech) -> list[dict[str, Any]]:
    """Return the leaves by who did what, the latest first; which app it was is in the JSON."""
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], datetime] = {}
    for leaf in leaves:
        what = _what(leaf, say)
        actor = role(leaf.entry.actor) or ""
        key = say(words.ACTORS.get(actor, "An app of {controller}"), controller=controller), what
        counts[key] += 1
        last[key] = leaf.at
    latest = sorted(counts, key=lambda key: last[key], reverse=True)[:READS_SHOWN]
    return [
        {
            "who": who,
            "what": what,
            "count": say.plural(counts[who, what], "{count} time", "{count} times"),
            "when": say("Last on {when}", when=say.moment(last[who, what])),
        }
        for who, what in latest
    ]


def _what(leaf: Leaf, say: Speech) -> str:
    act, purpose = leaf.entry.act, leaf.entry.purpose or ""
    if act is Act.DEK_UNWRAPPED:
        return say("opened {what}", what=say(words.READ.get(purpose, "your data")))
    text = say(words.ACTS.get(act.value, act.value.replace("_", " ")))
    return text[:1].lower() + text[1:]
