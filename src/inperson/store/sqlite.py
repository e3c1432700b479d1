"""Stores in SQLite: a file each."""

import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from inperson.store.connections import guarded, reading, reads_only
from inperson.store.guard import SEEN, WHOLE, guard
from inperson.store.held import OWNS, enter
from inperson.store.names import checked, is_name

_OPEN_FILES = 64
_ROOM = 256 * 1024
"""A decision with its log leaf, and what the write-ahead log takes for it, many times over."""
_BUSY_TIMEOUT_MS = 10_000


class SqliteFolder:
    """One SQLite file per store in a folder that only its owner can enter."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        self._read_only = read_only
        self._lock = threading.Lock()
        self._engines: OrderedDict[str, Engine] = OrderedDict()

    def exists(self, store: str) -> bool:
        """Tell whether the store's file is there."""
        return self.path(store).exists()

    def create(self, store: str) -> None:
        """Make an empty file of mode 0600; SQLite gives its log files the same mode.

        One that is there is never opened: to close it would drop every lock that this process has
        on it (fcntl(2)), and another one that leaves would take the log away under us.
        """
        with guarded():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.close(os.open(self.path(store), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def engine(self, store: str, seen: str | None = None) -> Engine:
        """Return the file's engine; the least recently used of many is closed."""
        with self._lock:
            if store not in self._engines:
                self._engines[store] = _engine(self.path(store), read_only=self._read_only)
            self._engines.move_to_end(store)
            if len(self._engines) > _OPEN_FILES:
                self._engines.popitem(last=False)[1].dispose()
            engine = self._engines[store]
        return engine if seen is None else engine.execution_options(**{SEEN: seen})

    def owner(self, store: str) -> Engine:
        """Return the file's engine: who has the file owns its tables."""
        return self.engine(store).execution_options(**{SEEN: WHOLE, OWNS: True})

    @contextmanager
    def snapshot(self, store: str) -> Iterator[Connection]:
        """Read as of now without keeping a writer waiting; afterwards scrub what was deleted."""
        engine = _engine(self.path(store))
        try:
            with reading(engine) as connection:
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()
                yield connection
        finally:
            engine.dispose()
        self.scrub(store)  # the log could not be emptied while it was read

    def stores(self) -> Sequence[str]:
        """Return the names of the folder's files."""
        names = (path.stem for path in self._folder.glob("*.db"))
        return sorted(name for name in names if is_name(name))

    def drop(self, store: str) -> None:
        """Delete the file and its logs, zeroed by nobody: what counts in them is sealed."""
        with self._lock:
            engine = self._engines.pop(store, None)
        if engine is not None:
            engine.dispose()
        path = self.path(store)
        with guarded():
            for end in ("-wal", "-shm", ""):
                path.with_name(path.name + end).unlink(missing_ok=True)

    def scrub(self, store: str) -> None:
        """Empty the write-ahead log. Deleted bytes in the file itself are zeroed as they go."""
        with guarded(), self.engine(store).connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def place(self) -> str:
        """Return the folder, as it is called when all links are followed."""
        return str(self._folder.resolve())

    def try_room(self) -> None:
        """Write a file without a name beside the stores': a rollback would write nothing.

        Where there is no folder yet, write where the first store will make it.
        """
        with guarded(), TemporaryFile(dir=self._nearest()) as tried:
            tried.write(bytes(_ROOM))
            tried.flush()
            os.fsync(tried.fileno())

    def _nearest(self) -> Path:
        place = self._folder.absolute()
        return next(each for each in (place, *place.parents) if each.exists())

    def close(self) -> None:
        """Close all files."""
        with self._lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()

    def path(self, store: str) -> Path:
        """Return the store's file."""
        return self._folder / f"{checked(store)}.db"


def _engine(path: Path, *, read_only: bool = False) -> Engine:
    url = URL.create("sqlite", database=str(path))  # a `?` in a folder's name begins no query
    engine = create_engine(url, hide_parameters=True, pool_size=4)
    event.listen(engine, "before_execute", guard, retval=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the `begin` below starts transactions, not the driver
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit that was answered survives a power cut
            "secure_delete = ON",  # deleted bytes are overwritten with zeros
            "foreign_keys = ON",
            "recursive_triggers = ON",  # what INSERT OR REPLACE deletes meets them as well
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function(SEEN, 0, lambda: entry.info.get(SEEN))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that later writes would meet a deadlock that no timeout resolves: what may write
        # takes the lock at once, and what took none is refused to write.
        reads = read_only or reads_only(connection)
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA query_only = {int(reads)}")
        enter(connection, writes=not reads)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
