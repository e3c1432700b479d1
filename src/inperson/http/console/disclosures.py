"""`/console/tenants/{tenant_id}/disclosures`: a second person approves, by name and by passkey."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import DisclosureId
from inperson.http.console.doors import (
    FRESH,
    AtTenant,
    AtTenantOf,
    ConsoleRoute,
    FormOf,
    may,
    own_page,
)
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
def list_disclosures(here: AtTenantOf) -> Response:
    """List the disclosures that are open, with what they say and about nobody by name."""
    found = []
    for kind in TokenKind:
        for disclosure, contents in Disclosures(here.desk(kind)).list():
            if disclosure.state in OPEN and disclosure.open_at(here.console.clock.now()):
                found.append(disclosure_view(disclosure, contents))
    found.sort(key=lambda each: (each.proposed_at, each.id))
    return here.show("disclosures.html", disclosures=found)


@router.post("/{disclosure_id}/approve", dependencies=[may(Action.APPROVE_DISCLOSURE), FRESH])
def approve(here: AtTenantOf, disclosure_id: str) -> Response:
    """Approve a legal request as a second person."""
    mine = _find(here, disclosure_id)
    tokens = here.services.tenants.tokens(here.tenant.id)
    staff = here.console.staff.people.of(here.tenant.id)
    mine.approve(DisclosureId(disclosure_id), tokens, staff)
    return here.back("disclosures", "disclosure_approved")


@router.post("/{disclosure_id}/refuse", dependencies=[may(Action.APPROVE_DISCLOSURE)])
def refuse(here: AtTenantOf, disclosure_id: str, form: FormOf) -> Response:
    """Refuse a disclosure, and say why."""
    mine = _find(here, disclosure_id)
    mine.refuse(DisclosureId(disclosure_id), form.get("reason", ""))
    return here.back("disclosures", "disclosure_refused")


def _find(here: AtTenant, disclosure_id: str) -> Disclosures:
    """Return the tenant's disclosures of the kind of token that this one is of."""
    for kind in TokenKind:
        mine = Disclosures(here.desk(kind))
        try:
            mine.get(DisclosureId(disclosure_id))
        except DisclosureNotFound:
            continue
        return mine
    raise DisclosureNotFound("There is no such disclosure.")
