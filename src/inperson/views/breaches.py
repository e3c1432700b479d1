"""Breaches of security, as a controller is told of them (GDPR Art. 33(2) and (3))."""

from datetime import datetime

from pydantic import Field

from inperson.rights.breaches import Breach, BreachState
from inperson.views.body import Body, view_of


class BreachNotice(Body):
    """What a controller is told of a breach. The other tenants are not in it."""

    breach_id: str
    state: BreachState
    noticed_at: datetime
    due_at: datetime
    overdue: bool
    nature: str
    categories: str
    people_approximately: int
    records_approximately: int
    consequences: str
    measures: str
    contact: str


class BreachCase(BreachNotice):
    """What a controller is told of a breach, and how far it is."""

    controllers_notified_at: datetime | None = Field(
        description="When every controller was told; null while some are still being told."
    )
    authority_notified_at: datetime | None = Field(
        description="When the operator said that the supervisory authority was told."
    )
    closed_at: datetime | None
    closed_because: str | None = Field(description="Why no authority was told, where none was.")


class BreachList(Body):
    """The breaches that a controller was told of, in the order in which they were noticed."""

    breaches: list[BreachCase]


class BreachView(BreachNotice):
    """An entry of the register, as the operator sees it."""

    tenants: list[str]


def breach_view(breach: Breach, now: datetime) -> BreachView:
    """Render an entry of the register."""
    return view_of(BreachView, breach_notice(breach, now), breach)


def breach_case(breach: Breach, now: datetime) -> BreachCase:
    """Render a breach for one of its controllers."""
    return view_of(BreachCase, breach_notice(breach, now), breach)


def breach_notice(breach: Breach, now: datetime) -> BreachNotice:
    """Render what a controller is told.

    Args:
        breach: what it is about.
        now: tells whether the 72 hours are over.

    """
    return view_of(
        BreachNotice,
        breach,
        breach.facts,
        breach_id=breach.id,
        overdue=breach.overdue(now),
        people_approximately=breach.facts.people,
        records_approximately=breach.facts.records,
    )
