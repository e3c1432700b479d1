"""`/v1/retention` and `/v1/holds`: how long things are kept, and what a legal order keeps.

Retention needs the scope `admin`, holds need the scope `disclosure`.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from inperson.core import HoldId
from inperson.http.routes import DeskOf, GoverningDeskOf, allowed, refusals
from inperson.rights.notices import Notices
from inperson.rights.retention import (
    LONGEST_MEMBER,
    LONGEST_REASON,
    Category,
    Holds,
    LegalOrder,
    Retention,
)
from inperson.tenants import Action
from inperson.views import (
    WHOLE,
    Body,
    HoldList,
    HoldView,
    Moment,
    PlanView,
    RetentionView,
    SubjectRef,
    hold_view,
    plan_view,
    retention_view,
)

_Category = Annotated[Category, Field(strict=False)]
_Days = Annotated[int, Field(ge=1, le=3650), WHOLE]
_Line = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
_Order = Annotated[str, Field(min_length=1, max_length=LONGEST_MEMBER)]


class RetentionChoice(Body):
    """What a tenant chooses, in the place of what it chose before."""

    jurisdictions: list[Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")]] = Field(
        default=[], max_length=32, examples=[["EU", "US-IL"]]
    )
    days: dict[_Category, _Days] = Field(default={}, examples=[{"template": 180}])
    reasons: dict[_Category, _Line] = Field(
        default={},
        description="Why something is kept longer than by default, where a law asks for it.",
    )


class NewHold(Body):
    """A legal order that obliges the tenant to keep a subject's data. Renew it with another."""

    subject_ref: SubjectRef
    authority: _Order = Field(examples=["Amtsgericht Musterstadt"])
    instrument: _Order = Field(examples=["Beschluss 12 Gs 345/26"])
    basis: _Order = Field(examples=["StPO 94"])
    document_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Of the order as received; keep the order itself."
    )
    until: Moment = Field(description="Within a year from now.")


router = APIRouter(prefix="/v1", tags=["retention"], responses=refusals(401, 403, 422, 500, 503))


@router.get("/retention", operation_id="getRetention", dependencies=allowed(Action.SET_RETENTION))
def get_retention(desk: GoverningDeskOf) -> RetentionView:
    """Read how long each category is kept, from when that counts, and what caps it."""
    return retention_view(Retention(desk).schedule())


@router.put(
    "/retention",
    operation_id="setRetention",
    dependencies=allowed(Action.SET_RETENTION),
    responses=refusals(400, 413),
)
def set_retention(desk: GoverningDeskOf, body: RetentionChoice) -> RetentionView:
    """Choose jurisdictions and days. More than a cap allows is refused, and the cap named."""
    choice = body.jurisdictions, body.days, body.reasons
    return retention_view(Retention(desk).set(*choice, tell=Notices(desk).refresh_in))


@router.get(
    "/retention/plan",
    operation_id="planRetention",
    dependencies=allowed(Action.SET_RETENTION),
)
def plan_retention(desk: GoverningDeskOf) -> PlanView:
    """Read what is due: what the next sweep deletes, as counts."""
    return plan_view(Retention(desk).plan())


@router.post(
    "/holds",
    status_code=201,
    operation_id="placeHold",
    dependencies=allowed(Action.PLACE_HOLD),
    responses=refusals(400, 413),
)
def place_hold(desk: DeskOf, body: NewHold) -> HoldView:
    """Keep a subject's data from being deleted, enrolled or not. Its other rights stay."""
    order = LegalOrder(
        body.authority,
        body.instrument,
        body.basis,
        bytes.fromhex(body.document_sha256),
        body.until,
    )
    return hold_view(Holds(desk).place(body.subject_ref, order))


@router.get("/holds", operation_id="listHolds", dependencies=allowed(Action.PLACE_HOLD))
def list_holds(desk: DeskOf) -> HoldList:
    """List the holds, those that are over among them."""
    holds = Holds(desk).list()
    return HoldList(holds=[hold_view(each) for each in holds])


@router.delete(
    "/holds/{hold_id}",
    operation_id="releaseHold",
    dependencies=allowed(Action.PLACE_HOLD),
    responses=refusals(404),
)
def release_hold(desk: DeskOf, hold_id: str) -> HoldView:
    """End a hold before its time; what was due meanwhile goes with the next sweep."""
    return hold_view(Holds(desk).release(HoldId(hold_id)))
