"""Where stores are: one SQLite file each, or one PostgreSQL schema each."""

import os
import re
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from inperson.core import StoreUnavailable
from inperson.store.connections import guarded, reading, reads_only, transaction
from inperson.store.guard import guard

_STORE_NAME = re.compile(r"[a-z0-9_]{1,48}")
_OPEN_FILES = 64
_BUSY_TIMEOUT_MS = 10_000


class Database(Protocol):
    """A place with named stores."""

    def exists(self, store: str) -> bool:
        """Tell whether the store was made."""
        ...

    def create(self, store: str) -> None:
        """Make an empty store; do nothing if there is one."""
        ...

    def engine(self, store: str) -> Engine:
        """Return the engine whose unqualified tables are the store's."""
        ...

    def owner(self, store: str) -> Engine:
        """Return the engine that may change the store's tables themselves."""
        ...

    def snapshot(self, store: str) -> AbstractContextManager[Connection]:
        """Open a transaction that only reads, and sees one moment of a store whatever goes on."""
        ...

    def stores(self) -> Sequence[str]:
        """Return the names of all stores that were made, sorted."""
        ...

    def drop(self, store: str) -> None:
        """Remove a store with all that is in it; do nothing if there is none."""
        ...

    def scrub(self, store: str) -> None:
        """Leave no deleted byte in the store's files, as far as the database can."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


def open_database(url: str, *, read_only: bool = False) -> Database:
    """Return the database that a URL names.

    Args:
        url: `sqlite:///FOLDER`, or `postgresql+psycopg://USER@HOST/DATABASE`.
        read_only: whether the database itself refuses whatever would change it.

    Raises:
        StoreUnavailable: if the URL is of another form.

    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and len(rest) > 1:
        return SqliteFolder(Path(rest.removeprefix("/")), read_only=read_only)
    if scheme == "postgresql+psycopg":
        return PostgresSchemas(url, read_only=read_only)
    raise StoreUnavailable("A store is sqlite:///FOLDER or postgresql+psycopg://...")


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
        """Make an empty file of mode 0600; SQLite gives its log files the same mode."""
        with guarded():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path(store), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def engine(self, store: str) -> Engine:
        """Return the file's engine; the least recently used of many is closed."""
        with self._lock:
            if store not in self._engines:
                self._engines[store] = _sqlite_engine(self.path(store), read_only=self._read_only)
            self._engines.move_to_end(store)
            if len(self._engines) > _OPEN_FILES:
                self._engines.popitem(last=False)[1].dispose()
            return self._engines[store]

    def owner(self, store: str) -> Engine:
        """Return the file's engine: who has the file owns its tables."""
        return self.engine(store)

    @contextmanager
    def snapshot(self, store: str) -> Iterator[Connection]:
        """Read as of now without keeping a writer waiting; afterwards scrub what was deleted."""
        engine = _sqlite_engine(self.path(store))
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
        return sorted(name for name in names if _STORE_NAME.fullmatch(name))

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

    def close(self) -> None:
        """Close all files."""
        with self._lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()

    def path(self, store: str) -> Path:
        """Return the store's file."""
        return self._folder / f"{_checked(store)}.db"


def _sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, pool_size=4)
    event.listen(engine, "before_execute", guard, retval=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the `begin` below starts transactions, not the driver
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit that was answered survives a power cut
            "secure_delete = ON",  # deleted bytes are overwritten with zeros
            "foreign_keys = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that later writes would meet a deadlock that no timeout resolves: what may write
        # takes the lock at once, and what took none is refused to write.
        reads = read_only or reads_only(connection)
        connection.connection.cursor().execute(f"PRAGMA query_only = {int(reads)}")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


class PostgresSchemas:
    """One PostgreSQL schema per store, and one role that can reach nothing else.

    The role of the URL makes both and must be allowed to (`CREATEROLE`, or an owner that grants
    it). Every transaction on a store first becomes the store's role, so a statement that names
    another store's schema is refused by the database itself.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        only = {"postgresql_readonly": True} if read_only else {}
        with guarded():
            self._engine = create_engine(
                url, hide_parameters=True, pool_size=8, max_overflow=8, execution_options=only
            )
        event.listen(self._engine, "begin", _become_role)
        event.listen(self._engine, "before_execute", guard, retval=True)
        self._known: set[str] = set()

    def exists(self, store: str) -> bool:
        """Tell whether the schema is there; a yes is remembered."""
        if store not in self._known:
            query = text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :name")
            with transaction(self._engine) as connection:
                if connection.execute(query, {"name": _checked(store)}).first() is None:
                    return False
            self._known.add(store)
        return True

    def create(self, store: str) -> None:
        """Make schema and role; of several processes that try, the others find them made."""
        made = _MAKE_SCHEMA.format(_checked(store))
        with transaction(self._engine) as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(made)

    def engine(self, store: str) -> Engine:
        """Return the engine of the store's tables, under the store's role."""
        name = _checked(store)
        return self._engine.execution_options(
            schema_translate_map={None: name}, **{_ROLE_OPTION: name}
        )

    def owner(self, store: str) -> Engine:
        """Return the engine that may change the store's tables themselves."""
        return self._engine.execution_options(schema_translate_map={None: _checked(store)})

    def snapshot(self, store: str) -> AbstractContextManager[Connection]:
        """Read under the store's role as of now, without keeping a writer waiting."""
        return transaction(
            self.engine(store).execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    def stores(self) -> Sequence[str]:
        """Return the names of the schemas that can be a store's."""
        with transaction(self._engine) as connection:
            names = connection.execute(text("SELECT nspname FROM pg_namespace")).scalars()
            return sorted(
                each for each in names if _STORE_NAME.fullmatch(each) and not each.startswith("pg_")
            )

    def drop(self, store: str) -> None:
        """Drop the schema; its role stays, which can reach nothing else."""
        with transaction(self._engine) as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{_checked(store)}" CASCADE'))
        self._known.discard(store)

    def scrub(self, store: str) -> None:
        """Do nothing: dead rows go with autovacuum; see docs/formats/sealed-record.md."""

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


_ROLE_OPTION = "inperson_role"
# roles belong to the whole cluster, so the lock is one for all stores
_MAKE_SCHEMA = """
SELECT pg_advisory_xact_lock(7310585);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{0}') THEN
    CREATE ROLE "{0}" NOLOGIN NOINHERIT;
    GRANT "{0}" TO CURRENT_USER;
  END IF;
END $$;
CREATE SCHEMA IF NOT EXISTS "{0}";
GRANT USAGE ON SCHEMA "{0}" TO "{0}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{0}" TO "{0}";
ALTER DEFAULT PRIVILEGES IN SCHEMA "{0}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{0}"
"""


def _become_role(connection: Connection) -> None:
    role = connection.get_execution_options().get(_ROLE_OPTION)
    if role is not None:
        # until the transaction ends, whatever ends it
        connection.exec_driver_sql(f'SET LOCAL ROLE "{_checked(role)}"')


def _checked(store: str) -> str:
    """Let only what is safe as a file name and as a quoted identifier be a store's name."""
    if _STORE_NAME.fullmatch(store) is None:
        raise StoreUnavailable("This is no name of a store.")
    return store
