"""`/console/tenants/{tenant_id}/holds`: what legal orders keep, and the end of it."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import HoldId
from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, day_of, digest_of, one, words
from inperson.rights.retention import HoldNotFound, Holds, LegalOrder
from inperson.tenants import Action, TokenKind
from inperson.views import hold_view

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/holds",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.PLACE_HOLD)],
)


@router.get("")
def list_holds(here: AtTenantOf) -> Response:
    """List the holds of both kinds of token, the latest first, and about nobody by name."""
    found = [
        (hold_view(hold), kind, hold.stored.stands(here.console.clock.now()))
        for kind in TokenKind
        for hold in Holds(here.desk(kind)).list()
    ]
    found.sort(key=lambda each: (each[0].placed_at, each[0].id), reverse=True)
    return here.show("holds.html", holds=found)


@router.post("")
@asked_on(list_holds)
def place_hold(here: AtTenantOf, form: FormOf) -> Response:
    """Keep a subject's data from being deleted, as an order obliges the tenant."""
    order = LegalOrder(
        words(form, "authority"),
        words(form, "instrument"),
        words(form, "basis"),
        digest_of(form, "document_sha256"),
        day_of(form, "until"),
    )
    desk = here.desk(one(TokenKind, form, "kind"))
    Holds(desk).place(form.get("subject_ref", ""), order)
    return here.back("holds", "hold_placed")


@router.post("/{hold_id}/release")
def release_hold(here: AtTenantOf, hold_id: str) -> Response:
    """End a hold before its time."""
    asked = HoldId(hold_id)
    here.found(lambda desk: Holds(desk).release(asked), HoldNotFound)
    return here.back("holds", "hold_released")
