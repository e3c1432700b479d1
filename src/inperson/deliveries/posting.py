"""Putting a message into a silo, in the transaction that makes what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inperson.core import Clock, DeliveryId, Entropy, RequestId, new_delivery_id, rfc3339
from inperson.deliveries.events import event_named, told
from inperson.deliveries.model import Delivery, DeliveryKind
from inperson.deliveries.ports import DeliveryRows
from inperson.deliveries.targets import WebhookTarget
from inperson.desks import SettingRows, open_record, seal_record, setting_id
from inperson.tenants import Transaction
from inperson.vault import TenantVault

WEBHOOK = "webhook"
"""The tenant's setting."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where one tenant's messages are put. It sends nothing: `Outbox.run_due` does."""

    vault: TenantVault
    clock: Clock
    entropy: Entropy

    def put(
        self,
        tx: Transaction,
        kind: DeliveryKind,
        event_type: str,
        data: Mapping[str, Any],
        *,
        request_id: RequestId | None = None,
    ) -> DeliveryId | None:
        """Put a message, to be sent once the transaction has committed.

        Args:
            tx: the transaction that makes what the message is about.
            kind: whom it is for.
            event_type: of a webhook, an `events.EventType`; of a cascade, the kind of request.
            data: of a webhook, members that `events.told` knows; of a cascade, the JSON body of
                the other server's `POST /v1/privacy-requests`; of a logout, a `SignIn`'s;
                of a ping, a `checks.Ping`'s.
            request_id: the privacy request that it serves.

        Returns:
            Its id; None if it is a webhook that the tenant does not want.

        Raises:
            EventMalformed: if a webhook would tell something personal.

        """
        now = self.clock.now()
        if kind is DeliveryKind.WEBHOOK:
            event = event_named(event_type)
            payload = told(event, now, data)
            target = self.webhook(tx)
            if target is None or not target.wants(event):
                return None
        else:
            payload = {"type": event_type, "timestamp": rfc3339(now), "data": dict(data)}
        delivery_id = new_delivery_id(self.entropy)
        sealed = seal_record(self.vault, delivery_id, payload)
        message = Delivery(delivery_id, kind, request_id, now, now, payload=sealed)
        tx.rows(DeliveryRows).add_delivery(message)
        return delivery_id

    def webhook(self, tx: Transaction) -> WebhookTarget | None:
        """Return the tenant's webhook, or None."""
        sealed = tx.rows(SettingRows).tenant_document(WEBHOOK)
        if sealed is None:
            return None
        return WebhookTarget.of(open_record(self.vault, setting_id(WEBHOOK), sealed))
