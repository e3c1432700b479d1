"""Consents, as they are shown."""

from datetime import datetime

from pydantic import Field

from inperson.rights.consents import Consents
from inperson.sessions import (
    AgeClass,
    Consent,
    ConsentMethod,
    ConsentPurpose,
    CurrentNotice,
    GuardianEvidence,
)
from inperson.views.body import Body, view_of


class ConsentView(Body):
    """A recorded consent."""

    id: str = Field(examples=["cns_" + "a" * 26])
    purpose: ConsentPurpose
    notice_version: int
    notice_sha256: str
    language: str
    method: ConsentMethod
    given_at: datetime
    withdrawn_at: datetime | None
    age: AgeClass | None = Field(
        description="What you said of the person's age. Null where your notice had no minimum age."
    )
    minimum_age: int | None = Field(description="By which minimum age you said it.")
    guardian: GuardianEvidence | None
    holds: bool = Field(description="It still counts under the current notice.")
    receipt: str = Field(
        description="For the subject: the consent as ISO/IEC TS 27560 has it, a compact JWS over "
        "JSON-LD; check it against /v1/jwks. The same consent always gives the same receipt."
    )


class ConsentList(Body):
    """All consents of a subject in order; none of one that you never told us of."""

    consents: list[ConsentView]


def consent_view(mine: Consents, consent: Consent, notice: CurrentNotice | None) -> ConsentView:
    """Render a consent, with its receipt and whether it still counts."""
    return view_of(
        ConsentView,
        consent,
        consent.said_age,
        holds=notice is not None and consent.holds(notice),
        receipt=mine.receipt(consent),
    )
