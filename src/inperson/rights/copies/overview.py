"""The overview of an access copy's page: what kinds of things there are, why, and until when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inperson.rights.copies.model import Held
from inperson.rights.copies.words import BASES, TRIGGERS
from inperson.rights.disclosures import DisclosureState
from inperson.rights.notices import LegalBasis
from inperson.rights.retention import Category
from inperson.sessions import ConsentPurpose

_IDENTITY, _CONSENT = ConsentPurpose.IDENTITY, BASES[LegalBasis.EXPLICIT_CONSENT]
_PROOF = "the law, which asks for proof (GDPR Art. 5(2))"


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


def plural(count: int, one: str, many: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def tiles(held: Held) -> list[Tile]:
    """Return the numbers at the head of the page."""
    given = sum(each.disclosure.state is DisclosureState.DELIVERED for each in held.disclosures)
    agreed = len({each.purpose for each in held.consents if each.withdrawn_at is None})
    return [
        Tile("Yes" if held.subject else "No", "face template", "template"),
        Tile(f"{len(held.sessions):,}", _noun(len(held.sessions), "check"), "sessions"),
        Tile(f"{len(held.samples):,}", _noun(len(held.samples), "picture"), "pictures"),
        Tile(f"{agreed:,}", _noun(agreed, "consent") + " in force", "consents"),
        Tile(f"{given:,}", "given to others", "given"),
        Tile(f"{len(held.requests):,}", _noun(len(held.requests), "request"), "requests"),
    ]


def kinds(held: Held, day: Callable[[datetime], str]) -> list[HeldCategory]:
    """Return what there can be, and what of it there is.

    Args:
        held: what is held.
        day: writes a date.

    """
    terms, stays = held.controller.terms, _stays(held)
    basis = BASES[LegalBasis.EXPLICIT_CONSENT if terms is None else terms.purposes[_IDENTITY]]
    return [
        *_of_checks(held, basis, stays, day),
        *_against_attacks(held, basis, stays),
        *_of_agreements(held, stays, day),
    ]


def _of_checks(
    held: Held, basis: str, stays: Mapping[Category, str], day: Callable[[datetime], str]
) -> list[HeldCategory]:
    subject, sessions = held.subject, held.sessions
    return [
        HeldCategory(
            "Face template",
            "1" if subject else "none",
            "To tell that it is you when you come back",
            basis,
            stays[Category.TEMPLATE],
            day(subject.enrolled_at) if subject else None,
        ),
        HeldCategory(
            "Results of checks",
            _count(len(sessions)),
            "To prove what was decided, and when",
            basis,
            stays[Category.SESSION_OUTCOME],
            day(sessions[0].session.created_at) if sessions else None,
        ),
    ]


def _against_attacks(held: Held, basis: str, stays: Mapping[Category, str]) -> list[HeldCategory]:
    records = sum(bool(each.device) for each in held.sessions)
    return [
        HeldCategory(
            "Details of your devices",
            _count(records, "from {} checks"),
            "To find attacks, and to see why a check fails on a kind of device",
            basis,
            stays[Category.SESSION_RECORD],
        ),
        HeldCategory(
            "Scrambled fingerprints of pictures",
            _count(held.frames.count),
            "To notice when a recording is played to the camera again",
            basis,
            stays[Category.FRAME_DIGESTS],
        ),
        HeldCategory(
            "Failed tries",
            _count(held.attempts.failures),
            "To slow down somebody who tries other faces on you",
            basis,
            "until a check succeeds",
        ),
    ]


def _of_agreements(
    held: Held, stays: Mapping[Category, str], day: Callable[[datetime], str]
) -> list[HeldCategory]:
    return [
        HeldCategory(
            "Pictures",
            _count(len(held.samples)),
            "To improve the software, where you agreed to that",
            _CONSENT,
            stays[Category.IMPROVEMENT_SAMPLES],
            day(held.samples[0].taken_at) if held.samples else None,
        ),
        HeldCategory(
            "What you agreed to",
            _count(len(held.consents)),
            "To prove that you were asked",
            "the law, which asks for proof (GDPR Art. 7(1))",
            stays[Category.CONSENT_RECORD],
            day(held.consents[0].given_at) if held.consents else None,
        ),
        HeldCategory(
            "Your requests",
            _count(len(held.requests)),
            "To answer them, and to prove that it was done",
            _PROOF,
            stays[Category.PRIVACY_REQUEST],
            day(held.requests[0].request.received_at) if held.requests else None,
        ),
        HeldCategory(
            "Whom your data was given to",
            _count(len(held.disclosures)),
            "So that you can see it, and they can be told when you are erased",
            _PROOF,
            stays[Category.DISCLOSURE_RECORD],
        ),
    ]


def _stays(held: Held) -> dict[Category, str]:
    rows = {
        row.category: f"{plural(row.days, 'day', 'days')} {TRIGGERS[row.trigger]}"
        for row in held.retention
    }
    return {each: rows.get(each, "see below") for each in Category}


def _count(count: int, form: str = "{}") -> str:
    return form.format(f"{count:,}") if count else "none"


def _noun(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
