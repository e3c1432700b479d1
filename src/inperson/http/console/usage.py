"""`/console/usage` and `/console/tenants/{tenant_id}/usage`: what is billed, as a page and as CSV.

A cell that a spreadsheet would take for a formula gets an apostrophe in front: a client's name is
somebody else's text.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import (
    OPERATOR,
    AtTenantOf,
    ConsoleOf,
    ConsoleRoute,
    HereOf,
    may,
    own_page,
)
from inperson.http.console_services import ConsoleServices
from inperson.tenants import Action, Tenant
from inperson.usage import PeriodUsage

HEAD = ("client", "period", "kind", "outcome", "token kind", "count")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Client = tuple[str, str, PeriodUsage]

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.READ_USAGE)],
)


@router.get("/usage", dependencies=[OPERATOR])
def get_all_usage(here: HereOf) -> Response:
    """Show what every client used, managed or private."""
    return here.show("usage.html", clients=_clients(here.console), base=f"{here.base}/usage")


@router.get("/usage.csv", dependencies=[OPERATOR])
def get_all_csv(console: ConsoleOf) -> Response:
    """Return the same as invoice lines."""
    return _csv("usage.csv", _clients(console) or ())


@router.get("/tenants/{tenant_id}/usage")
def get_usage(here: AtTenantOf) -> Response:
    """Show what one tenant used."""
    clients = _own(here.console, here.tenant)
    return here.show("usage.html", clients=clients, base=f"{here.base}/usage")


@router.get("/tenants/{tenant_id}/usage.csv")
def get_csv(here: AtTenantOf) -> Response:
    """Return the same as invoice lines."""
    return _csv("usage.csv", _own(here.console, here.tenant) or ())


def _clients(console: ConsoleServices) -> Sequence[Client] | None:
    if console.usage is None:
        return None
    found = console.usage.all_clients()
    return sorted(found, key=lambda each: (each[2].period, each[0]), reverse=True)


def _own(console: ConsoleServices, tenant: Tenant) -> Sequence[Client] | None:
    if console.usage is None:
        return None
    used = sorted(console.usage.tenant_usage(tenant.id), key=lambda each: each.period, reverse=True)
    return [(tenant.name, "managed", each) for each in used]


def _csv(name: str, clients: Iterable[Client]) -> Response:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for client, _, usage in clients:
        for operation, count in sorted(usage.counts.items()):
            texts = (client, str(usage.period), operation.kind, operation.outcome.value)
            rows.writerow([*map(plain, texts), operation.token_kind.value, count])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
