"""`/console/tenants`: the operator's tenants, and a tenant's first page with its own figures."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import (
    OPERATOR,
    ConsoleOf,
    ConsoleRoute,
    FormOf,
    ServicesOf,
    TenantOf,
    VisitorOf,
    may,
    own_page,
)
from inperson.http.console.overview import figures_of
from inperson.http.console.pages import back, show
from inperson.tenants import Action
from inperson.views import tenant_view

router = APIRouter(
    prefix="/console/tenants",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[OPERATOR])
def list_tenants(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, said: str = ""
) -> Response:
    """List the tenants."""
    every = [tenant_view(each) for each in services.tenants.tenants()]
    return show("tenants.html", visitor, console.clock, said=said, tenants=every)


@router.post("", dependencies=[OPERATOR])
def create_tenant(console: ConsoleOf, visitor: VisitorOf, form: FormOf) -> Response:
    """Create a tenant with its own keys and data store."""
    made = console.add_tenant(form.get("name", ""), visitor.actor)
    return back(f"/console/tenants/{made.id}", "tenant_created")


@router.get("/{tenant_id}", dependencies=[may(Action.READ_USAGE)])
def get_tenant(
    console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, said: str = ""
) -> Response:
    """Show a tenant: to its own staff with its figures, to an operator without."""
    if visitor.person.tenant_id is None:
        return show("tenant.html", visitor, console.clock, tenant, said)
    plots = figures_of(console.open_figures(tenant.id), console.clock.now())
    return show("overview.html", visitor, console.clock, tenant, said, **plots)
