"""`/v1/usage` and `/v1/usage-reports`: a tenant reads its counts, a private client reports its own.

Counts need the scope `usage`. A report needs no app token: the signature of a registered key says
whose it is. docs/formats/usage-report.md.
"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from inperson.http.routes import CallerOf, ServicesOf, allowed, refusals
from inperson.http.schemas import Body, Whole
from inperson.rights.billing import usage_book
from inperson.tenants import Action, TokenKind
from inperson.usage import Outcome, PeriodUsage
from inperson.usage.report import LONGEST

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


class NewReport(Body):
    """A usage report, as `inperson usage report` prints it."""

    report: str = Field(
        max_length=LONGEST, pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"
    )


class ReceiptView(Body):
    """What has arrived."""

    client_id: str
    number: Whole
    period: PeriodText
    sha256: str = Field(description="Of the report's text, in hex.")


router = APIRouter(prefix="/v1/usage", tags=["usage"], responses=refusals(401, 403, 422, 500, 503))
public = APIRouter(
    prefix="/v1/usage-reports", tags=["usage"], responses=refusals(401, 422, 500, 503)
)


@router.get("", operation_id="getUsage", dependencies=allowed(Action.READ_USAGE))
def get_usage(services: ServicesOf, caller: CallerOf) -> UsageView:
    """Read your exact counts, of all app tokens together."""
    book = usage_book(services.desks.of(caller))
    return UsageView(periods=[_period(each) for each in book.periods()])


@public.post(
    "",
    operation_id="sendUsageReport",
    status_code=201,
    responses={
        200: {"model": ReceiptView, "description": "It had arrived before"},
        **refusals(400, 409, 413),
    },
)
def send_usage_report(services: ServicesOf, response: Response, body: NewReport) -> ReceiptView:
    """Send a usage report. Sent again, it is answered as it was."""
    received, new = services.clients.receive(body.report)
    response.status_code = 201 if new else 200
    return ReceiptView(
        client_id=received.client_id,
        number=received.number,
        period=received.period,
        sha256=received.sha256,
    )


def _period(usage: PeriodUsage) -> PeriodView:
    return PeriodView(
        period=usage.period.text,
        closed=usage.closed,
        counts=[
            CountView(kind=each.kind, outcome=each.outcome, token_kind=each.token_kind, count=count)
            for each, count in sorted(usage.counts.items())
        ],
        active_subjects=ActiveView(
            developer=usage.active_subjects.get(TokenKind.DEVELOPER, 0),
            production=usage.active_subjects.get(TokenKind.PRODUCTION, 0),
        ),
    )
