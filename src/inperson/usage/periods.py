"""Billing periods: calendar months in UTC. Nothing finer than one ever leaves a silo."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from inperson.usage.errors import PeriodInvalid

_TEXT = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month, written `2026-11`.

    Raises:
        PeriodInvalid: if the text is of another form.

    """

    text: str

    def __post_init__(self) -> None:
        if _TEXT.fullmatch(self.text) is None:
            raise PeriodInvalid("A period is a month, such as 2026-11.")

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the period in which a time lies."""
        return cls(f"{at.astimezone(UTC):%Y-%m}")

    @property
    def year(self) -> int:
        """Return its calendar year."""
        return int(self.text[:4])

    @property
    def begins_at(self) -> datetime:
        """Return its first instant."""
        return datetime(self.year, int(self.text[5:]), 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """Return the first instant of the next period."""
        return self.next.begins_at

    @property
    def next(self) -> "Period":
        """Return the period after it."""
        month = int(self.text[5:])
        return Period(f"{self.year + month // 12:04}-{month % 12 + 1:02}")

    def __str__(self) -> str:
        return self.text
