"""`/console/tenants/{tenant_id}/disclosures`: a second person approves, by name and by passkey."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import DisclosureId, TenantId
from inperson.http.console.doors import (
    FRESH,
    ConsoleOf,
    ConsoleRoute,
    FormOf,
    ServicesOf,
    TenantOf,
    VisitorOf,
    may,
    own_page,
)
from inperson.http.console.pages import back, show
from inperson.http.services import Services
from inperson.people import Visitor
from inperson.rights.disclosures import OPEN, DisclosureNotFound, Disclosures
from inperson.tenants import Action, TokenKind
from inperson.views import disclosure_view

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/disclosures",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_DISCLOSURES)])
def list_disclosures(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, said: str = ""
) -> Response:
    """List the disclosures that are open, with what they say and about nobody by name."""
    found = []
    for kind in TokenKind:
        for disclosure, contents in _mine(services, tenant.id, kind, visitor).list():
            if disclosure.state in OPEN and disclosure.open_at(console.clock.now()):
                found.append(disclosure_view(disclosure, contents))
    found.sort(key=lambda each: (each.proposed_at, each.id))
    return show("disclosures.html", visitor, console.clock, tenant, said, disclosures=found)


@router.post("/{disclosure_id}/approve", dependencies=[may(Action.APPROVE_DISCLOSURE), FRESH])
def approve(
    services: ServicesOf,
    console: ConsoleOf,
    visitor: VisitorOf,
    tenant: TenantOf,
    disclosure_id: str,
) -> Response:
    """Approve a legal request as a second person."""
    mine = _find(services, tenant.id, visitor, disclosure_id)
    tokens, staff = services.tenants.tokens(tenant.id), console.staff.people.of(tenant.id)
    mine.approve(DisclosureId(disclosure_id), tokens, staff)
    return back(f"/console/tenants/{tenant.id}/disclosures", "disclosure_approved")


@router.post("/{disclosure_id}/refuse", dependencies=[may(Action.APPROVE_DISCLOSURE)])
def refuse(
    services: ServicesOf,
    visitor: VisitorOf,
    tenant: TenantOf,
    disclosure_id: str,
    form: FormOf,
) -> Response:
    """Refuse a disclosure, and say why."""
    mine = _find(services, tenant.id, visitor, disclosure_id)
    mine.refuse(DisclosureId(disclosure_id), form.get("reason", ""))
    return back(f"/console/tenants/{tenant.id}/disclosures", "disclosure_refused")


def _mine(
    services: Services, tenant_id: TenantId, kind: TokenKind, visitor: Visitor
) -> Disclosures:
    return Disclosures(services.desks.of(visitor.authority(tenant_id).over(kind)))


def _find(
    services: Services, tenant_id: TenantId, visitor: Visitor, disclosure_id: str
) -> Disclosures:
    """Return the tenant's disclosures of the kind of token that this one is of."""
    for kind in TokenKind:
        mine = _mine(services, tenant_id, kind, visitor)
        try:
            mine.get(DisclosureId(disclosure_id))
        except DisclosureNotFound:
            continue
        return mine
    raise DisclosureNotFound("There is no such disclosure.")
