"""`/console/usage`, and that of a tenant: what is billed, as a page and as CSV."""

from collections.abc import Sequence

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
from inperson.usage import Cloud, CustomerUsage, as_csv

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
    """Return the same as CSV."""
    return _csv(_clients(console) or ())


@router.get("/tenants/{tenant_id}/usage")
def get_usage(here: AtTenantOf) -> Response:
    """Show what one tenant used."""
    clients = _own(here.console, here.tenant)
    return here.show("usage.html", clients=clients, base=f"{here.base}/usage")


@router.get("/tenants/{tenant_id}/usage.csv")
def get_csv(here: AtTenantOf) -> Response:
    """Return the same as CSV."""
    return _csv(_own(here.console, here.tenant) or ())


def _clients(console: ConsoleServices) -> Sequence[CustomerUsage] | None:
    if console.usage is None:
        return None
    found = console.usage.all_clients_usage()
    return sorted(found, key=lambda each: (each.usage.period, each.name), reverse=True)


def _own(console: ConsoleServices, tenant: Tenant) -> Sequence[CustomerUsage] | None:
    if console.usage is None:
        return None
    used = sorted(console.usage.tenant_usage(tenant.id), key=lambda each: each.period, reverse=True)
    return [CustomerUsage(tenant.id, tenant.name, Cloud.MANAGED, each) for each in used]


def _csv(clients: Sequence[CustomerUsage]) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="usage.csv"'}
    return Response(as_csv(clients), media_type="text/csv; charset=utf-8", headers=headers)
