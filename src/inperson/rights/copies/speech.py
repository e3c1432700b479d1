"""How the page of a copy speaks: English is in the code, any other language in `texts/`.

A text is found by the English one; a text that is not in a table is said in English rather than
left out. What notices say in a language, such as the name of a recorded field, is said as there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from inperson.rights import notices

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ar", "zh")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Speech:
    """One language."""

    language: str
    texts: Mapping[str, str]
    """By the English text."""

    def __call__(self, english: str, /, **values: object) -> str:
        """Return a text with its values filled in."""
        return self.texts.get(english, english).format(**self._apart(values))

    def marked(self, english: str, /, **values: object) -> Markup:
        """Return a text for HTML: its values are escaped unless they are markup."""
        return escape(self.texts.get(english, english)).format(**self._apart(values))

    def as_notices(self, table: str, english: str) -> str:
        """Return a text that notices have in a table of theirs, or this page in its own."""
        known = english
        if self.language in notices.LANGUAGES:
            known = notices.phrases(self.language).translated(table, english)
        return self(english) if known == english else known

    def number(self, count: int) -> str:
        """Write a number with its thousands apart."""
        return f"{count:,}".replace(",", self(","))

    def plural(self, count: int, one: str, many: str) -> str:
        """Say how many there are: `{count} day` for one, else `{count} days`."""
        return self(one if count == 1 else many, count=self.number(count))

    def days(self, count: int) -> str:
        """Say a number of days."""
        return self.plural(count, "{count} day", "{count} days")

    def day(self, time: datetime) -> str:
        """Write a date."""
        utc = time.astimezone(UTC)
        return self("{day} {month} {year}", day=utc.day, month=self(f"{utc:%B}"), year=utc.year)

    def moment(self, time: datetime) -> str:
        """Write a date and a time."""
        return self("{day}, {hour} UTC", day=self.day(time), hour=f"{time.astimezone(UTC):%H:%M}")

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`, for HTML."""
        return "rtl" if self.language == "ar" else "ltr"

    def _apart(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Keep a name from being turned around among letters that run the other way."""
        if self.direction == "ltr":
            return values
        return {
            name: f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}"
            if isinstance(value, str) and not isinstance(value, Markup)
            else value
            for name, value in values.items()
        }


@cache
def speech(language: str) -> Speech:
    """Return how the page speaks a language; English where it does not."""
    if language not in LANGUAGES[1:]:
        return Speech("en", {})
    path = resources.files("inperson.rights.copies").joinpath("texts", f"{language}.toml")
    return Speech(language, tomllib.loads(path.read_text("utf-8")))
