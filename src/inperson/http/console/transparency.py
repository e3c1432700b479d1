"""`/console/tenants/{tenant_id}/transparency`: a year in bands, as `inperson transparency` says."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.errors import RequestSchemaInvalid
from inperson.rights import TransparencyReport, YearCounts, breaches_of
from inperson.tenants import Action

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/transparency",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_AUDIT)])
def show_report(here: AtTenantOf, year: int | None = None) -> Response:
    """Show what was asked of the tenant, and disclosed by it, in one year; by default the last."""
    tenant, clock = here.tenant, here.console.clock
    chosen = clock.now().year if year is None else year
    years = range(clock.now().year, tenant.created_at.year - 1, -1)
    if chosen not in years:
        raise RequestSchemaInvalid("There is no report of that year.")
    counts = YearCounts.of(here.console.open_figures(tenant.id), chosen, clock.now())
    breaches = breaches_of(here.services.breaches.list(), chosen, tenant.id)
    return here.show(
        "transparency.html",
        report=TransparencyReport.of(tenant.name, chosen, counts, breaches, clock),
        years=years,
    )
