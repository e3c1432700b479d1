"""What was used, as both doors show it."""

from typing import Annotated

from pydantic import Field

from inperson.tenants import TokenKind
from inperson.usage import Outcome, PeriodUsage
from inperson.views.body import Body, Whole, view_of

PeriodText = Annotated[str, Field(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$", examples=["2026-11"])]


class CountView(Body):
    """How many sessions ended in one way."""

    kind: str = Field(description="`enroll`, `authenticate` or `liveness`.")
    outcome: Outcome
    token_kind: TokenKind
    count: Whole


class ActiveView(Body):
    """How many subjects had at least one decided session."""

    developer: Whole
    production: Whole


class PeriodView(Body):
    """What was used in one month."""

    period: PeriodText
    closed: bool = Field(description="Nothing changes it any more.")
    counts: list[CountView]
    active_subjects: ActiveView


class UsageView(Body):
    """What was used, month by month. Nothing finer is counted."""

    periods: list[PeriodView]


class ReceiptView(Body):
    """What has arrived."""

    client_id: str
    number: Whole
    period: PeriodText
    sha256: str = Field(description="Of the report's text, in hex.")


def period_view(usage: PeriodUsage) -> PeriodView:
    """Render what was used in one month."""
    return PeriodView(
        period=usage.period.text,
        closed=usage.closed,
        counts=[
            view_of(CountView, each, count=count) for each, count in sorted(usage.counts.items())
        ],
        active_subjects=ActiveView(
            developer=usage.active_subjects.get(TokenKind.DEVELOPER, 0),
            production=usage.active_subjects.get(TokenKind.PRODUCTION, 0),
        ),
    )
