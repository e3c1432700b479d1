"""What the database itself holds a handle on a silo to, whatever SQL it is given.

It is the rule of `store.guard` said again where no code leads around it:

PostgreSQL has row-level security on each table with a kind, on those that belong to one, and on
those of the whole tenant. Its policies ask for a setting that a transaction makes as it begins.
Without one nothing is seen.

SQLite has triggers that refuse what is written. They are made on each connection that writes, not
in the file: there every other program, the `sqlite3` shell among them, would lack what they ask.
What is read there rests on the guard alone.

A transaction that governs, migrates, backs up or restores says `WHOLE`.
"""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection

from inperson.store.guard import (
    BY_SECRET,
    DEVELOPER,
    GOVERNED,
    SEEN,
    WHOLE,
    by_kind,
    owned,
    owner,
)

SETTING = "inperson.seen"
"""What PostgreSQL's policies ask for."""
OWNS = "inperson_owns"
"""The execution option of who may change the tables themselves."""
_HELD = "inperson_held"
_LAX = (
    "SELECT which, rolsuper OR rolbypassrls AS lax FROM pg_roles JOIN "
    "(VALUES ('current', current_user), ('session', session_user)) AS asked(which, who) "
    "ON rolname = who"
)
_FORCED = (
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = current_user AND relrowsecurity AND relforcerowsecurity"
)
_GOVERN = f"'production', '{WHOLE}'"
_ALL = f"'{DEVELOPER}', {_GOVERN}"


def hold(connection: Connection) -> None:
    """Give the tables of a silo their policies, if it is in PostgreSQL and was entered."""
    hold_kinds(connection, by_kind() | GOVERNED | BY_SECRET)
    hold_owned(connection, owned())


def hold_kinds(connection: Connection, tables: Iterable[str]) -> None:
    """Do it for some with a kind, or that hold for the whole tenant."""
    _hold_by(connection, tables, _policies)


def hold_owned(connection: Connection, tables: Iterable[str]) -> None:
    """Do it for some that belong to one with a kind."""
    _hold_by(connection, tables, _owned_policy)


def _hold_by(
    connection: Connection, tables: Iterable[str], policies: Callable[[str], Iterator[str]]
) -> None:
    if connection.dialect.name != "postgresql":
        return
    statements: list[str] = []
    for table in sorted(tables):
        secured = "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        statements += [f"ALTER TABLE {table} {secured}", *policies(table)]
    connection.execution_options(no_parameters=True).exec_driver_sql("; ".join(statements))


_SEEN = f"current_setting('{SETTING}', true)"


def _policies(table: str) -> Iterator[str]:
    if table in GOVERNED:
        yield f"CREATE POLICY governed ON {table} USING ({_SEEN} IN ({_GOVERN}))"
        yield f"CREATE POLICY read ON {table} FOR SELECT USING ({_SEEN} IN ({_ALL}))"
    elif table in BY_SECRET:
        yield f"CREATE POLICY secret ON {table} USING ({_SEEN} IN ({_ALL}))"
    else:
        yield f"CREATE POLICY kind ON {table} USING ({_SEEN} IN (token_kind, '{WHOLE}'))"


def _owned_policy(table: str) -> Iterator[str]:
    theirs = _owners(table, table, f"token_kind = {_SEEN}")
    yield f"CREATE POLICY owned ON {table} USING ({_SEEN} = '{WHOLE}' OR {theirs})"


def _owners(table: str, row: str, wanted: str) -> str:
    """Return the condition that the owner of a table's row is as wanted."""
    column = owned()[table]
    key = owner(column)
    mine = f"{key.table.name}.{key.name} = {row}.{column.name}"
    return f"EXISTS (SELECT 1 FROM {key.table.name} WHERE {mine} AND {wanted})"  # noqa: S608


def standing(connection: Connection) -> tuple[bool, str]:
    """Tell whether the database holds a transaction on a silo to its kind, and say what it does."""
    if connection.dialect.name == "sqlite":
        return True, "SQLite refuses to write the other kind's rows; reading rests on the server"
    lax = {each.which: each.lax for each in connection.exec_driver_sql(_LAX)}
    if lax["current"]:
        return False, "a silo's role is a superuser or bypasses row-level security"
    held = set(connection.exec_driver_sql(_FORCED).scalars())
    if bare := (by_kind() | GOVERNED | BY_SECRET | set(owned())) - held:
        return False, f"without row-level security: {', '.join(sorted(bare))}"
    said = "PostgreSQL shows a transaction the rows of its kind alone"
    if lax["session"]:
        said += "; not so the role of the URL itself, a superuser: name one that is none"
    return True, said


def enter(connection: Connection, *, writes: bool) -> None:
    """Tell SQLite's triggers about which rows a transaction is that begins; make them if need be.

    Who may change the tables works without them, and they are made anew afterwards: a table that
    is replaced takes them along.
    """
    options = connection.get_execution_options()
    connection.info[SEEN] = options.get(SEEN)
    if options.get(OWNS):
        connection.info.pop(_HELD, None)
    elif writes and not connection.info.get(_HELD):
        connection.info[_HELD] = _hold(connection)


def _hold(connection: Connection) -> bool:
    """Make the triggers of a silo's connection; False while there are no tables yet."""
    cursor = connection.connection.cursor()
    cursor.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    there = {name for (name,) in cursor.fetchall()}
    if "subjects" in there:
        for each in _triggers(there):
            cursor.execute(each)
    return bool(there)


def _triggers(there: set[str]) -> Iterator[str]:
    for table in sorted((by_kind() | GOVERNED | set(owned())) & there):
        for act, rows in (("INSERT", "NEW"), ("UPDATE", "OLD NEW"), ("DELETE", "OLD")):
            yield (
                f"CREATE TEMP TRIGGER IF NOT EXISTS held_{table}_{act} "
                f"BEFORE {act} ON main.{table} WHEN {_refused(table, rows.split())} "
                "BEGIN SELECT RAISE(ABORT, 'it is not of this kind of token'); END"
            )


def _refused(table: str, rows: list[str]) -> str:
    """Return when a statement is refused that makes one row out of another, or either of them."""
    if table in GOVERNED:
        return f"coalesce({SEEN}(), '') NOT IN ({_GOVERN})"
    other = f"token_kind IS NOT {SEEN}()"
    if table in owned():  # what goes with its owner has none any more, and the owner was asked
        each = [_owners(table, row, other) for row in rows]
    else:
        each = [f"{row}.{other}" for row in rows]
    return f"({' OR '.join(each)}) AND {SEEN}() IS NOT '{WHOLE}'"
