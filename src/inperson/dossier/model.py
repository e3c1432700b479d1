"""A dossier as values: pages of sections, each made of a few kinds of parts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

FORMAT, VERSION = "inperson-dossier", 1


class Standing(StrEnum):
    """How a point stands."""

    KEPT = "kept"
    """The software does it."""
    OPEN = "open"
    """It is not done, not measured, or nobody read it."""
    CONTROLLER = "controller"
    """Only the controller can know or do it."""
    NONE = "none"
    """It does not apply, and why."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that somebody asks for, and how it stands."""

    id: str
    state: Standing
    says: str
    where: str = ""
    """What makes it true: clauses of docs/policy.md, a page of docs/, or a source."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text. The first cell of a row names it within its table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. All but its title may be missing."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    points: tuple[Point, ...] = ()
    signed_by: tuple[str, ...] = ()
    """Whose signature it has room for."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document of the dossier."""

    id: str
    """Also its file's name, without its end."""
    title: str
    lead: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All pages about one tenant, of one moment."""

    tenant_id: str
    controller: str
    made_at: datetime
    notice_version: int
    notice_sha256: str
    software: str
    pages: tuple[Page, ...]

    def content(self) -> dict[str, Any]:
        """Return it as JSON: `dossier.json`."""
        content = asdict(self) | {"made_at": self.made_at.isoformat()}
        return {"format": FORMAT, "version": VERSION, **content}
