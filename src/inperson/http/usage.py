"""`/v1/usage` and `/v1/usage-reports`: a tenant reads its counts, a private client reports its own.

Counts need the scope `usage`. A report needs no app token: the signature of a registered key says
whose it is. docs/formats/usage-report.md.
"""

from fastapi import APIRouter, Response
from pydantic import Field

from inperson.http.routes import GoverningDeskOf, ServicesOf, allowed, refusals
from inperson.rights import usage_book
from inperson.tenants import Action
from inperson.usage import LONGEST
from inperson.views import Body, ReceiptView, UsageView, period_view


class NewReport(Body):
    """A usage report, as `inperson usage report` prints it."""

    report: str = Field(
        max_length=LONGEST, pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"
    )


router = APIRouter(prefix="/v1/usage", tags=["usage"], responses=refusals(401, 403, 422, 500, 503))
public = APIRouter(
    prefix="/v1/usage-reports", tags=["usage"], responses=refusals(401, 422, 500, 503)
)


@router.get("", operation_id="getUsage", dependencies=allowed(Action.READ_USAGE))
def get_usage(desk: GoverningDeskOf) -> UsageView:
    """Read your exact counts, of all app tokens together."""
    book = usage_book(desk)
    return UsageView(periods=[period_view(each) for each in book.periods()])


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
