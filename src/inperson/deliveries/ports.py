"""What this part needs of the silo, and of the network."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import DeliveryId
from inperson.deliveries.model import (
    Backlog,
    Delivery,
    DeliveryKind,
    Failure,
    Outgoing,
    TargetAnswer,
)


class DeliveryRows(Protocol):
    """Messages that must arrive."""

    def add_delivery(self, delivery: Delivery) -> None:
        """Store a new message."""
        ...

    def delivery(self, delivery_id: DeliveryId) -> Delivery | None:
        """Return a message, or None."""
        ...

    def claim_delivery(
        self, now: datetime, until: datetime, too_far: datetime, most_attempts: int
    ) -> Delivery | None:
        """Put off the message that has been due the longest, and return it as it is then.

        Of several processes that try, one gets it; it is nobody else's before `until`.

        Args:
            now: what was to be sent by then is due.
            until: its new `next_at`.
            too_far: what is to be sent after that is due as well: a clock was wrong.
            most_attempts: what failed so often is given up, and never due.

        """
        ...

    def finish_delivery(self, delivery: Delivery, at: datetime) -> bool:
        """Note that a message arrived, and forget what it said.

        Returns:
            False, and nothing changed, if it was noted before: of several processes that sent it,
            exactly one gets True.

        """
        ...

    def postpone_delivery(
        self,
        claimed: Delivery,
        next_at: datetime,
        attempts: int,
        failure: str,
        payload: bytes | None = None,
    ) -> bool:
        """Note that a message has to be sent again.

        Args:
            claimed: the message as `claim_delivery` returned it.
            next_at: when.
            attempts: how often it has failed.
            failure: why.
            payload: what it says from now on; None for what it said.

        Returns:
            False, and nothing changed, if it arrived meanwhile or another process took it over.

        """
        ...

    def deliveries(
        self, *, failed: bool, most_attempts: int, limit: int = 1000
    ) -> Sequence[Delivery]:
        """Return messages that did not arrive yet, the oldest first.

        Args:
            failed: those that were given up, rather than those that were not.
            most_attempts: what failed so often is given up.
            limit: how many at most.

        """
        ...

    def count_deliveries(self, kind: DeliveryKind, most_attempts: int) -> Backlog:
        """Return how many messages of a kind are under way."""
        ...

    def revive_deliveries(self, now: datetime, most_attempts: int) -> int:
        """Let every message that was given up be sent now, as if it had never failed."""
        ...

    def drop_deliveries(self, kind: DeliveryKind) -> int:
        """Delete the messages of a kind that did not arrive, and return how many went."""
        ...


class Sender(Protocol):
    """Makes one HTTP request; `adapters.outgoing.HttpSender` is the real one.

    It follows no redirect, uses no proxy, reads at most 64 KiB of an answer, and takes no longer
    than half a minute whatever the other side does. It resolves the host's name itself, refuses
    what is out of its `Reachable`, and connects to the very address that it has checked.
    """

    def send(self, message: Outgoing) -> TargetAnswer | Failure:
        """Return what was answered, or why nothing was."""
        ...
