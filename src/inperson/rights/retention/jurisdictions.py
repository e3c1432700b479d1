"""What the law of a place says about how long biometric data is kept.

It is data, not code: `rights/data/jurisdictions.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from inperson.rights.retention.errors import JurisdictionUnknown


class Category(StrEnum):
    """What a server keeps."""

    TEMPLATE = "template"
    """The reference template, and with it the subject: it goes whole."""
    SESSION_RECORD = "session_record"
    """What a session recorded of its device."""
    SESSION_OUTCOME = "session_outcome"
    """The session itself: whom it was about, when, what was decided."""
    FRAME_DIGESTS = "frame_digests"
    IMPROVEMENT_SAMPLES = "improvement_samples"
    CONSENT_RECORD = "consent_record"
    PRIVACY_REQUEST = "privacy_request"
    DELIVERY_LOG = "delivery_log"
    DISCLOSURE_RECORD = "disclosure_record"
    """Disclosures, and the legal orders that held data."""
    IDEMPOTENCY = "idempotency"
    """Idempotency keys, and the codes of the privacy centre that were used or ran out."""


class Trigger(StrEnum):
    """The event from which the days count."""

    CREATION = "creation"
    LAST_INTERACTION = "last_interaction"
    """The newest session of the reference, or the enrolment."""
    END_OF_PURPOSE = "end_of_purpose"
    """A withdrawal, an answer, a delivery: when the record has done what it was for."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The longest that something may be kept."""

    code: str
    """The jurisdiction's, or `software` for what this software never keeps longer."""
    law: str
    days: int
    counted_from: Trigger
    """What the law counts from. The schedule's own trigger is never later."""
    rule: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place whose law a tenant says it falls under."""

    code: str
    """`EU`, or an ISO 3166 code such as `GB` or `US-IL`."""
    name: str
    law: str
    source: str
    reason_required: bool
    """It caps nothing by a number: who keeps a thing longer than by default says why."""
    caps: Mapping[Category, Cap]
    members: frozenset[str] = frozenset()
    """The countries that it is the law of, where that is not its own code."""
    gdpr: bool = False
    """Its law is the GDPR, with the GDPR's articles."""
    discloses: str | None = None
    """Its law asks a notice for words of its own: those of this table."""


def jurisdiction(code: str) -> Jurisdiction:
    """Return the jurisdiction of a code.

    Raises:
        JurisdictionUnknown: if it is not in the table.

    """
    found = jurisdictions().get(code)
    if found is None:
        raise JurisdictionUnknown(f"Known are {', '.join(jurisdictions())}.")
    return found


def jurisdiction_of(country: str) -> Jurisdiction | None:
    """Return the jurisdiction of a controller's country, or of its state; None if none is known."""
    known, nation = jurisdictions(), country.partition("-")[0]
    unions = (each for each in known.values() if nation in each.members)
    return known.get(country) or known.get(nation) or next(unions, None)


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """Return all jurisdictions by their code."""
    path = resources.files("inperson.rights").joinpath("data/jurisdictions.toml")
    listed = tomllib.loads(path.read_text("utf-8"))["jurisdictions"]
    return MappingProxyType({each["code"]: _jurisdiction(each) for each in listed})


def _jurisdiction(entry: dict[str, Any]) -> Jurisdiction:
    caps: dict[Category, Cap] = {}
    for each in entry.get("caps", ()):
        cap = Cap(
            entry["code"],
            entry["law"],
            each["days"],
            Trigger(each["from"]),
            each["rule"],
            entry["source"],
        )
        caps |= {Category(name): cap for name in each["categories"]}
    return Jurisdiction(
        code=entry["code"],
        name=entry["name"],
        law=entry["law"],
        source=entry["source"],
        reason_required=entry.get("reason_required", False),
        caps=MappingProxyType(caps),
        members=frozenset(entry.get("members", ())),
        gdpr=entry.get("gdpr", False),
        discloses=entry.get("discloses"),
    )
