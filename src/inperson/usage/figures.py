"""What a tenant sees of its own service, exact and inside its silo. None of it leaves there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HourFigures:
    """The sessions that began in one hour."""

    begins_at: datetime
    outcomes: Mapping[str, int] = field(hash=False)
    """By `accepted`, `refused`, `expired` and `open`."""


@dataclass(frozen=True, slots=True)
class DayLatency:
    """How long the decided sessions of a day took, from capture, or else opening, to decision."""

    day: date
    sessions: int
    p50_s: float
    p95_s: float
    """By nearest rank: a value that occurred."""


class FigureRows(Protocol):
    """What is counted in a silo. Each takes a period and reads no more than that."""

    def sessions_by_hour(self, since: datetime, until: datetime) -> Sequence[HourFigures]:
        """Count the sessions that began in a period; hours without one are left out."""
        ...

    def liveness_refusals(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """Count by reason the sessions of a period in which no living person was seen."""
        ...

    def latencies_by_day(self, since: datetime, until: datetime) -> Sequence[DayLatency]:
        """Return how long the decided sessions of a period took; days without one are left out."""
        ...
