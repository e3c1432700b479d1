"""The values of an archive: what JSON has no form for is an object of one member."""

import base64
import binascii
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from inperson.backup.errors import BackupBroken
from inperson.backup.model import Value

_LARGEST = 1 << 63
_BYTES, _TIME, _DAY = "b", "t", "d"


def written(value: Value) -> Any:
    """Return a value as JSON writes it."""
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return {_TIME: value.astimezone(UTC).isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return value


def read(said: Any) -> Value:
    """Return what JSON says as a value.

    Raises:
        BackupBroken: if it is none.

    """
    if isinstance(said, str):
        return _text(said)
    if isinstance(said, int):
        return said if -_LARGEST <= said < _LARGEST else broken()
    if said is None or isinstance(said, float):
        return said
    if not isinstance(said, dict) or len(said) != 1:
        broken()
    ((kind, text),) = said.items()
    if not isinstance(text, str):
        broken()
    try:
        if kind == _BYTES:
            return base64.b64decode(text, validate=True)
        if kind == _TIME:
            return datetime.fromisoformat(text).astimezone(UTC)
        return date.fromisoformat(text) if kind == _DAY else broken()
    except (binascii.Error, ValueError, OverflowError) as error:
        raise BackupBroken("A value of the backup is not of its form.") from error


def _text(said: str) -> str:
    try:
        said.encode()
    except UnicodeEncodeError as error:  # half of a character
        raise BackupBroken("A text of the backup is none.") from error
    return said


def broken(why: str = "The backup is not as it was written.") -> NoReturn:
    """Refuse a backup."""
    raise BackupBroken(why)
