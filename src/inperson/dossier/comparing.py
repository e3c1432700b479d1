"""What changed between two dossiers: by their data, named by where it stands, not line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inperson.dossier.errors import DossierMalformed

_APART = frozenset({"pages", "format", "version", "made_at"})
"""What always differs, or is looked into by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two dossiers say differently."""

    where: str
    """The page, the section, and the name of what changed, with ` / ` between them."""
    was: str | None
    """None if it was not there."""
    now: str | None

    def line(self) -> str:
        """Return it as a line for people."""
        return f"{self.where}: {self.was or '(nothing)'} -> {self.now or '(nothing)'}"


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[Change]:
    """Return what changed, in the order of the new dossier; what is gone comes last.

    Args:
        old: the data of a dossier, as `read_dossier` returns it.
        new: of a later one.

    Raises:
        DossierMalformed: if one of them has not the form of a dossier.

    """
    try:
        was, now = dict(_said(old)), dict(_said(new))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise DossierMalformed("The data is not of the form of a dossier.") from error
    names = [*now, *(each for each in was if each not in now)]
    return [
        Change(each, was.get(each), now.get(each))
        for each in names
        if was.get(each) != now.get(each)
    ]


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield everything that a dossier says, under a name of its own."""
    for name, value in data.items():
        if name not in _APART:
            yield name, str(value)
    for page in data["pages"]:
        for section in page["sections"]:
            for name, text in _of(section):
                yield " / ".join((page["id"], section["id"], name)), text


def _of(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(section["text"], start=1):
        yield f"text {number}", text
    yield from ((name, value) for name, value in section["facts"])
    for point in section["points"]:
        where = f" ({point['where']})" if point["where"] else ""
        yield point["id"], f"{point['state']}: {point['says']}{where}"
    if section["table"] is not None:
        columns = section["table"]["columns"]
        for row in section["table"]["rows"]:
            for column, cell in zip(columns[1:], row[1:], strict=True):
                yield f"{row[0]} / {column}", cell
