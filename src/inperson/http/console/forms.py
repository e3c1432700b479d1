"""What the forms of the consoles say, read in one way; what is wrong is said beside its field.

An error names what it is about (`InpersonError.field`), and a control has that name. An act that
is `asked_on` a page shows this page again where it is refused: with what was typed, the field
marked and in focus, and what was said of it tied to it. The pages' script does the same with the
`errors` of what it is answered.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from inperson.core import InpersonError
from inperson.http.console.doors import Here
from inperson.http.console.pages import Typed
from inperson.http.errors import BodyTooLarge, PageStale, RequestSchemaInvalid

_LARGEST, _LONGEST_NUMBER = 64 * 1024, 15
_DIGEST = re.compile("[0-9a-fA-F]{64}", re.ASCII)
Chosen = TypeVar("Chosen", bound=StrEnum)
Given = ParamSpec("Given")


async def _form(request: Request) -> Mapping[str, str]:
    if request.method == "GET":
        return dict(request.query_params)
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


def asked_on(
    page: Callable[..., Response],
) -> Callable[[Callable[Given, Response]], Callable[Given, Response]]:
    """Have an act that is refused for what was typed show again the page whose form asked for it.

    A form of this page is told by the act's name: `typed(name)` is what the template fills it with.
    """

    def on(act: Callable[Given, Response]) -> Callable[Given, Response]:
        @wraps(act)
        def acted(*args: Given.args, **given: Given.kwargs) -> Response:
            try:
                return act(*args, **given)
            except (ValidationError, InpersonError) as error:
                rest: dict[str, Any] = dict(given)
                here, form = rest.pop("here"), rest.pop("form")
                assert isinstance(here, Here)  # noqa: S101 -- every act of a form has one
                status = _status(error)
                if here.scripted or status is None:
                    raise _told(error) from error
                typed = {act.__name__: Typed(form, wrong_fields(error))}
                shown = page(here=replace(here, typed=typed), **rest)
                shown.status_code = status
                return shown

        return acted

    return on


def _status(error: ValidationError | InpersonError) -> HTTPStatus | None:
    """Return with what a page is shown again; None where it is not what was typed."""
    if isinstance(error, ValidationError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    about = error.field or error.status is HTTPStatus.UNPROCESSABLE_ENTITY
    return error.status if about else None


def _told(error: ValidationError | InpersonError) -> InpersonError:
    return (
        error
        if isinstance(error, InpersonError)
        else RequestSchemaInvalid("The form does not fit.", field=next(iter(wrong_fields(error))))
    )


def wrong_fields(error: ValidationError | InpersonError) -> Mapping[str, tuple[str, str]]:
    """Return the code of a refusal and what it says, by the field that it is about.

    A field without a name is the whole form's; without words the page says what belongs there.
    """
    if isinstance(error, InpersonError):
        return {error.field: (error.code, str(error))}
    found = error.errors(include_input=False, include_context=False, include_url=False)
    return {_last(each["loc"]): (RequestSchemaInvalid.code, "") for each in found}


def _last(where: tuple[int | str, ...]) -> str:
    return next((each for each in reversed(where) if isinstance(each, str)), "")


@contextmanager
def about(name: str, kinds: type[InpersonError] = InpersonError) -> Iterator[None]:
    """Say of what is refused in here, and names no field, that it is about this one."""
    try:
        yield
    except kinds as error:
        error.field = error.field or name
        raise


def one(kind: type[Chosen], form: Mapping[str, str], name: str) -> Chosen:
    """Return what was chosen of a closed list.

    Raises:
        RequestSchemaInvalid: if it is none of them.

    """
    try:
        return kind(form.get(name, ""))
    except ValueError:
        raise RequestSchemaInvalid("There is no such choice here.", field=name) from None


def number(form: Mapping[str, str], name: str, otherwise: int) -> int:
    """Return a whole number above or at 0 that was typed, another one where none was.

    Raises:
        RequestSchemaInvalid: if it is none, or beyond what a number of a log can be.

    """
    typed = form.get(name, "") or str(otherwise)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER):
        raise RequestSchemaInvalid("A number has digits alone.", field=name)
    return int(typed)


def day_of(form: Mapping[str, str], name: str) -> datetime:
    """Return the first moment of a day that was typed, in UTC.

    Raises:
        RequestSchemaInvalid: if it is none.

    """
    try:
        return datetime.combine(date.fromisoformat(form.get(name, "")), time(), UTC)
    except ValueError:
        raise RequestSchemaInvalid("A day is written 2026-01-31.", field=name) from None


def digest_of(form: Mapping[str, str], name: str) -> bytes:
    """Return a SHA-256 that was typed in hexadecimal, 32 bytes.

    Raises:
        RequestSchemaInvalid: if it is none.

    """
    typed = form.get(name, "").strip()
    if _DIGEST.fullmatch(typed) is None:
        raise RequestSchemaInvalid("A SHA-256 is 64 hexadecimal digits.", field=name)
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
