"""Where stores are: one SQLite file each, or one PostgreSQL schema each."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from inperson.core import StoreUnavailable
from inperson.store.postgresql import PostgresSchemas
from inperson.store.sqlite import SqliteFolder


class Database(Protocol):
    """A place with named stores."""

    def exists(self, store: str) -> bool:
        """Tell whether the store was made."""
        ...

    def create(self, store: str) -> None:
        """Make an empty store; do nothing if there is one."""
        ...

    def engine(self, store: str, seen: str | None = None) -> Engine:
        """Return the engine whose unqualified tables are the store's.

        Args:
            store: its name.
            seen: what is seen of a silo: a kind of token's rows, or `WHOLE`; of None, nothing.

        """
        ...

    def owner(self, store: str) -> Engine:
        """Return the engine that may change the store's tables themselves, and sees it whole."""
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

    @property
    def place(self) -> str:
        """Return where it is: the same of two that are in one place."""
        ...

    def try_room(self) -> None:
        """Write where the stores are, and take it back.

        Raises:
            StoreUnavailable: if there is no room, or nothing may be written.

        """
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
