"""Triggers, beside their tables: what the database itself refuses, whatever the code does."""

from sqlalchemy import DDL, Table, event
from sqlalchemy.schema import ExecutableDDLElement


def refuse_changes(table: Table, function: str, why: str) -> None:
    """Let no row of a table be changed or deleted.

    Args:
        table: the table; the triggers are made with it.
        function: what the function is called that PostgreSQL needs, once in a store.
        why: what the refusal says.

    """
    for name, when in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
        in_sqlite(
            table,
            f"CREATE TRIGGER {table.name}_{name} BEFORE {when} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{why}'); END",
        )
    in_postgresql(table, refusing(function, why))
    in_postgresql(
        table,
        f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table.name} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
    )


def refusing(function: str, why: str) -> str:
    """Return the statement that makes PostgreSQL's function for a refusal."""
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )


def in_sqlite(table: Table, statement: str) -> None:
    """Run a statement when SQLite has made the table."""
    _listen(table, statement, "sqlite")


def in_postgresql(table: Table, statement: str) -> None:
    """Run a statement when PostgreSQL has made the table."""
    _listen(table, statement, "postgresql")


def in_both(table: Table, statement: str) -> None:
    """Run a statement when the table is made."""
    _listen(table, statement, None)


def _listen(table: Table, statement: str, dialect: str | None) -> None:
    ddl: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
