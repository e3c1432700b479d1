"""Where parts of a server are restored, and the marks that keep it from starting half restored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, MetaData, String, Table, delete, insert, select, update

from inperson.backup import ArchivePart, BackupBroken, Batch, RestoreUnfinished
from inperson.core import TenantId
from inperson.store.archive import SqlSource, check_store, is_empty, load_store
from inperson.store.connections import transaction
from inperson.store.databases import Database
from inperson.store.migrations import enter
from inperson.store.names import PARTS, RECOVERY, StoreKind, kind_of, stores_of
from inperson.store.tables import UtcTime

_marks = MetaData()
_restores = Table(
    "restores",
    _marks,
    Column("part", String(10), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("finished", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that no start of the server has seen yet."""

    part: ArchivePart
    made_at: datetime
    """When the backup was made."""
    actor: str
    """Who restored it."""


def sources(
    database: Database, part: ArchivePart, tenants: Sequence[TenantId]
) -> Iterator[SqlSource]:
    """Yield the stores of a part that there are, the directory first."""
    for name, kind in stores_of(part, tenants):
        if database.exists(name):
            yield SqlSource(database, name, kind)


@dataclass(frozen=True, slots=True)
class SqlPlace:
    """A part's place in a database. Implements `backup.model.Place`."""

    database: Database
    part: ArchivePart

    def empty(self) -> bool:
        """Tell whether no store of the part holds anything."""
        return all(is_empty(self.database, name) for name in self._stores())

    def unfinished(self) -> bool:
        """Tell whether a restore of this part was cut short here."""
        return any(not finished for part, finished in _states(self.database) if part == self.part)

    def begin(self, sha256: str, made_at: datetime, actor: str) -> None:
        """Mark the part as being restored, and drop its stores."""
        self.database.create(RECOVERY)
        _make_marks(self.database)
        row = {
            "part": self.part.value,
            "sha256": sha256,
            "made_at": made_at,
            "actor": actor,
            "finished": False,
        }
        with transaction(self.database.owner(RECOVERY)) as connection:
            connection.execute(delete(_restores).where(_restores.c.part == self.part.value))
            connection.execute(insert(_restores).values(row))
        for name in self._stores():
            self.database.drop(name)

    def admit(self, name: str, kind: str, revision: str) -> None:
        """Check that a store belongs to the part, and that its version is known."""
        check_store(kind, revision)
        if kind_of(name) != kind or kind not in PARTS[self.part]:
            raise BackupBroken("The backup holds a store that its part has not.")

    def load(self, name: str, kind: str, revision: str, batches: Iterator[Batch]) -> None:
        """Make a store."""
        load_store(self.database, name, kind, revision, batches)

    def finish(self) -> None:
        """Mark the part as restored."""
        mine = update(_restores).where(_restores.c.part == self.part.value)
        with transaction(self.database.owner(RECOVERY)) as connection:
            connection.execute(mine.values(finished=True))

    def _stores(self) -> Sequence[str]:
        return [name for name in self.database.stores() if kind_of(name) in PARTS[self.part]]


def refuse_unfinished(*databases: Database) -> None:
    """Let nothing open stores that are half restored.

    Raises:
        RestoreUnfinished: if a restore was cut short in one of them.

    """
    for database in databases:
        for part, finished in _states(database):
            if not finished:
                raise RestoreUnfinished(f"Restore the part `{part}` again: it was cut short.")


def refuse_without_keys(data: Database, keys: Database, tenants: Sequence[TenantId]) -> None:
    """Let no start make new keys for data that was restored before its keys.

    Raises:
        RestoreUnfinished: if a tenant has a silo and no keyring.

    """
    for tenant in tenants:
        silo, keyring = StoreKind.SILO.of(tenant), StoreKind.KEYRING.of(tenant)
        if data.exists(silo) and not keys.exists(keyring):
            raise RestoreUnfinished("Restore the part `keys` as well, before the server starts.")


def restored(*databases: Database) -> Sequence[Restored]:
    """Return the restores that no start of the server has seen yet."""
    found = {}
    for database in databases:
        if database.exists(RECOVERY):
            with transaction(database.engine(RECOVERY)) as connection:
                for row in connection.execute(select(_restores)):
                    part = ArchivePart(row.part)
                    found[part] = Restored(part, row.made_at, row.actor)
    return list(found.values())


def forget_restores(*databases: Database) -> None:
    """Note that a start of the server has obeyed what was to obey."""
    for database in databases:
        if database.exists(RECOVERY):
            with transaction(database.engine(RECOVERY)) as connection:
                connection.execute(delete(_restores))


def _make_marks(database: Database) -> None:
    with transaction(database.owner(RECOVERY)) as connection:
        enter(connection, RECOVERY)
        _marks.create_all(connection)


def _states(database: Database) -> Sequence[tuple[str, bool]]:
    if not database.exists(RECOVERY):
        return ()
    _make_marks(database)  # who restored may have been killed before it
    with transaction(database.engine(RECOVERY)) as connection:
        return [(row.part, bool(row.finished)) for row in connection.execute(select(_restores))]
