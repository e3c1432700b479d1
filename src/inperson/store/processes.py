"""The server processes that are there, in SQL."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from inperson.core import ProcessId
from inperson.store.connections import reading, transaction
from inperson.store.tables import processes

LEASE = timedelta(seconds=8)
"""A process that was not seen for so long is gone."""
_FORGOTTEN = timedelta(days=1)


class SqlProcesses:
    """Implements `sessions.processes.Processes` for one process of a server.

    Times are the database's: PostgreSQL tells its own, so that the clocks of the hosts may differ.
    A SQLite file is used by the processes of one host, and they share that host's clock.

    Args:
        engine: of the directory.
        me: this process, under an id that no process had before it.

    """

    def __init__(self, engine: Engine, me: ProcessId) -> None:
        self._engine = engine
        self._me = me

    @property
    def me(self) -> ProcessId:
        """Return this process."""
        return self._me

    def beat(self) -> None:
        """Say that this process is there.

        Raises:
            StoreUnavailable: if the directory cannot be written.

        """
        with transaction(self._engine) as connection:
            now = _now(connection)
            mine = update(processes).where(processes.c.id == self._me).values(seen_at=now)
            if connection.execute(mine).rowcount == 0:
                connection.execute(insert(processes).values(id=self._me, seen_at=now))
                old = processes.c.seen_at < now - _FORGOTTEN
                connection.execute(delete(processes).where(old))

    def leave(self) -> None:
        """Say that this process is gone; raises what `beat` raises."""
        with transaction(self._engine) as connection:
            connection.execute(delete(processes).where(processes.c.id == self._me))

    def gone(self, process_id: ProcessId) -> bool:
        """Tell whether a process is not there any more; raises what `beat` raises."""
        mine = select(processes.c.seen_at).where(processes.c.id == process_id)
        with reading(self._engine) as connection:
            seen_at = connection.execute(mine).scalar()
            return seen_at is None or seen_at <= _now(connection) - LEASE


def serves(engine: Engine) -> bool:
    """Tell whether any process of a server is there."""
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(processes.c.seen_at))).scalar()
        return newest is not None and newest > _now(connection) - LEASE


def _now(connection: Connection) -> datetime:
    if connection.dialect.name != "postgresql":
        return datetime.now(UTC)
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now.astimezone(UTC)
