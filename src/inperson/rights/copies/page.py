"""The page of an access copy: what is held, in plain words, without a script.

Everything that somebody else wrote is escaped by the template engine; the page's own policy lets
it load its one style and the archive's images, and nothing else.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from jinja2 import Template

from inperson.rights.copies import checks, words
from inperson.rights.copies.documents import image_path
from inperson.rights.copies.inventory import LeftOut
from inperson.rights.copies.model import Held, HeldDisclosure, HeldRequest
from inperson.rights.copies.overview import kinds, tiles
from inperson.rights.copies.readers import reads
from inperson.rights.copies.speech import Speech, speech
from inperson.rights.copies.telling import role
from inperson.rights.pages import paper_style, templates
from inperson.rights.requests import RequestState
from inperson.sessions import AgeClass, Consent, SaidAge
from inperson.tenants import TokenKind

SESSIONS_SHOWN = 100
IMAGES_SHOWN = 24
_TEMPLATE_NUMBERS = 128


def render(held: Held, request_id: str, language: str = "en") -> str:
    """Return the page.

    Args:
        held: what is held.
        request_id: of the privacy request that it answers.
        language: of the page, one of `speech.LANGUAGES`; else it is English.

    """
    say = speech(language)
    return _page().render(
        **paper_style(),
        request_id=request_id,
        language=say.language,
        direction=say.direction,
        t=say.marked,
        **_about(held, say),
        **_things(held, say),
        **_help(held, say),
    )


@cache
def _page() -> Template:
    return templates("inperson.rights.copies").get_template("page.html")


def privacy_url(held: Held) -> str:
    """Return where the controller's privacy centre and its notices are."""
    return f"{held.controller.public_url}/privacy/{held.controller.tenant_id}"


def _about(held: Held, say: Speech) -> dict[str, Any]:
    """Return what the head of the page and its first sections say."""
    restriction, template = held.restriction, held.template
    unreadable = len(held.unreadable)
    day, moment = say.day, say.moment
    return {
        "controller": held.controller,
        "terms": held.controller.terms,
        "made_at": moment(held.made_at),
        "nothing": held.nothing,
        "developer": held.kind is TokenKind.DEVELOPER,
        "tiles": tiles(held, say),
        "kinds": kinds(held, say),
        "restricted_since": None if restriction is None else day(restriction.since),
        "erased": [
            {"erased_at": day(each.erased_at), "until": day(until)}
            for each, until in zip(held.erasures, held.trace_kept_until, strict=True)
        ],
        "unreadable": _unreadable(unreadable, say) if unreadable else "",
        "template": None
        if template is None
        else {
            "numbers": _TEMPLATE_NUMBERS,
            "samples": say.plural(template.sample_count, "{count} picture", "{count} pictures"),
        },
    }


def _unreadable(count: int, say: Speech) -> str:
    return say.plural(
        count,
        "{count} record could not be opened, and is missing here.",
        "{count} records could not be opened, and are missing here.",
    )


def _things(held: Held, say: Speech) -> dict[str, Any]:
    """Return what is held, the latest first."""
    newest = held.sessions[::-1][:SESSIONS_SHOWN]
    kept = [each for each in enumerate(held.samples, start=1) if each[1].jpeg is not None]
    return {
        "sessions": [checks.shown(held, each, say) for each in newest],
        "sessions_all": say.number(len(held.sessions)),
        "sessions_more": len(held.sessions) > len(newest),
        "attempts": _attempts(held, say),
        "fingerprints": _fingerprints(held, say),
        "images": [
            {"file": image_path(number), "when": say.moment(sample.taken_at)}
            for number, sample in kept[::-1][:IMAGES_SHOWN]
        ],
        "images_all": len(kept),
        "images_more": len(kept) > IMAGES_SHOWN,
        "exports": [
            {
                "number": each.number,
                "count": say.plural(len(each.names), "{count} picture", "{count} pictures"),
                "recipient": each.recipient,
                "why": each.why,
                "when": say.moment(each.exported_at),
            }
            for each in held.exports
        ],
        "consents": [_consent(held, each, say) for each in held.consents[::-1]],
        "disclosures": [_disclosure(each, say) for each in held.disclosures[::-1]],
        "holds": list(_holds(held, say)),
        "reads": reads(held.reads, held.controller.name, say),
        "requests": [_request(each, say) for each in held.requests[::-1]],
    }


def _help(held: Held, say: Speech) -> dict[str, Any]:
    """Return what a person can do, how long things stay, and what is not here."""
    return {
        "rights": [(say(title), say(text), article) for title, text, article in words.RIGHTS],
        "gdpr": held.controller.gdpr,
        "centre": privacy_url(held),
        "authority": held.controller.authority,
        "retention": [
            {
                "title": say(words.CATEGORIES[row.category]),
                "days": say.days(row.days),
                "why": _sentence(say(words.TRIGGERS[row.trigger]))
                + " "
                + _sentence(say.as_notices("reason", row.reason)),
            }
            for row in held.retention
        ],
        "left_out": [(say(each.what), say(each.why)) for each in LeftOut],
        "files": [(name, say(text)) for name, text in words.FILES],
        "keys": f"{held.controller.public_url}/v1/jwks",
    }


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _attempts(held: Held, say: Speech) -> str:
    state = held.attempts
    if not state.failures:
        return ""
    text = say.plural(state.failures, "The last failed.", "The last {count} checks failed.")
    if state.disabled:
        off = say("Face checks are switched off for you until they are switched on again.")
        return f"{text} {off}"
    if state.locked_until is not None and state.locked_until > held.made_at:
        again = say("The next is possible from {when}.", when=say.moment(state.locked_until))
        return f"{text} {again}"
    return text


def _fingerprints(held: Held, say: Speech) -> str:
    frames = held.frames
    if not frames.count or frames.until is None:
        return ""
    kept = say.plural(
        frames.count, "{count} scrambled fingerprint", "{count} scrambled fingerprints"
    )
    return say(
        "Until {day} at the latest we also keep {fingerprints} of the pictures that your camera "
        "sent. No picture can be made of them; they only tell whether a recording is played a "
        "second time.",
        day=say.day(frames.until),
        fingerprints=kept,
    )


def _consent(held: Held, consent: Consent, say: Speech) -> dict[str, Any]:
    files = {each.sha256: each.file for each in held.notices}
    withdrawn = consent.withdrawn_at
    how = say(words.METHODS[consent.method])
    when = say("On {when}, {how}.", when=say.moment(consent.given_at), how=how)
    if consent.said_age is not None:
        when += " " + _age(consent.said_age, say)
    if withdrawn is not None:
        when += " " + say("Withdrawn on {when}.", when=say.moment(withdrawn))
    return {
        "purpose": say(words.PURPOSES[consent.purpose]),
        "state": say("Agreed" if withdrawn is None else "Withdrawn"),
        "tone": "good" if withdrawn is None else "",
        "when": when,
        "notice": say(
            "version {version} of the notice ({language})",
            version=consent.notice_version,
            language=consent.language,
        ),
        "file": files.get(consent.notice_sha256),
        "page": f"{privacy_url(held)}/notices/{consent.notice_version}/{consent.language}",
    }


def _age(said: SaidAge, say: Speech) -> str:
    """Say what the tenant said of the person's age."""
    if said.guardian is not None:
        return say(
            "You were said to be under {years}: a guardian agreed for you, shown by {evidence}.",
            years=said.minimum_age,
            evidence=say(words.GUARDIAN_EVIDENCE[said.guardian]),
        )
    of_age = "You were said to be at least {years} years old."
    below = "You were said to be under {years}."
    return say(of_age if said.age is AgeClass.OF_AGE else below, years=said.minimum_age)


def _disclosure(one: HeldDisclosure, say: Speech) -> dict[str, Any]:
    each, contents = one.disclosure, one.contents
    facts = [(say("Proposed"), say.moment(each.proposed_at))]
    if contents is not None:
        extent = contents.extent
        what = "; ".join(say(words.SCOPES[scope]) for scope in extent.in_order())
        facts = [
            (say("What"), what),
            (
                say("Of the time"),
                say("{since} to {until}", since=say.day(extent.since), until=say.day(extent.until)),
            ),
            (say("Why"), contents.why),
            *facts,
        ]
        if contents.request is not None:
            facts += [
                (say("Order"), f"{contents.request.authority}, {contents.request.instrument}")
            ]
        if contents.refusal is not None:
            facts += [(say("Refused"), contents.refusal)]
    if each.approved_at is not None:
        own = role(each.approved_by) == "subject"
        by = "{when}, by you" if own else "{when}, by a second person"
        facts += [(say("Approved"), say(by, when=say.moment(each.approved_at)))]
    if each.closed_at is not None:
        facts += [(say("Settled"), say.moment(each.closed_at))]
    return {
        "recipient": say("A recipient that does not open")
        if contents is None
        else contents.recipient.name,
        "state": say(words.DISCLOSURES[each.state]),
        "tone": "",
        "facts": facts,
    }


def _holds(held: Held, say: Speech) -> Iterable[str]:
    kept = "A legal order of {day} kept your data from being deleted until {until}."
    keeps = "A legal order of {day} keeps your data from being deleted until {until}."
    for each in held.holds:
        until = each.until if each.released_at is None else each.released_at
        over = each.released_at is not None or each.until <= held.made_at
        yield say(kept if over else keeps, day=say.day(each.placed_at), until=say.day(until))


def _request(one: HeldRequest, say: Speech) -> dict[str, Any]:
    each, details = one.request, one.details
    when = say("Received on {when}.", when=say.moment(each.received_at))
    if each.closed_at is not None:
        when += " " + say("Closed on {when}.", when=say.moment(each.closed_at))
    else:
        when += " " + say("An answer is due by {day}.", day=say.day(each.due_at))
    texts = []
    if details is not None:
        acting = details.on_behalf
        who = None if acting is None else say(words.CAPACITIES[acting.capacity])
        texts = [(say("Asked for you by"), who)]
        texts += [(say("You wrote"), details.text), (say("Answer"), details.answer)]
    return {
        "kind": say(words.REQUESTS[each.kind]),
        "state": say(words.REQUEST_STATES[each.state]),
        "tone": {RequestState.COMPLETED: "good", RequestState.REFUSED: "bad"}.get(each.state, ""),
        "when": when,
        "texts": [(name, text) for name, text in texts if text],
    }
