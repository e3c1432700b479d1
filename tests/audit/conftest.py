"""A log in a SQLite file, and its key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inperson.adapters.jose import FileCheckpointSigner
from inperson.audit import Act, AuditLog, Entry, LogStore
from inperson.core import ManualClock
from inperson.store.audit import SqlLogStores
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database

START = datetime(2026, 3, 1, 1, 2, 3, 456789, UTC)
ORIGIN = "inperson/server"


@dataclass(frozen=True)
class Scene:
    """A log of the server, and the hands of somebody who can write to its database."""

    database: Database
    store: LogStore
    signer: FileCheckpointSigner
    clock: ManualClock
    log: AuditLog

    def fill(self, count: int) -> None:
        for number in range(count):
            self.clock.advance(1)
            self.log.append(Entry(Act.DEK_UNWRAPPED, f"tok_{number}", tag(number % 3), "identity"))

    def tamper(self, *statements: str) -> None:
        """Run SQL with every trigger gone, as whoever has the file can."""
        with transaction(self.database.owner("audit_server")) as connection:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.exec_driver_sql(triggers).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.exec_driver_sql(statement)

    def codes(self, *known: str) -> list[str]:
        return [each.code.value for each in self.log.verify(known).findings]


def tag(number: int) -> bytes:
    return bytes([number]) * 32


def open_scene(folder: Path) -> Scene:
    (folder / "keys").mkdir(mode=0o700)
    database = open_database(f"sqlite:///{folder / 'data'}")
    stores = SqlLogStores(database)
    stores.create_server()
    store, clock = stores.open_server(), ManualClock(START)
    signer = FileCheckpointSigner(folder / "keys" / "audit.jwk", "id.example.com")
    return Scene(database, store, signer, clock, AuditLog(store, ORIGIN, signer, clock))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[[], Scene]]:
    made: list[Scene] = []

    def make() -> Scene:
        folder = tmp_path / f"another-{len(made)}"
        folder.mkdir()
        made.append(open_scene(folder))
        return made[-1]

    yield make
    for each in made:
        each.database.close()
