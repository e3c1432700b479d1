"""`/console/tenants/{tenant_id}/breaches`: the case files of what a tenant was told of."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.tenants import Action
from inperson.views import breach_case

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/breaches",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_BREACHES)])
def list_breaches(here: AtTenantOf) -> Response:
    """Show each breach as a case file, the latest first, with what is left of its 72 hours."""
    now = here.console.clock.now()
    told = here.services.breaches.told(here.tenant.id)
    return here.show("breaches.html", breaches=[breach_case(each, now) for each in told[::-1]])
