"""`/v1/webhook`: where a tenant is told what happens. All routes need the scope `admin`."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from inperson.deliveries import LONGEST_URL, EventType, Webhooks
from inperson.http.routes import GoverningDeskOf, allowed, refusals
from inperson.tenants import Action
from inperson.views import Body, NewSecretView, TestView, WebhookView, secret_view, webhook_view

_Event = Annotated[EventType, Field(strict=False)]


class NewWebhook(Body):
    """Where to tell what."""

    url: str = Field(
        max_length=LONGEST_URL,
        pattern=r"^https?://[!-~]+$",
        description="`https://`, without user name and password; `http://` to this machine only. "
        "Link-local addresses, and this server itself, are refused.",
        examples=["https://shop.example/hooks/inperson"],
    )
    events: Annotated[list[_Event], Field(min_length=1, max_length=len(EventType))] = Field(
        description="What to tell. `webhook.test` is told in any case.",
        examples=[["session.decided", "privacy_request.received"]],
    )


router = APIRouter(
    prefix="/v1/webhook", tags=["webhook"], responses=refusals(401, 403, 422, 500, 503)
)


@router.put(
    "",
    operation_id="setWebhook",
    dependencies=allowed(Action.SET_WEBHOOK),
    responses=refusals(400, 413),
)
def set_webhook(desk: GoverningDeskOf, body: NewWebhook) -> NewSecretView:
    """Set the tenant's webhook, or replace it, with a new secret."""
    return secret_view(Webhooks(desk).set(body.url, body.events))


@router.get(
    "",
    operation_id="getWebhook",
    dependencies=allowed(Action.SET_WEBHOOK),
    responses=refusals(404),
)
def get_webhook(desk: GoverningDeskOf) -> WebhookView:
    """Read the tenant's webhook, without its secret."""
    return webhook_view(Webhooks(desk).status())


@router.delete(
    "",
    status_code=204,
    operation_id="removeWebhook",
    dependencies=allowed(Action.SET_WEBHOOK),
    responses=refusals(404),
)
def remove_webhook(desk: GoverningDeskOf) -> Response:
    """End the tenant's webhook. What was still to be sent to it is forgotten."""
    Webhooks(desk).remove()
    return Response(status_code=204)


@router.post(
    "/test",
    status_code=202,
    operation_id="testWebhook",
    dependencies=allowed(Action.SET_WEBHOOK),
    responses=refusals(404),
)
def test_webhook(desk: GoverningDeskOf) -> TestView:
    """Send a `webhook.test` within seconds; `GET /v1/webhook` says if it did not arrive."""
    return TestView(webhook_id=Webhooks(desk).test())
