"""The page of an access copy: what is held, in plain words, without a script.

Everything that somebody else wrote is escaped by the template engine; the page's own policy lets
it load its one style and the archive's images, and nothing else.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from inperson.audit import Act, Leaf
from inperson.rights.copies import checks, words
from inperson.rights.copies.documents import image_path
from inperson.rights.copies.inventory import LeftOut
from inperson.rights.copies.model import Held, HeldDisclosure, HeldRequest
from inperson.rights.copies.overview import kinds, plural, tiles
from inperson.rights.copies.telling import day, moment, role
from inperson.rights.pages import templates
from inperson.rights.requests import RequestState
from inperson.sessions import Consent
from inperson.tenants import TokenKind

SESSIONS_SHOWN = 100
IMAGES_SHOWN = 24
READS_SHOWN = 40
_TEMPLATE_NUMBERS = 128


def render(held: Held, request_id: str) -> str:
    """Return the page.

    Args:
        held: what is held.
        request_id: of the privacy request that it answers.

    """
    style = Markup(_text("page.css"))  # noqa: S704 -- our own file
    digest = hashlib.sha256(style.encode()).digest()
    return _page().render(
        style=style,
        style_hash=base64.b64encode(digest).decode(),
        request_id=request_id,
        **_about(held),
        **_things(held),
        **_help(held),
    )


@cache
def _page() -> Template:
    return templates("inperson.rights.copies").get_template("page.html")


def _text(name: str) -> str:
    return resources.files("inperson.rights.copies").joinpath("templates", name).read_text("utf-8")


def privacy_url(held: Held) -> str:
    """Return where the controller's privacy centre and its notices are."""
    return f"{held.controller.public_url}/privacy/{held.controller.tenant_id}"


def _about(held: Held) -> dict[str, Any]:
    """Return what the head of the page and its first sections say."""
    restriction, template = held.restriction, held.template
    unreadable = len(held.unreadable)
    return {
        "controller": held.controller,
        "terms": held.controller.terms,
        "made_at": moment(held.made_at),
        "nothing": held.nothing,
        "developer": held.kind is TokenKind.DEVELOPER,
        "tiles": tiles(held),
        "kinds": kinds(held, day),
        "restricted_since": None if restriction is None else day(restriction.since),
        "erased": [
            {"erased_at": day(each.erased_at), "until": day(until)}
            for each, until in zip(held.erasures, held.trace_kept_until, strict=True)
        ],
        "unreadable": plural(unreadable, "record", "records") if unreadable else "",
        "unreadable_one": unreadable == 1,
        "template": None
        if template is None
        else {
            "numbers": _TEMPLATE_NUMBERS,
            "samples": plural(template.sample_count, "picture", "pictures"),
        },
    }


def _things(held: Held) -> dict[str, Any]:
    """Return what is held, the latest first."""
    newest = held.sessions[::-1][:SESSIONS_SHOWN]
    kept = [each for each in enumerate(held.samples, start=1) if each[1].jpeg is not None]
    return {
        "sessions": [checks.shown(held, each) for each in newest],
        "sessions_all": f"{len(held.sessions):,}",
        "sessions_more": len(held.sessions) > len(newest),
        "attempts": _attempts(held),
        "fingerprints": _fingerprints(held),
        "images": [
            {"file": image_path(number), "when": moment(sample.taken_at)}
            for number, sample in kept[::-1][:IMAGES_SHOWN]
        ],
        "images_all": len(kept),
        "images_more": len(kept) > IMAGES_SHOWN,
        "consents": [_consent(held, each) for each in held.consents[::-1]],
        "disclosures": [_disclosure(each) for each in held.disclosures[::-1]],
        "holds": list(_holds(held)),
        "reads": _reads(held.reads, held.controller.name),
        "requests": [_request(each) for each in held.requests[::-1]],
    }


def _help(held: Held) -> dict[str, Any]:
    """Return what a person can do, how long things stay, and what is not here."""
    return {
        "rights": words.RIGHTS,
        "centre": privacy_url(held),
        "authority": held.controller.authority,
        "retention": [
            {
                "title": words.CATEGORIES[row.category],
                "days": plural(row.days, "day", "days"),
                "why": f"{_sentence(words.TRIGGERS[row.trigger])} {_sentence(row.reason)}",
            }
            for row in held.retention
        ],
        "left_out": list(LeftOut),
        "files": words.FILES,
        "keys": f"{held.controller.public_url}/v1/jwks",
    }


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _attempts(held: Held) -> str:
    state = held.attempts
    if not state.failures:
        return ""
    text = f"The last {state.failures} checks failed." if state.failures > 1 else "The last failed."
    if state.disabled:
        return f"{text} Face checks are switched off for you until they are switched on again."
    if state.locked_until is not None and state.locked_until > held.made_at:
        return f"{text} The next is possible from {moment(state.locked_until)}."
    return text


def _fingerprints(held: Held) -> str:
    frames = held.frames
    if not frames.count or frames.until is None:
        return ""
    return (
        f"Until {day(frames.until)} at the latest we also keep "
        f"{plural(frames.count, 'scrambled fingerprint', 'scrambled fingerprints')} of the "
        "pictures that your camera sent. No picture can be made of them; they only tell whether "
        "a recording is played a second time."
    )


def _consent(held: Held, consent: Consent) -> dict[str, Any]:
    files = {each.sha256: each.file for each in held.notices}
    withdrawn = consent.withdrawn_at
    when = f"On {moment(consent.given_at)}, {words.METHODS[consent.method]}."
    if withdrawn is not None:
        when += f" Withdrawn on {moment(withdrawn)}."
    return {
        "purpose": words.PURPOSES[consent.purpose],
        "state": "Agreed" if withdrawn is None else "Withdrawn",
        "tone": "good" if withdrawn is None else "",
        "when": when,
        "notice": f"version {consent.notice_version} of the notice ({consent.language})",
        "file": files.get(consent.notice_sha256),
        "page": f"{privacy_url(held)}/notices/{consent.notice_version}/{consent.language}",
    }


def _disclosure(one: HeldDisclosure) -> dict[str, Any]:
    each, contents = one.disclosure, one.contents
    facts = [("Proposed", moment(each.proposed_at))]
    if contents is not None:
        extent = contents.extent
        what = "; ".join(words.SCOPES[scope] for scope in extent.in_order())
        facts = [
            ("What", what),
            ("Of the time", f"{day(extent.since)} to {day(extent.until)}"),
            ("Why", contents.why),
            *facts,
        ]
        if contents.request is not None:
            facts += [("Order", f"{contents.request.authority}, {contents.request.instrument}")]
        if contents.refusal is not None:
            facts += [("Refused", contents.refusal)]
    if each.approved_at is not None:
        by = "you" if role(each.approved_by) == "subject" else "a second person"
        facts += [("Approved", f"{moment(each.approved_at)}, by {by}")]
    if each.closed_at is not None:
        facts += [("Settled", moment(each.closed_at))]
    return {
        "recipient": "A recipient that does not open"
        if contents is None
        else contents.recipient.name,
        "state": words.DISCLOSURES[each.state],
        "tone": "",
        "facts": facts,
    }


def _holds(held: Held) -> Iterable[str]:
    for each in held.holds:
        since = f"A legal order of {day(each.placed_at)}"
        if each.released_at is not None:
            yield f"{since} kept your data from being deleted until {day(each.released_at)}."
        elif each.until <= held.made_at:
            yield f"{since} kept your data from being deleted until {day(each.until)}."
        else:
            yield f"{since} keeps your data from being deleted until {day(each.until)}."


def _reads(leaves: Sequence[Leaf], controller: str) -> list[dict[str, Any]]:
    """Return the leaves by who did what, the latest first; which app it was is in the JSON."""
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], datetime] = {}
    for leaf in leaves:
        what = _what(leaf)
        actor = role(leaf.entry.actor) or ""
        key = words.ACTORS.get(actor, f"An app of {controller}"), what
        counts[key] += 1
        last[key] = leaf.at
    latest = sorted(counts, key=lambda key: last[key], reverse=True)[:READS_SHOWN]
    return [
        {
            "who": who,
            "what": what,
            "count": plural(counts[who, what], "time", "times"),
            "when": f"Last on {moment(last[who, what])}",
        }
        for who, what in latest
    ]


def _what(leaf: Leaf) -> str:
    act, purpose = leaf.entry.act, leaf.entry.purpose or ""
    if act is Act.DEK_UNWRAPPED:
        return f"opened {words.READ.get(purpose, 'your data')}"
    text = words.ACTS.get(act.value, act.value.replace("_", " "))
    return text[:1].lower() + text[1:]


def _request(one: HeldRequest) -> dict[str, Any]:
    each, details = one.request, one.details
    when = f"Received on {moment(each.received_at)}."
    if each.closed_at is not None:
        when += f" Closed on {moment(each.closed_at)}."
    else:
        when += f" An answer is due by {day(each.due_at)}."
    texts = [] if details is None else [("You wrote", details.text), ("Answer", details.answer)]
    return {
        "kind": words.REQUESTS[each.kind],
        "state": words.REQUEST_STATES[each.state],
        "tone": {RequestState.COMPLETED: "good", RequestState.REFUSED: "bad"}.get(each.state, ""),
        "when": when,
        "texts": [(name, text) for name, text in texts if text],
    }
