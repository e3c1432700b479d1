"""`/console/tenants`: the operator's tenants, and a tenant's first page with its own figures."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import OPERATOR, AtTenantOf, ConsoleRoute, HereOf, may, own_page
from inperson.http.console.forms import FormOf, asked_on
from inperson.http.console.overview import figures_of
from inperson.http.console.pages import back
from inperson.tenants import Action
from inperson.views import tenant_view

router = APIRouter(
    prefix="/console/tenants",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[OPERATOR])
def list_tenants(here: HereOf) -> Response:
    """List the tenants."""
    every = [tenant_view(each) for each in here.services.tenants.tenants()]
    return here.show("tenants.html", tenants=every)


@router.post("", dependencies=[OPERATOR])
@asked_on(list_tenants)
def create_tenant(here: HereOf, form: FormOf) -> Response:
    """Create a tenant with its own keys and data store."""
    made = here.console.add_tenant(form.get("name", ""), here.visitor.actor)
    return back(f"/console/tenants/{made.id}", "tenant_created")


@router.get("/{tenant_id}", dependencies=[may(Action.READ_USAGE)])
def get_tenant(here: AtTenantOf) -> Response:
    """Show a tenant: to its own staff with its figures, to an operator without."""
    if here.visitor.person.tenant_id is None:
        return here.show("tenant.html")
    plots = figures_of(here.console.open_figures(here.tenant.id), here.console.clock.now())
    return here.show("overview.html", **plots)
