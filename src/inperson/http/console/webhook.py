"""`/console/tenants/{tenant_id}/webhook`: where the tenant is told what, and what did not arrive.

Its secret is in one answer of a script, and in no page.
"""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.audit import Act
from inperson.deliveries import (
    Delivery,
    DeliveryKind,
    EventType,
    Outbox,
    WebhookMissing,
    Webhooks,
)
from inperson.desks import GoverningDesk
from inperson.http.console.doors import FRESH, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, about, asked_on, words
from inperson.http.errors import RequestSchemaInvalid
from inperson.tenants import Action
from inperson.views import webhook_view

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/webhook",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.SET_WEBHOOK)],
)


@router.get("")
def show_webhook(here: AtTenantOf) -> Response:
    """Show the webhook, and each message that did not arrive, with what it tells."""
    desk = here.governing()
    outbox = Outbox(desk)
    try:
        webhook = webhook_view(Webhooks(desk).status())
    except WebhookMissing:
        webhook = None
    return here.show(
        "webhook.html",
        webhook=webhook,
        failed=[_row(desk, each) for each in outbox.failed()],
        pending=[_row(desk, each) for each in outbox.pending()],
        events=[each for each in EventType if each is not EventType.WEBHOOK_TEST],
    )


@router.post("", dependencies=[FRESH])
@asked_on(show_webhook)
def set_webhook(here: AtTenantOf, form: FormOf) -> Response:
    """Set the webhook, or replace it, with a new secret that is shown this once."""
    events = [each for each in EventType if form.get(f"event_{each.value}")]
    if not events:
        raise RequestSchemaInvalid("Say what is to be told.", field="events")
    with about("url"):
        target = Webhooks(here.governing()).set(words(form, "url"), events)
    return JSONResponse({"title": "The webhook's new secret", "secret": target.secret})


@router.post("/test")
def send_test(here: AtTenantOf) -> Response:
    """Put a test message, which is sent like every other."""
    Webhooks(here.governing()).test()
    return here.back("webhook", "webhook_tested")


@router.post("/retry")
def retry(here: AtTenantOf) -> Response:
    """Let what was given up be sent again, by the upkeep."""
    desk = here.governing()
    desk.note(Act.CHORE_RUN, purpose="deliveries")
    Outbox(desk).retry()
    return here.back("webhook", "deliveries_retried")


@router.post("/remove", dependencies=[FRESH])
def remove_webhook(here: AtTenantOf) -> Response:
    """End the webhook, and forget what was still to be sent to it."""
    Webhooks(here.governing()).remove()
    return here.back("webhook", "webhook_removed")


def _row(desk: GoverningDesk, delivery: Delivery) -> tuple[Delivery, Any]:
    """Return a message with what it tells; of one to another server, only that it is one."""
    if delivery.kind is DeliveryKind.CASCADE or delivery.payload is None:
        return delivery, "another server"
    return delivery, desk.open(delivery.id, delivery.payload).get("type", "")
