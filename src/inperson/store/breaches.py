"""The register of breaches in SQL, in the server's directory."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from inperson.core import BreachId
from inperson.rights.breaches import Breach
from inperson.store.connections import reading, transaction
from inperson.store.tables import breaches


class SqlBreachRegister:
    """Implements `rights.breaches.ports.BreachRegister`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, breach: Breach) -> None:
        """Store a new breach."""
        with transaction(self._engine) as connection:
            connection.execute(insert(breaches).values(_row(breach)))

    def breach(self, breach_id: BreachId) -> Breach | None:
        """Return the breach, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(select(breaches).where(breaches.c.id == breach_id)).first()
        return None if row is None else _breach(row)

    def breaches(self) -> Sequence[Breach]:
        """Return all breaches in the order in which they were noticed."""
        query = select(breaches).order_by(breaches.c.noticed_at, breaches.c.id)
        with reading(self._engine) as connection:
            return [_breach(row) for row in connection.execute(query)]

    def replace(self, old: Breach, new: Breach) -> bool:
        """Store the next form of a breach, if it is as it was."""
        same = (breaches.c.id == old.id) & (breaches.c.body == old.to_json())
        same &= breaches.c.closed_at.is_(None)
        with transaction(self._engine) as connection:
            change = update(breaches).where(same).values(_row(new))
            return connection.execute(change).rowcount == 1


def _row(breach: Breach) -> dict[str, Any]:
    return {
        "id": breach.id,
        "noticed_at": breach.noticed_at,
        "recorded_at": breach.recorded_at,
        "closed_at": breach.closed_at,
        "body": breach.to_json(),
    }


def _breach(row: Row[Any]) -> Breach:
    return Breach.from_row(row.id, row.noticed_at, row.recorded_at, row.closed_at, row.body)
