"""What every JSON object of a door is made of: nothing unknown, nothing of another type."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Body(BaseModel):
    """A JSON object in which an unknown field, or one of another type, is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


View = TypeVar("View", bound=Body)


def view_of(kind: type[View], *values: object, **given: Any) -> View:
    """Return a view of values: a member is what is given, or else the attribute of its name.

    Of the first value that has it; where a value is None, what nobody has is null. Bytes are hex.
    """
    members = dict(given)
    for name in kind.model_fields.keys() - given.keys():
        owner = next((each for each in values if hasattr(each, name)), None)
        if owner is not None or None in values:
            members[name] = _plain(getattr(owner, name, None))
    return kind(**members)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return value.hex() if isinstance(value, bytes) else value


def _integral(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_integral)
"""After the bounds of an `Annotated`: before them it would keep them out of the description."""
Whole = Annotated[int, WHOLE]
"""A whole number; in JSON 24.0 is one too."""

SubjectRef = Annotated[
    str,
    Field(
        pattern=r"^[!-~]{1,128}$",
        description="Your own opaque id of the subject, 1 to 128 visible ASCII characters. It is "
        "stored as a keyed hash only; never send a name or an e-mail address.",
        examples=["customer-17"],
    ),
]

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        raise ValueError("times are RFC 3339, with a zone")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("there is no such time") from error


Moment = Annotated[datetime, BeforeValidator(_moment)]
