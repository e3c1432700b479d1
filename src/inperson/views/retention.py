"""Retention and holds, as both doors show them."""

from datetime import datetime

from pydantic import Field

from inperson.rights.retention import Category, Hold, Plan, RetentionSchedule, Trigger
from inperson.views.body import Body, view_of


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


def retention_view(schedule: RetentionSchedule) -> RetentionView:
    """Render how long everything is kept."""
    return RetentionView(
        jurisdictions=[each.code for each in schedule.jurisdictions],
        rows=[
            view_of(
                RetentionRowView, row, cap=None if row.cap is None else view_of(CapView, row.cap)
            )
            for row in schedule.rows()
        ],
    )


def plan_view(plan: Plan) -> PlanView:
    """Render what a sweep deletes now."""
    due = [view_of(DueView, each, due=each.count) for each in plan.due]
    return view_of(PlanView, plan, due=due)


def hold_view(hold: Hold) -> HoldView:
    """Render a hold."""
    return view_of(HoldView, hold.stored, hold.order)
