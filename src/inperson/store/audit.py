"""Audit logs in SQL: each tenant's in a store of its own, and the server's."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Text,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)

from inperson.audit import (
    AuditUnavailable,
    LogStore,
    StoredLeaf,
)
from inperson.core import StoreUnavailable, TenantId
from inperson.store import audit_tables as tables
from inperson.store.connections import reading, transaction
from inperson.store.databases import Database
from inperson.store.migrations import upgrade
from inperson.store.names import SERVER_LOG, StoreKind
from inperson.tlog import Node, completed_by, completions, leaf_hash

_PAGE = 1000


class SqlLogStores:
    """Implements `audit.LogStores`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's log, or bring it up to date."""
        self._create(StoreKind.AUDIT.of(tenant_id))

    def open(self, tenant_id: TenantId) -> LogStore:
        """Return the log, bound to this tenant."""
        return self._open(StoreKind.AUDIT.of(tenant_id))

    def create_server(self) -> None:
        """Make the server's own log, or bring it up to date."""
        self._create(SERVER_LOG)

    def open_server(self) -> LogStore:
        """Return the server's own log."""
        return self._open(SERVER_LOG)

    def _create(self, store: str) -> None:
        self._database.create(store)
        upgrade(self._database, store, StoreKind.AUDIT)

    def _open(self, store: str) -> LogStore:
        if not self._database.exists(store):
            raise AuditUnavailable("There is no such audit log.")
        return SqlLogStore(self._database, store)


class SqlLogStore:
    """Implements `audit.LogStore`.

    Appenders take turns: SQLite lets one transaction write at a time, and in PostgreSQL each locks
    the one row of `tree` first. So numbers have no gaps, and a killed appender leaves nothing.
    """

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    @contextmanager
    def begin(self) -> Iterator["SqlOpenLog"]:
        """Open a transaction that appends."""
        with transaction(self._database.engine(self._store)) as connection:
            log = SqlOpenLog(connection)
            yield log
            log.finish()

    def size(self) -> int:
        """Return how many leaves there are."""
        with reading(self._database.engine(self._store)) as connection:
            return int(connection.execute(_TREE).one().size)

    def leaves(self, start: int, stop: int | None = None) -> Iterator[StoredLeaf]:
        """Yield the leaves from `start` to before `stop` by number, a page at a time."""
        number = tables.leaves.c.number
        while True:
            query = _LEAVES.where(number >= start).order_by(number).limit(_PAGE)
            if stop is not None:
                query = query.where(number < stop)
            with reading(self._database.engine(self._store)) as connection:
                page = _read(connection, query)
            yield from page
            if len(page) < _PAGE:
                return
            start = page[-1].number + 1

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """Return the hashes of complete nodes; those that are not there are left out."""
        if not wanted:
            return {}
        with reading(self._database.engine(self._store)) as connection:
            return _nodes(connection, wanted)

    def by_subject(self, tag: bytes) -> Sequence[StoredLeaf]:
        """Return the leaves about a subject by number."""
        chosen = _LEAVES.where(tables.leaves.c.subject == tag).order_by(tables.leaves.c.number)
        with reading(self._database.engine(self._store)) as connection:
            return _read(connection, chosen)

    def checkpoint(self) -> str | None:
        """Return the checkpoint that is kept, or None."""
        with reading(self._database.engine(self._store)) as connection:
            text: str | None = connection.execute(_TREE).one().checkpoint
        return text


class SqlOpenLog:
    """Implements `audit.ports.OpenLog`. What is new is written at the end, each table at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # alone: the lock has to be there before anything is read
        row = connection.execute(_TREE.with_for_update()).one()
        self._size = int(row.size)
        self._checkpoint: str | None = row.checkpoint
        if self._size < 0:
            raise StoreUnavailable("The audit log has no such size.")
        self._known: dict[Node, bytes] = {}
        self._leaves: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []
        self._tree: dict[str, Any] = {}

    def size(self) -> int:
        """Return how many leaves there are by now."""
        return self._size

    def checkpoint(self) -> str | None:
        """Return the checkpoint that is kept, or None."""
        return self._checkpoint

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """Return the hashes of complete nodes; those that are not there are left out."""
        self._known |= _nodes(self._connection, [n for n in wanted if n not in self._known])
        return {node: self._known[node] for node in wanted if node in self._known}

    def append(self, body: bytes, subject: bytes | None) -> int:
        """Store a leaf under the next number, and every node that it completes."""
        number, hash_ = self._size, leaf_hash(body)
        leaf = Node(0, number)
        lefts = [Node(each.level - 1, each.position * 2) for each in completed_by(leaf)]
        known = self.nodes(lefts)
        if len(known) < len(lefts):
            raise StoreUnavailable("A node of the audit log is missing.")
        made = dict(completions(number, hash_, known.__getitem__))
        self._leaves.append({"number": number, "body": body, "hash": hash_, "subject": subject})
        self._nodes += [
            {"level": node.level, "position": node.position, "hash": each}
            for node, each in made.items()
        ]
        self._known |= {leaf: hash_, **made}
        self._size = self._tree["size"] = number + 1
        return number

    def count(self, beginning: bytes, start: int) -> int:
        """Return how many leaves from `start` on, those not written yet among them, begin so."""
        leaves = tables.leaves.c
        first = func.substr(leaves.body, 1, len(beginning), type_=LargeBinary)
        query = select(func.count()).where(leaves.number >= start, first == beginning)
        new = [each for each in self._leaves if each["number"] >= start]
        stored = int(self._connection.execute(query).scalar_one())
        return stored + sum(bytes(each["body"]).startswith(beginning) for each in new)

    def keep_checkpoint(self, text: str) -> None:
        """Keep the signed checkpoint of the present size."""
        self._checkpoint = text
        self._tree |= {"checkpoint": text, "checkpoint_size": self._size}

    def finish(self) -> None:
        """Write what is new."""
        for table, rows in ((tables.leaves, self._leaves), (tables.nodes, self._nodes)):
            if rows:
                self._connection.execute(insert(table), rows)
        if self._tree:
            self._connection.execute(update(tables.tree).values(self._tree))


# The casts: a column of SQLite takes a value of any type, and who tampers may put in any. Read as
# bytes, it is found to be wrong; otherwise the driver would stop at it.
_TREE = select(
    cast(tables.tree.c.size, BigInteger).label("size"),
    cast(tables.tree.c.checkpoint, Text).label("checkpoint"),
)
_LEAVES = select(
    tables.leaves.c.number,
    cast(tables.leaves.c.body, LargeBinary).label("body"),
    cast(tables.leaves.c.hash, LargeBinary).label("hash"),
    cast(tables.leaves.c.subject, LargeBinary).label("subject"),
)
_NODES = select(
    tables.nodes.c.level,
    tables.nodes.c.position,
    cast(tables.nodes.c.hash, LargeBinary).label("hash"),
)


def _read(connection: Connection, query: Select[Any]) -> list[StoredLeaf]:
    return [
        StoredLeaf(
            row.number,
            bytes(row.body),
            bytes(row.hash),
            None if row.subject is None else bytes(row.subject),
        )
        for row in connection.execute(query)
    ]


def _nodes(connection: Connection, wanted: Sequence[Node]) -> dict[Node, bytes]:
    """Read nodes; those of level 0 are the leaves' own hashes."""
    numbers = [node.position for node in wanted if node.level == 0]
    above = [node for node in wanted if node.level > 0]
    found: dict[Node, bytes] = {}
    if numbers:
        query = select(
            tables.leaves.c.number, cast(tables.leaves.c.hash, LargeBinary).label("hash")
        )
        rows = connection.execute(query.where(tables.leaves.c.number.in_(numbers)))
        found |= {Node(0, row.number): bytes(row.hash) for row in rows}
    if above:
        rows = connection.execute(_NODES.where(or_(*_by_level(above))))
        found |= {Node(row.level, row.position): bytes(row.hash) for row in rows}
    return found


def _by_level(wanted: Sequence[Node]) -> Iterator[ColumnElement[bool]]:
    """Say level by level which nodes; of a list of pairs SQLite makes a scan of all nodes."""
    for level in sorted({node.level for node in wanted}):
        positions = [node.position for node in wanted if node.level == level]
        yield (tables.nodes.c.level == level) & tables.nodes.c.position.in_(positions)
