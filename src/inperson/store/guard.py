"""The one rule by which a handle on a silo sees one kind of token, whatever statement is run on it.

1. A table with a column `token_kind` is seen through that column: every SELECT, UPDATE and DELETE
   that names it gets the kind added, in subqueries as well. So what is the other kind's looks as
   if it were not there, and no caller has to ask.
   A table without that column that belongs to one, by a foreign key, is seen where its owner is.
2. What is inserted into a table with a kind is of the handle's kind.
3. What holds for the whole tenant is written by no handle of developers.
4. Text, of which nobody can tell what tables it names, is refused.

A handle on the whole of a silo is that of who governs the tenant (`GoverningDesk.whole`), and the
server's own (its start, its sweeps, its backups). The database holds the same: see `store.held`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnClause,
    CompoundSelect,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    TextClause,
    Update,
    exists,
    literal_column,
)
from sqlalchemy.sql import visitors

from inperson.core import StoreUnavailable
from inperson.store.tables import silo

SEEN = "inperson_seen"
"""The execution option that says what a handle sees of a silo: a kind of token's rows, or all."""
WHOLE = "whole"
DEVELOPER = "developer"
GOVERNED = frozenset({"notices", "tenant_documents", "epsilon_ledger"})
"""Tables that hold for the whole tenant: every handle reads them, none of developers writes."""
SHARED = frozenset(
    {
        "tombstones",
        "restrictions",
        "deliveries",
        "wrong_codes",
        "centre_visits",
        "usage_periods",
    }
)
"""Tables without a kind that both write. They are found by an id of what a row with one led to, or
by a keyed hash that the kind is part of; or they are about nobody."""
BY_SECRET = frozenset({"centre_codes"})
"""Tables with a kind that are found by the hash of a secret: whoever knows it asks for the kind."""


def by_kind() -> frozenset[str]:
    """Return the tables of a silo that are seen through their kind."""
    return frozenset(each.name for each in silo.tables.values() if _has_kind(each))


def _has_kind(table: Table) -> bool:
    return "token_kind" in table.c and table.name not in BY_SECRET


@cache
def owned() -> Mapping[str, Column[Any]]:
    """Return the tables that belong to one with a kind, each with the column that says so.

    Templates are a subject's, digests of frames a session's.
    """
    return {
        each.parent.table.name: each.parent
        for table in silo.sorted_tables
        for each in table.foreign_keys
        if not _has_kind(table) and _has_kind(each.column.table)
    }


def owner(column: Column[Any]) -> Column[Any]:
    """Return the id, in a table with a kind, that a column of `owned` names."""
    (key,) = column.foreign_keys
    return key.column


def guard(
    connection: Connection,
    statement: Any,
    multiple: Iterable[Mapping[str, Any]],
    single: Mapping[str, Any],
    options: Mapping[str, Any],
) -> tuple[Any, Any, Any]:
    """Hold a statement to the kind of its handle, just before it is run."""
    kind = connection.get_execution_options().get(SEEN, WHOLE)
    if kind != WHOLE:
        statement = _held(statement, str(kind), [*multiple, single])
    return statement, multiple, single


def _held(statement: Any, kind: str, parameters: list[Mapping[str, Any]]) -> Any:
    if isinstance(statement, Insert | Update | Delete):
        table = statement.table
        if kind == DEVELOPER and isinstance(table, Table) and table.name in GOVERNED:
            raise StoreUnavailable("What holds for the whole tenant is not a developer's to write.")
    if isinstance(statement, Insert):
        _require_own(statement, kind, parameters)
        return statement
    if isinstance(statement, Select | CompoundSelect | Update | Delete):
        return _narrowed(statement, kind)
    if isinstance(statement, TextClause):
        raise StoreUnavailable("Nobody can tell which kind of token this text is about.")
    return statement


def _narrowed(statement: Any, kind: str) -> Any:
    """Return the statement with the kind in every part of it that names a table with a kind."""
    sources, nested = _named(statement)
    if not nested:
        wanted = _wanted(sources, kind)
        return statement.where(*wanted) if wanted else statement

    def narrow(part: Any) -> None:
        part._where_criteria += _wanted(_named(part)[0], kind)

    each = {"select": narrow, "update": narrow, "delete": narrow}
    return visitors.cloned_traverse(statement, {}, each)


def _wanted(sources: Iterable[Any], kind: str) -> tuple[Any, ...]:
    """Return what is asked of each table, or alias of one, that has a kind or belongs to one."""
    wanted: list[Any] = []
    for each in sources:
        table = each if isinstance(each, Table) else each.element
        if _has_kind(table):
            wanted.append(each.c.token_kind == kind)
        elif table.name in owned():
            wanted.append(_owner_is(table, kind) if each is table else _owner_of(each, table, kind))
    return tuple(wanted)


@cache
def _owner_is(table: Table, kind: str) -> Any:
    """Return the condition on a table itself, which takes longer to make than to ask."""
    return _owner_of(table, table, kind)


def _owner_of(source: Any, table: Table, kind: str) -> Any:
    """Ask for each row's owner by its id: by `IN` SQLite would go through all the owners there are.

    The owners have a name of their own here, since the statement may name them as well.
    """
    column = owned()[table.name]
    key = owner(column)
    named = key.table.alias()
    mine = (named.c[key.name] == source.c[column.name]) & (named.c.token_kind == kind)
    return exists(literal_column("1")).where(mine).correlate(source)


def _named(part: Any) -> tuple[list[Any], bool]:
    """Return the tables, and aliases of tables, that a part names, and whether it has parts itself.

    SQLAlchemy's own `get_final_froms` would take forty times as long. That a table of the statement
    around it may be among them changes nothing: the same is asked of it there.
    """
    found: dict[int, Any] = {}
    left, nested = [part], False
    while left:
        each = left.pop()
        if each is not part and isinstance(each, Select | CompoundSelect):
            nested = True
        elif isinstance(each, ColumnClause):
            left.append(each.table)
        elif isinstance(each, Table) or isinstance(getattr(each, "element", None), Table):
            found[id(each)] = each
        elif each is not None and not isinstance(each, BindParameter):
            left.extend(each.get_children())
    return list(found.values()), nested


def _require_own(statement: Insert, kind: str, parameters: list[Mapping[str, Any]]) -> None:
    column = statement.table.c.get("token_kind")
    if column is None:
        return
    given: Mapping[Any, Any] = statement._values or {}
    rows: list[Any] = [given] if given else []
    rows += [row for many in statement._multi_values for row in many]
    rows += [each for each in parameters if each]
    for row in rows:
        value = row.get(column, row.get("token_kind"))
        if isinstance(value, BindParameter):
            value = value.value
        if value != kind:
            raise StoreUnavailable("A row is of the kind of token that its handle is of.")
    if not rows:
        raise StoreUnavailable("A row says of which kind of token it is.")
