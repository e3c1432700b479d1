"""`/v1/retention` and `/v1/holds`: how long things are kept, and what a legal order keeps.

Retention needs the scope `admin`, holds need the scope `disclosure`.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from inperson.core import HoldId
from inperson.http.disclosure_bodies import Moment
from inperson.http.routes import CallerOf, ServicesOf, allowed, refusals
from inperson.http.schemas import Body, SubjectRef, Whole
from inperson.rights.retention.holding import LONGEST_MEMBER, Hold, LegalOrder
from inperson.rights.retention.holds import Holds
from inperson.rights.retention.jurisdictions import Cap, Category, Trigger
from inperson.rights.retention.model import LONGEST_REASON, RetentionPolicy
from inperson.rights.retention.plans import Plan
from inperson.rights.retention.service import Retention
from inperson.tenants import Action

_Category = Annotated[Category, Field(strict=False)]
_Line = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
_Order = Annotated[str, Field(min_length=1, max_length=LONGEST_MEMBER)]


class CapView(Body):
    """What the law lets be kept at most."""

    code: str = Field(description="Of the jurisdiction.")
    law: str
    days: int
    counted_from: Trigger
    rule: str
    source: str | None


class RetentionRowView(Body):
    """How long one category is kept."""

    category: Category
    days: int
    trigger: Trigger = Field(description="What the days count from.")
    reason: str
    cap: CapView | None = Field(description="The shortest of the tenant's jurisdictions.")


class RetentionView(Body):
    """How long the tenant keeps everything."""

    jurisdictions: list[str]
    rows: list[RetentionRowView]


class RetentionChoice(Body):
    """What a tenant chooses, in the place of what it chose before."""

    jurisdictions: list[Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")]] = Field(
        default=[], max_length=32, examples=[["EU", "US-IL"]]
    )
    days: dict[_Category, Annotated[Whole, Field(ge=1, le=3650)]] = Field(
        default={}, examples=[{"template": 180}]
    )
    reasons: dict[_Category, _Line] = Field(
        default={},
        description="Why something is kept longer than by default, where a law asks for it.",
    )


class DueView(Body):
    """What is due of one category."""

    category: Category
    days: int
    due: int
    earliest: datetime | None


class PlanView(Body):
    """What a sweep deletes now."""

    at: datetime
    total: int
    due: list[DueView]


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


class HoldView(Body):
    """A hold, without whom it is about."""

    id: str
    authority: str
    instrument: str
    basis: str
    document_sha256: str
    placed_at: datetime
    placed_by: str
    until: datetime
    released_at: datetime | None


class HoldList(Body):
    """The holds of the caller's kind of token, in the order in which they were placed."""

    holds: list[HoldView]


router = APIRouter(prefix="/v1", tags=["retention"], responses=refusals(401, 403, 422, 500, 503))


@router.get("/retention", operation_id="getRetention", dependencies=allowed(Action.SET_RETENTION))
def get_retention(services: ServicesOf, caller: CallerOf) -> RetentionView:
    """Read how long each category is kept, from when that counts, and what caps it."""
    return _view(Retention(services.desks.of(caller)).policy())


@router.put(
    "/retention",
    operation_id="setRetention",
    dependencies=allowed(Action.SET_RETENTION),
    responses=refusals(400, 413),
)
def set_retention(services: ServicesOf, caller: CallerOf, body: RetentionChoice) -> RetentionView:
    """Choose jurisdictions and days. More than a cap allows is refused, and the cap named."""
    mine = Retention(services.desks.of(caller))
    return _view(mine.set(body.jurisdictions, body.days, body.reasons))


@router.get(
    "/retention/plan",
    operation_id="planRetention",
    dependencies=allowed(Action.SET_RETENTION),
)
def plan_retention(services: ServicesOf, caller: CallerOf) -> PlanView:
    """Read what is due: what the next sweep deletes, as counts."""
    return _plan(Retention(services.desks.of(caller)).plan())


@router.post(
    "/holds",
    status_code=201,
    operation_id="placeHold",
    dependencies=allowed(Action.PLACE_HOLD),
    responses=refusals(400, 413),
)
def place_hold(services: ServicesOf, caller: CallerOf, body: NewHold) -> HoldView:
    """Keep a subject's data from being deleted, enrolled or not. Its other rights stay."""
    order = LegalOrder(
        body.authority,
        body.instrument,
        body.basis,
        bytes.fromhex(body.document_sha256),
        body.until,
    )
    return _hold(Holds(services.desks.of(caller)).place(body.subject_ref, order))


@router.get("/holds", operation_id="listHolds", dependencies=allowed(Action.PLACE_HOLD))
def list_holds(services: ServicesOf, caller: CallerOf) -> HoldList:
    """List the holds, those that are over among them."""
    holds = Holds(services.desks.of(caller)).list()
    return HoldList(holds=[_hold(each) for each in holds])


@router.delete(
    "/holds/{hold_id}",
    operation_id="releaseHold",
    dependencies=allowed(Action.PLACE_HOLD),
    responses=refusals(404),
)
def release_hold(services: ServicesOf, caller: CallerOf, hold_id: str) -> HoldView:
    """End a hold before its time; what was due meanwhile goes with the next sweep."""
    return _hold(Holds(services.desks.of(caller)).release(HoldId(hold_id)))


def _view(policy: RetentionPolicy) -> RetentionView:
    return RetentionView(
        jurisdictions=[each.code for each in policy.jurisdictions],
        rows=[
            RetentionRowView(
                category=row.category,
                days=row.days,
                trigger=row.trigger,
                reason=row.reason,
                cap=None if row.cap is None else _cap(row.cap),
            )
            for row in policy.rows()
        ],
    )


def _cap(cap: Cap) -> CapView:
    return CapView(
        code=cap.code,
        law=cap.law,
        days=cap.days,
        counted_from=cap.counted_from,
        rule=cap.rule,
        source=cap.source,
    )


def _plan(plan: Plan) -> PlanView:
    due = [
        DueView(category=each.category, days=each.days, due=each.count, earliest=each.earliest)
        for each in plan.due
    ]
    return PlanView(at=plan.at, total=plan.total, due=due)


def _hold(hold: Hold) -> HoldView:
    stored, order = hold.stored, hold.order
    return HoldView(
        id=stored.id,
        authority=order.authority,
        instrument=order.instrument,
        basis=order.basis,
        document_sha256=stored.document_sha256.hex(),
        placed_at=stored.placed_at,
        placed_by=stored.placed_by,
        until=stored.until,
        released_at=stored.released_at,
    )
