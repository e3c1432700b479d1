"""What a store is made of, told by the database itself, so that two of them can be compared."""

import re
from typing import Any

from sqlalchemy import Connection, text

from inperson.store.connections import transaction
from inperson.store.databases import Database

_POSTGRESQL = (
    "SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d "
    "ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "WHERE c.relnamespace = CAST(:store AS regnamespace) AND a.attnum > 0 AND NOT a.attisdropped",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = CAST(:store AS regnamespace)",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = :store",
    "SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid WHERE c.relnamespace = CAST(:store AS regnamespace) "
    "AND NOT t.tgisinternal",
    "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
    "WHERE relnamespace = CAST(:store AS regnamespace)",
    "SELECT tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies "
    "WHERE schemaname = :store",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = CAST(:store AS regnamespace)",
    "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
    "WHERE table_schema = :store",
)


def shape(database: Database, store: str) -> dict[str, Any]:
    """Return the columns, constraints, triggers and rights of a store, and all that it has else."""
    with transaction(database.owner(store)) as connection:
        if connection.dialect.name == "postgresql":
            return _postgresql(connection, store)
        return _sqlite(connection)


def _postgresql(connection: Connection, store: str) -> dict[str, Any]:
    found = {}
    for query in _POSTGRESQL:
        rows = connection.execute(text(query), {"store": store})
        found[query] = sorted(
            tuple(str(each).replace(f"{store}.", "").replace(store, "STORE") for each in row)
            for row in rows
        )
    return found


def _sqlite(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, name, table, sql in connection.execute(
        text("SELECT type, name, tbl_name, sql FROM sqlite_master")
    ).all():
        if kind != "table":
            found[f"{kind} {name}"] = (table, sql)
            continue
        columns = connection.execute(text(f"SELECT * FROM pragma_table_info('{name}')"))
        keys = connection.execute(text(f"SELECT * FROM pragma_foreign_key_list('{name}')"))
        found[f"table {name}"] = (
            sorted(tuple(row)[1:] for row in columns),
            sorted(tuple(row)[2:] for row in keys),
            sorted(_clauses(sql)),
        )
    return found


def _clauses(sql: str) -> list[str]:
    """Return the parts of a statement that makes a table, in no order: added columns come last."""
    depth, parts, part = 0, [], ""
    sql = re.sub(r" *([(),]) *", r"\1", " ".join(sql.split())).replace('"', "")
    inner = sql[sql.index("(") + 1 : sql.rindex(")")]
    for letter in inner:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return [*parts, part.strip(), sql[sql.rindex(")") :]]
