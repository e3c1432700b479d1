"""Time as a value that is passed in, so that expiry and retention can be tested."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Source of wall-clock and monotonic time."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds on a clock that never goes back, for measuring durations."""
        ...


def rfc3339(at: datetime) -> str:
    """Return a time as RFC 3339 writes it, in UTC with a `Z`: the one way in which it is said."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Return seconds on the machine's monotonic clock."""
        return time.monotonic()


class ManualClock:
    """A clock that moves only when told to: for tests and for replaying records."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """Return the set time."""
        return self._now

    def monotonic_s(self) -> float:
        """Return seconds advanced since the clock was made."""
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Move both clocks forward by `seconds`."""
        self._now += timedelta(seconds=seconds)
        self._elapsed_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back, as a machine whose time was wrong does."""
        self._now += timedelta(seconds=seconds)
