"""The use cases about a tenant's webhook: set it, look at it, try it, end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from inperson.audit import Act
from inperson.core import DeliveryId
from inperson.deliveries import schedule
from inperson.deliveries.errors import WebhookMissing
from inperson.deliveries.events import EventType
from inperson.deliveries.model import Backlog, DeliveryKind
from inperson.deliveries.ports import DeliveryRows
from inperson.deliveries.posting import WEBHOOK, Post
from inperson.deliveries.reach import Reachable
from inperson.deliveries.signing import new_secret
from inperson.deliveries.targets import EarlierSecret, WebhookTarget, admit
from inperson.desks import GoverningDesk
from inperson.tenants import Transaction

OVERLAP = timedelta(hours=24)
"""For so long a secret that was replaced signs on."""
_DROPPED = "dropped"
_EARLIER = 3
"""So many of them at most: each is a signature in every message."""


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """A tenant's webhook, and how its messages are doing."""

    target: WebhookTarget
    counts: Backlog


class Webhooks:
    """One tenant's webhook."""

    def __init__(self, desk: GoverningDesk) -> None:
        self._desk = desk
        self._post = Post(desk.vault, desk.clock, desk.entropy)

    def set(self, url: str, events: Iterable[EventType]) -> WebhookTarget:
        """Set the receiver, or replace it, with a new secret.

        The secret before signs beside the new one for a day. What is still to be sent goes to the
        new receiver.

        Args:
            url: as `targets.parse_url` wants it.
            events: what it is told.

        Returns:
            The webhook with its secret, which is shown this once.

        Raises:
            OutboundClosed: if this server sends nothing.
            AddressRefused: if nothing is delivered to the URL.
            AuditUnavailable: if it cannot be recorded; then nothing changed.

        """
        self._desk.require_outbound()
        admit(url, Reachable(self._desk.facts.delivery_networks))
        now = self._desk.clock.now()
        wanted = frozenset(events) - {EventType.WEBHOOK_TEST}
        with self._desk.silo.begin() as tx:
            before = self._post.webhook(tx)
            earlier: tuple[EarlierSecret, ...] = ()
            if before is not None:
                kept = [each for each in before.earlier if now < each.until]
                earlier = (EarlierSecret(before.secret, now + OVERLAP), *kept)[:_EARLIER]
            secret = new_secret(self._desk.entropy)
            target = WebhookTarget(url, secret, wanted, now, earlier)
            self._desk.keep_setting(tx, WEBHOOK, target.content())
            self._desk.note(Act.SETTINGS_CHANGED, purpose=WEBHOOK)
        return target

    def status(self) -> WebhookStatus:
        """Return the webhook, and how its messages are doing.

        Raises:
            WebhookMissing: if there is none.

        """
        with self._desk.silo.read() as tx:
            target = self._existing(tx)
            counts = tx.rows(DeliveryRows).count_deliveries(
                DeliveryKind.WEBHOOK, schedule.MOST_ATTEMPTS
            )
        return WebhookStatus(target, counts)

    def remove(self) -> int:
        """End the webhook, and forget what was still to be sent to it.

        Returns:
            How many messages went.

        Raises:
            WebhookMissing: if there is none.
            AuditUnavailable: if it cannot be recorded; then nothing changed.

        """
        with self._desk.silo.begin() as tx:
            self._existing(tx)
            dropped = tx.rows(DeliveryRows).drop_deliveries(DeliveryKind.WEBHOOK)
            self._desk.keep_setting(tx, WEBHOOK, {_DROPPED: dropped} if dropped else {})
            self._desk.note(Act.SETTINGS_CHANGED, purpose=WEBHOOK)
        return dropped

    def dropped(self) -> int:
        """Return how many messages nobody got because the webhook ended; 0 once there is one."""
        with self._desk.silo.read() as tx:
            kept = self._desk.setting(tx, WEBHOOK) or {}
        return int(kept.get(_DROPPED, 0))

    def test(self) -> DeliveryId:
        """Put a `webhook.test`, which is sent like everything else.

        Raises:
            WebhookMissing: if there is no webhook.
            AuditUnavailable: if it cannot be recorded; then nothing is sent.

        """
        with self._desk.silo.begin() as tx:
            put = self._post.put(tx, DeliveryKind.WEBHOOK, EventType.WEBHOOK_TEST, {})
            if put is None:
                raise _missing()
            self._desk.note(Act.WEBHOOK_TESTED, purpose=WEBHOOK)
        return put

    def _existing(self, tx: Transaction) -> WebhookTarget:
        target = self._post.webhook(tx)
        if target is None:
            raise _missing()
        return target


def _missing() -> WebhookMissing:
    return WebhookMissing("Set a webhook first.")
