"""Transactions on a store: those that may write, and those that only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.exc import DisconnectionError, OperationalError, SQLAlchemyError

from inperson.core import StoreUnavailable

_READS = "inperson_reads"
_FULL, _DAMAGED = "there is no room left", "it is damaged"
_WHY = {
    "SQLITE_FULL": _FULL,
    "53100": _FULL,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_READONLY": "nothing may be written there",
    "25006": "nothing may be written there",
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_IOERR": "its file cannot be read or written",
    "SQLITE_BUSY": "others were writing for too long",
    "53300": "it takes no more connections",
    "42501": "the role may not do that",
}
"""What the first letters of a fault mean to who runs the server."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a database's own errors into `StoreUnavailable`, without statement or parameters."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:  # the second of statements to the driver
        refused = StoreUnavailable(f"The data store refused: {_why(error)}.")
        refused.fault = _fault(error)
        # `from None`: the text of these errors holds the statement's parameters.
        raise refused from None
    except UnicodeDecodeError:  # SQLite's own message quotes a schema that is damaged
        raise StoreUnavailable(f"The data store refused: {_DAMAGED}.") from None
    except OSError as error:
        raise StoreUnavailable(f"The data store refused: {error.strerror}.") from error


def _why(error: Exception) -> str:
    fault = _fault(error)
    if not fault and isinstance(error, DisconnectionError | OperationalError):
        return "it does not answer, or does not let the server in"
    known = (said for begins, said in _WHY.items() if fault.startswith(begins))
    return next(known, type(_cause(error)).__name__)


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
