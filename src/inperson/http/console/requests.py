"""`/console/tenants/{tenant_id}/requests`: what subjects asked for, and by when it is due."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.rights.requests import OPEN, PrivacyRequest, RequestRows
from inperson.tenants import Action, TokenKind
from inperson.views import summary

_MOST = 500

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/requests",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_REQUESTS)])
def list_requests(here: AtTenantOf) -> Response:
    """List the open requests, those due first in front. What they say in words is not opened."""
    found: list[PrivacyRequest] = []
    for kind in TokenKind:
        desk = here.desk(kind)
        with desk.silo.read() as tx:
            for state in OPEN:
                found += tx.rows(RequestRows).requests(kind, state, None, _MOST)
    found.sort(key=lambda each: (each.due_at, each.id))
    return here.show("requests.html", requests=[summary(each) for each in found])
