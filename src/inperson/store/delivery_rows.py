"""Messages that must arrive, as rows of a silo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from inperson.core import DeliveryId
from inperson.deliveries import Backlog, Delivery, DeliveryKind
from inperson.store.converting import Converter
from inperson.store.privacy_tables import deliveries
from inperson.store.unit import Rows

_DELIVERIES = Converter(Delivery, deliveries)
_UNDER_WAY = deliveries.c.done_at.is_(None)


class SqlDeliveryRows(Rows):
    """Implements `deliveries.ports.DeliveryRows`."""

    def add_delivery(self, delivery: Delivery) -> None:
        """Store a new message."""
        _DELIVERIES.add(self._connection, delivery)

    def delivery(self, delivery_id: DeliveryId) -> Delivery | None:
        """Return a message, or None."""
        mine = select(deliveries).where(deliveries.c.id == delivery_id)
        return _DELIVERIES.first(self._connection, mine)

    def claim_delivery(
        self, now: datetime, until: datetime, too_far: datetime, most_attempts: int
    ) -> Delivery | None:
        """Put off the message that has been due the longest, and return it as it is then."""
        at = deliveries.c.next_at
        due = _UNDER_WAY & ~_given_up(most_attempts) & ((at <= now) | (at > too_far))
        first = select(deliveries).where(due).order_by(at, deliveries.c.id).limit(1)
        while (one := _DELIVERIES.first(self._connection, first)) is not None:
            # who was faster has moved it: PostgreSQL waits for them here, and then finds no row
            still = (deliveries.c.id == one.id) & (at == one.next_at) & _UNDER_WAY
            claim = update(deliveries).where(still).values(next_at=until)
            if self._connection.execute(claim).rowcount == 1:
                return replace(one, next_at=until)
        return None

    def finish_delivery(self, delivery: Delivery, at: datetime) -> bool:
        """Note that a message arrived, and forget what it said."""
        mine = (deliveries.c.id == delivery.id) & _UNDER_WAY
        done = update(deliveries).where(mine)
        changed = self._connection.execute(done.values(done_at=at, failure=None, payload=None))
        return changed.rowcount == 1

    def postpone_delivery(
        self,
        claimed: Delivery,
        next_at: datetime,
        attempts: int,
        failure: str,
        payload: bytes | None = None,
    ) -> bool:
        """Note that a message has to be sent again, if it is still this process's to send."""
        mine = (deliveries.c.id == claimed.id) & (deliveries.c.next_at == claimed.next_at)
        values: dict[str, Any] = {"next_at": next_at, "attempts": attempts, "failure": failure}
        if payload is not None:
            values["payload"] = payload
        change = update(deliveries).where(mine & _UNDER_WAY).values(values)
        return self._connection.execute(change).rowcount == 1

    def deliveries(
        self, *, failed: bool, most_attempts: int, limit: int = 1000
    ) -> Sequence[Delivery]:
        """Return messages that did not arrive yet, the oldest first."""
        over = _given_up(most_attempts)
        query = select(deliveries).where(_UNDER_WAY & (over if failed else ~over))
        query = query.order_by(deliveries.c.created_at, deliveries.c.id).limit(limit)
        return _DELIVERIES.all(self._connection, query)

    def count_deliveries(self, kind: DeliveryKind, most_attempts: int) -> Backlog:
        """Return how many messages of a kind are under way."""
        mine = _UNDER_WAY & (deliveries.c.kind == kind.value)
        over = _given_up(most_attempts)
        count = select(func.count()).select_from(deliveries)
        pending = self._connection.execute(count.where(mine & ~over)).scalar_one()
        failed = self._connection.execute(count.where(mine & over)).scalar_one()
        why = select(deliveries.c.failure).where(mine & deliveries.c.failure.is_not(None))
        newest = why.order_by(deliveries.c.created_at.desc(), deliveries.c.id).limit(1)
        return Backlog(pending, failed, self._connection.execute(newest).scalar())

    def revive_deliveries(self, now: datetime, most_attempts: int) -> int:
        """Let every message that was given up be sent now, as if it had never failed."""
        again = update(deliveries).where(_UNDER_WAY & _given_up(most_attempts))
        return self._connection.execute(again.values(attempts=0, next_at=now)).rowcount

    def drop_deliveries(self, kind: DeliveryKind) -> int:
        """Delete the messages of a kind that did not arrive."""
        mine = _UNDER_WAY & (deliveries.c.kind == kind.value)
        return self._connection.execute(delete(deliveries).where(mine)).rowcount


def _given_up(most_attempts: int) -> ColumnElement[bool]:
    return deliveries.c.attempts >= most_attempts
