"""Transactions on a store: those that may write, and those that only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.exc import SQLAlchemyError

from inperson.core import StoreUnavailable

_READS = "inperson_reads"


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a database's own errors into `StoreUnavailable`, without statement or parameters."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:  # the second of statements to the driver
        refused = StoreUnavailable(f"The data store refused: {_kind(error)}.")
        refused.fault = _fault(error)
        # `from None`: the text of these errors holds the statement's parameters.
        raise refused from None
    except UnicodeDecodeError:  # SQLite's own message quotes a schema that is damaged
        raise StoreUnavailable("The data store refused: it is damaged.") from None
    except OSError as error:
        raise StoreUnavailable(f"The data store refused: {error.strerror}.") from error


def _kind(error: Exception) -> str:
    return type(_cause(error)).__name__


def _fault(error: Exception) -> str:
    cause = _cause(error)
    return str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")


def _cause(error: Exception) -> Exception:
    return getattr(error, "orig", None) or error


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run a block in one transaction; what the database refuses is `StoreUnavailable`."""
    with guarded(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Run a block in one transaction that only reads: it waits for no writer, and may not write."""
    with guarded(), engine.connect() as connection:
        connection.execution_options(**{_READS: True, "postgresql_readonly": True})
        with connection.begin():
            yield connection


def reads_only(connection: Connection) -> bool:
    """Tell whether a transaction was opened by `reading`."""
    return bool(connection.get_execution_options().get(_READS))


def kept(connection: Connection, query: Select[Any]) -> Select[Any]:
    """Keep others from changing the rows until the transaction ends; one that only reads does not.

    SQLite's transactions that may write exclude each other as it is.
    """
    return query if reads_only(connection) else query.with_for_update()
