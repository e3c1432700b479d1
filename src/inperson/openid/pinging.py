"""Telling who asked without a browser that its request was answered (CIBA Core 1.0, 10.2)."""

from inperson.checks import CheckRows, CheckTerms, record_of
from inperson.core import Clock, Entropy
from inperson.deliveries import DeliveryKind, Post, WebhookEvents
from inperson.desks import open_record
from inperson.sessions import AnySession, LivenessDemand, SessionKind
from inperson.tenants import Transaction
from inperson.vault import TenantVault

_PING = "ping"


class ClientEvents(WebhookEvents):
    """The events of one tenant, of which a relying party in ping mode hears too."""

    def __init__(self, vault: TenantVault, clock: Clock, entropy: Entropy) -> None:
        super().__init__(vault, clock, entropy)
        self._vault = vault
        self._pings = Post(vault, clock, entropy)

    def decided(self, tx: Transaction, session: AnySession) -> None:
        """Put a ping beside the webhook, where the check's terms name who is to hear of it."""
        super().decided(tx, session)
        captured = session.liveness is LivenessDemand.REQUIRED
        if session.kind is not SessionKind.AUTHENTICATE or not captured:
            return  # it is no hosted check of a call
        check = tx.rows(CheckRows).check(session.id)
        if check is None:
            return
        terms = CheckTerms.of(open_record(self._vault, record_of(session.id), check.sealed))
        if terms.wanted.ping is not None:
            self._pings.put(tx, DeliveryKind.PING, _PING, terms.wanted.ping.content())
