"""`/v1/consents`: what people agreed to outside of a session, and the receipts of all consents.

A consent is withdrawn by a privacy request of the kind `withdrawal`.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from inperson.http.routes import DeskOf, allowed, refusals
from inperson.http.schemas import SaidAgeBody, SubjectQuery
from inperson.rights.consents import Consents
from inperson.sessions import ConsentMethod, ConsentPurpose, GivenConsent
from inperson.tenants import Action
from inperson.views import ConsentList, ConsentView, SubjectRef, consent_view


class NewConsent(SaidAgeBody):
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
def give_consent(desk: DeskOf, body: NewConsent) -> ConsentView:
    """Record a consent. Sent again, it is the one that stands."""
    mine = Consents(desk)
    given = GivenConsent(bytes.fromhex(body.notice_sha256), body.method)
    consent = mine.give(body.subject_ref, given, body.purpose, body.claim())
    return consent_view(mine, consent, mine.notice())


@router.post(
    "/lookup",
    operation_id="findConsents",
    dependencies=allowed(Action.READ_CONSENTS),
)
def find_consents(desk: DeskOf, body: SubjectQuery) -> ConsentList:
    """Read what a subject agreed to, and withdrew, with the receipts."""
    mine = Consents(desk)
    notice = mine.notice()
    return ConsentList(
        consents=[consent_view(mine, each, notice) for each in mine.of(body.subject_ref)]
    )
