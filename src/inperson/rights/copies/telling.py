"""How the documents of an access copy write times, and who acted."""

from datetime import datetime
from enum import Enum
from typing import Any

from inperson.core import rfc3339

_OPERATOR = "operator:"


def at(time: datetime | None) -> str | None:
    """Return a time as RFC 3339 in UTC."""
    return None if time is None else rfc3339(time)


def plain(value: Any) -> Any:
    """Return a field of a value as JSON has it: times as `at` does, bytes in hexadecimal."""
    if isinstance(value, datetime):
        return at(value)
    if isinstance(value, Enum):
        return value.value
    return value.hex() if isinstance(value, bytes) else value


def role(actor: str | None) -> str | None:
    """Return who acts without the name of an employee: that is the employee's own data.

    Court of Justice of the EU, C-579/21: a log tells what was done, when and why, and not by whom
    of the controller's staff.
    """
    return "operator" if actor is not None and actor.startswith(_OPERATOR) else actor
