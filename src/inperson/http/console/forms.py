"""What the forms of the consoles say, read in one way."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from inperson.http.errors import BodyTooLarge, PageStale, RequestSchemaInvalid

_LARGEST = 64 * 1024
_DIGEST = re.compile("[0-9a-fA-F]{64}", re.ASCII)
Chosen = TypeVar("Chosen", bound=StrEnum)


async def _form(request: Request) -> Mapping[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise BodyTooLarge("A form has 64 KiB at most.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100))


FormOf = Annotated[Mapping[str, str], Depends(_form)]


def words(form: Mapping[str, str], name: str = "text") -> str:
    """Return what was written in a field, without a browser's own line ends."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def one(kind: type[Chosen], value: str) -> Chosen:
    """Return what was chosen of a closed list.

    Raises:
        RequestSchemaInvalid: if it is none of them.

    """
    try:
        return kind(value)
    except ValueError:
        raise RequestSchemaInvalid("There is no such choice here.") from None


def day_of(form: Mapping[str, str], name: str) -> datetime:
    """Return the first moment of a day that was typed, in UTC.

    Raises:
        RequestSchemaInvalid: if it is none.

    """
    try:
        return datetime.combine(date.fromisoformat(form.get(name, "")), time(), UTC)
    except ValueError:
        raise RequestSchemaInvalid("A day is written 2026-01-31.") from None


def digest_of(form: Mapping[str, str], name: str) -> bytes:
    """Return a SHA-256 that was typed in hexadecimal, 32 bytes.

    Raises:
        RequestSchemaInvalid: if it is none.

    """
    typed = form.get(name, "").strip()
    if _DIGEST.fullmatch(typed) is None:
        raise RequestSchemaInvalid("A SHA-256 is 64 hexadecimal digits.")
    return bytes.fromhex(typed)


def require_seen(form: Mapping[str, str], now: str) -> None:
    """Let an act pass only if what its page showed is still so.

    Args:
        form: whose field `seen` says what the page was made of.
        now: the same, as it is now.

    Raises:
        PageStale: otherwise.

    """
    if form.get("seen") != now:
        raise PageStale("What this page showed was changed since. Look again, then decide.")
