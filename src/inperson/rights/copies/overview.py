"""The overview of an access copy's page: what kinds of things there are, why, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass

from inperson.rights.copies.model import Held
from inperson.rights.copies.speech import Speech
from inperson.rights.copies.words import BASES, TRIGGERS
from inperson.rights.disclosures import DisclosureState
from inperson.rights.notices import LegalBasis
from inperson.rights.retention import Category
from inperson.sessions import ConsentPurpose

_IDENTITY, _PROOF = ConsentPurpose.IDENTITY, "the law, which asks for proof"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, and where the page tells more."""

    count: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A kind of thing that is held, or is not."""

    title: str
    have: str
    why: str
    basis: str
    stays: str
    since: str | None = None


def tiles(held: Held, say: Speech) -> list[Tile]:
    """Return the numbers at the head of the page."""
    given = sum(each.disclosure.state is DisclosureState.DELIVERED for each in held.disclosures)
    agreed = len({each.purpose for each in held.consents if each.withdrawn_at is None})
    return [
        Tile(say("Yes" if held.subject else "No"), say("face template"), "template"),
        _tile(say, len(held.sessions), "check", "checks", "sessions"),
        _tile(say, len(held.samples), "picture", "pictures", "pictures"),
        _tile(say, agreed, "consent in force", "consents in force", "consents"),
        _tile(say, given, "given to others", "given to others", "given"),
        _tile(say, len(held.requests), "request", "requests", "requests"),
    ]


def _tile(say: Speech, count: int, one: str, many: str, anchor: str) -> Tile:
    return Tile(say.number(count), say(one if count == 1 else many), anchor)


def kinds(held: Held, say: Speech) -> list[HeldCategory]:
    """Return what there can be, and what of it there is.

    Args:
        held: what is held.
        say: in the language of the page.

    """
    terms, stays = held.controller.terms, _stays(held, say)
    chosen = LegalBasis.EXPLICIT_CONSENT if terms is None else terms.purposes[_IDENTITY]
    basis = _lawful(held, say, *BASES[chosen])
    return [
        *_of_checks(held, basis, stays, say),
        *_against_attacks(held, basis, stays, say),
        *_of_agreements(held, stays, say),
    ]


def _lawful(held: Held, say: Speech, why: str, article: str) -> str:
    return held.controller.lawful(say(why), article)


def _of_checks(
    held: Held, basis: str, stays: Mapping[Category, str], say: Speech
) -> list[HeldCategory]:
    subject, sessions = held.subject, held.sessions
    return [
        HeldCategory(
            say("Face template"),
            "1" if subject else say("none"),
            say("To tell that it is you when you come back"),
            basis,
            stays[Category.TEMPLATE],
            say.day(subject.enrolled_at) if subject else None,
        ),
        HeldCategory(
            say("Results of checks"),
            _count(say, len(sessions)),
            say("To prove what was decided, and when"),
            basis,
            stays[Category.SESSION_OUTCOME],
            say.day(sessions[0].session.created_at) if sessions else None,
        ),
    ]


def _against_attacks(
    held: Held, basis: str, stays: Mapping[Category, str], say: Speech
) -> list[HeldCategory]:
    records = sum(bool(each.device) for each in held.sessions)
    return [
        HeldCategory(
            say("Details of your devices"),
            _count(say, records, "from {count} checks"),
            say("To find attacks, and to see why a check fails on a kind of device"),
            basis,
            stays[Category.SESSION_RECORD],
        ),
        HeldCategory(
            say("Scrambled fingerprints of pictures"),
            _count(say, held.frames.count),
            say("To notice when a recording is played to the camera again"),
            basis,
            stays[Category.FRAME_DIGESTS],
        ),
        HeldCategory(
            say("Failed tries"),
            _count(say, held.attempts.failures),
            say("To slow down somebody who tries other faces on you"),
            basis,
            say("until a check succeeds"),
        ),
    ]


def _of_agreements(held: Held, stays: Mapping[Category, str], say: Speech) -> list[HeldCategory]:
    proof = _lawful(held, say, _PROOF, "GDPR Art. 5(2)")
    return [
        HeldCategory(
            say("Pictures"),
            _count(say, len(held.samples)),
            say("To improve the software, where you agreed to that"),
            _lawful(held, say, *BASES[LegalBasis.EXPLICIT_CONSENT]),
            stays[Category.IMPROVEMENT_SAMPLES],
            say.day(held.samples[0].taken_at) if held.samples else None,
        ),
        HeldCategory(
            say("What you agreed to"),
            _count(say, len(held.consents)),
            say("To prove that you were asked"),
            _lawful(held, say, _PROOF, "GDPR Art. 7(1)"),
            stays[Category.CONSENT_RECORD],
            say.day(held.consents[0].given_at) if held.consents else None,
        ),
        HeldCategory(
            say("Your requests"),
            _count(say, len(held.requests)),
            say("To answer them, and to prove that it was done"),
            proof,
            stays[Category.PRIVACY_REQUEST],
            say.day(held.requests[0].request.received_at) if held.requests else None,
        ),
        HeldCategory(
            say("Whom your data was given to"),
            _count(say, len(held.disclosures)),
            say("So that you can see it, and they can be told when you are erased"),
            proof,
            stays[Category.DISCLOSURE_RECORD],
        ),
    ]


def _stays(held: Held, say: Speech) -> dict[Category, str]:
    rows = {
        row.category: f"{say.days(row.days)} {say(TRIGGERS[row.trigger])}" for row in held.retention
    }
    return {each: rows.get(each, say("see below")) for each in Category}


def _count(say: Speech, count: int, form: str = "{count}") -> str:
    return say(form, count=say.number(count)) if count else say("none")
