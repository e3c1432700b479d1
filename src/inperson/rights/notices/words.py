"""What a notice says, in each language: a table a language, `words/<language>.toml`.

The tables have the same keys. What other parts of the server say of themselves in English, such as
why a field of the session's record is kept, is found by that English text; a text that is not in
the table is said in English rather than left out.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

RIGHT_TO_LEFT = frozenset({"ar"})
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language."""

    language: str
    name: str
    """The language's own name."""
    tables: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its values filled in."""
        return self.word("say", key, **values)

    def word(self, table: str, key: str, **values: object) -> str:
        """Return an entry of another table; it must be there."""
        return self.tables[table][key].format(
            **{name: self._apart(value) for name, value in values.items()}
        )

    def lawful(self, table: str, key: str, *, gdpr: bool) -> str:
        """Return an entry that says what allows a thing, with its article where the GDPR does."""
        cited = self.tables[f"{table}_gdpr"][key] if gdpr else ""
        return self.tables[table][key].format(law=cited)

    def translated(self, table: str, english: str) -> str:
        """Return what an English text is in this language; the text itself if that is unknown."""
        return self.tables[table].get(english, english)

    def days(self, count: int) -> str:
        """Return a number of days in words."""
        return self.say("day") if count == 1 else self.say("days", count=count)

    def _apart(self, value: object) -> object:
        """Keep a name or a date from being turned around among letters that run the other way."""
        if self.language in RIGHT_TO_LEFT and isinstance(value, str):
            return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}"
        return value

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`, for HTML."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@cache
def phrases(language: str) -> Phrases:
    """Return the phrases of a language that notices are published in."""
    path = resources.files("inperson.rights.notices").joinpath("words", f"{language}.toml")
    read = tomllib.loads(path.read_text("utf-8"))
    name = read.pop("name")
    tables = {table: MappingProxyType(entries) for table, entries in read.items()}
    return Phrases(language, name, MappingProxyType(tables))
