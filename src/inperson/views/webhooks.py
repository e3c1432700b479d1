"""A tenant's webhook, as both doors show it."""

from datetime import datetime

from pydantic import Field

from inperson.deliveries import EventType, WebhookStatus, WebhookTarget
from inperson.views.body import Body, view_of


class NewSecretView(Body):
    """The webhook's secret, which is shown this once."""

    url: str
    events: list[EventType]
    secret: str = Field(
        description="Check the signatures with it: docs/webhooks.md. The secret before signs "
        "beside it for 24 hours."
    )


class WebhookView(Body):
    """The tenant's webhook, and how its messages are doing."""

    url: str
    events: list[EventType]
    set_at: datetime
    pending: int = Field(description="Messages that did not arrive yet.")
    failed: int = Field(
        description="Messages that were given up after 30 days. They stay: `inperson webhooks "
        "retry` sends them again."
    )
    last_failure: str | None = Field(
        description="Why the newest of those did not arrive, such as `timeout` or `http_500`."
    )


class TestView(Body):
    """The test message that is on its way."""

    webhook_id: str


def secret_view(target: WebhookTarget) -> NewSecretView:
    """Render a webhook that was just set, with its secret."""
    return view_of(NewSecretView, target, events=sorted(target.events))


def webhook_view(status: WebhookStatus) -> WebhookView:
    """Render a webhook and how its messages are doing."""
    target, counts = status.target, status.counts
    return view_of(WebhookView, target, counts, events=sorted(target.events))
