"""`/v1/consents`: what people agreed to outside of a session, and the receipts of all consents.

A consent is withdrawn by a privacy request of the kind `withdrawal`.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from inperson.http.routes import CallerOf, ServicesOf, allowed, refusals
from inperson.http.schemas import Body, SubjectQuery, SubjectRef
from inperson.rights.consents.service import Consents
from inperson.sessions.consents import (
    Consent,
    ConsentMethod,
    ConsentPurpose,
    CurrentNotice,
    GivenConsent,
)
from inperson.tenants import Action


class NewConsent(Body):
    """What a subject agreed to, what it was shown, and how it agreed."""

    subject_ref: SubjectRef
    purpose: Annotated[ConsentPurpose, Field(strict=False)] = Field(
        description="`improvement` is for developer tokens alone."
    )
    notice_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="Of the current notice in the language that was shown.",
    )
    method: Annotated[ConsentMethod, Field(strict=False)] = ConsentMethod.FORM


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
    holds: bool = Field(description="It still counts under the current notice.")
    receipt: str = Field(
        description="For the subject: the consent as ISO/IEC TS 27560 has it, a compact JWS over "
        "JSON-LD; check it against /v1/jwks. The same consent always gives the same receipt."
    )


class ConsentList(Body):
    """All consents of a subject in order; none of one that you never told us of."""

    consents: list[ConsentView]


router = APIRouter(
    prefix="/v1/consents",
    tags=["consents"],
    responses=refusals(400, 401, 403, 413, 422, 500, 503),
)


@router.post(
    "",
    status_code=201,
    operation_id="giveConsent",
    dependencies=allowed(Action.GIVE_CONSENT),
    responses=refusals(409),
)
def give_consent(services: ServicesOf, caller: CallerOf, body: NewConsent) -> ConsentView:
    """Record a consent. Sent again, it is the one that stands."""
    mine = Consents(services.desks.of(caller))
    given = GivenConsent(bytes.fromhex(body.notice_sha256), body.method)
    return _view(mine, mine.give(body.subject_ref, given, body.purpose), mine.notice())


@router.post(
    "/lookup",
    operation_id="findConsents",
    dependencies=allowed(Action.READ_CONSENTS),
)
def find_consents(services: ServicesOf, caller: CallerOf, body: SubjectQuery) -> ConsentList:
    """Read what a subject agreed to, and withdrew, with the receipts."""
    mine = Consents(services.desks.of(caller))
    notice = mine.notice()
    return ConsentList(consents=[_view(mine, each, notice) for each in mine.of(body.subject_ref)])


def _view(mine: Consents, consent: Consent, notice: CurrentNotice | None) -> ConsentView:
    return ConsentView(
        id=consent.id,
        purpose=consent.purpose,
        notice_version=consent.notice_version,
        notice_sha256=consent.notice_sha256.hex(),
        language=consent.language,
        method=consent.method,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
        holds=notice is not None and consent.holds(notice),
        receipt=mine.receipt(consent),
    )
