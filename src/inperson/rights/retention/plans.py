"""What is due, and what went, as values: counts only, and nobody's ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inperson.rights.laws import Category


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of one category."""

    category: Category
    days: int
    count: int
    earliest: datetime | None
    """The earliest event that the days of one of them count from."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sweep at this time does, if nothing changes before it."""

    at: datetime
    due: tuple[Due, ...]
    """One a category, in the order in which they go."""

    @property
    def total(self) -> int:
        """Return how many records are due."""
        return sum(each.count for each in self.due)

    def counts(self) -> Mapping[Category, int]:
        """Return how many are due of each category of which any is."""
        return {each.category: each.count for each in self.due if each.count}


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did."""

    planned: Plan
    gone: Mapping[Category, int] = field(hash=False)
    """How many went of each category of which any did."""

    @property
    def total(self) -> int:
        """Return how many records went."""
        return sum(self.gone.values())


@dataclass(slots=True)
class Run:
    """A sweep on record: its plan is, before anything goes."""

    at: datetime
    salt: bytes
    planned: dict[str, int]
    gone: dict[str, int] | None = None
    """None until it is finished."""

    def detail(self) -> dict[str, str]:
        """Return what its leaf commits to."""
        planned = {f"due_{name}": str(count) for name, count in self.planned.items()}
        return {"at": self.at.isoformat(), **planned}

    def content(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {
            "at": self.at.isoformat(),
            "salt": self.salt.hex(),
            "planned": self.planned,
            "gone": self.gone,
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Run":
        """Return the run that was stored."""
        return cls(
            datetime.fromisoformat(content["at"]),
            bytes.fromhex(content["salt"]),
            content["planned"],
            content["gone"],
        )
