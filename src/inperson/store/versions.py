"""Whether stores are of this program's version, and who may bring them up to it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum, auto

from inperson.store.connections import reading
from inperson.store.databases import Database
from inperson.store.errors import StoreMissing, StoreOutdated, StoreTooNew
from inperson.store.migrations import HEADS, knows, revision_in
from inperson.store.names import StoreKind, kind_of


class Upgrade(Enum):
    """Who may bring stores up to date."""

    NEVER = auto()
    """Who only reads."""
    ALONE = auto()
    """Who changes something: not under the feet of a server that runs over them."""
    ALWAYS = auto()
    """A server that starts."""


def require_current(database: Database, store: str, kind: str) -> None:
    """Check that a store is there, and of this program's version. It costs one query.

    Raises:
        StoreMissing: if it is not there, or empty.
        StoreOutdated: if it is older.
        StoreTooNew: if it is newer.

    """
    found = version_of(database, store)
    if found is None:
        raise StoreMissing(f"There is no {kind} yet where the settings say.")
    if found == HEADS[kind]:
        return
    if knows(kind, found):
        raise StoreOutdated(f"The {kind} is older than this program: start the server once.")
    raise StoreTooNew(f"The {kind} is newer than this program.")


def behind(databases: Iterable[Database]) -> Mapping[StoreKind, int]:
    """Count the stores of each kind whose tables are older than this program's."""
    found: Counter[StoreKind] = Counter()
    for database in databases:
        for name in database.stores():
            kind = kind_of(name)
            if kind is None or (version := version_of(database, name)) is None:
                continue
            found[kind] += version != HEADS[kind] and knows(kind, version)
    return +found


def version_of(database: Database, store: str) -> str | None:
    """Return the version of a store's tables; None if it is not there, or empty."""
    if not database.exists(store):
        return None
    with reading(database.engine(store)) as connection:
        return revision_in(connection, store)
