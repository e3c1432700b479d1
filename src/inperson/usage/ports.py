"""What the room needs of the world: the counts in a tenant's silo, a pen, and a server's clients.

A silo is reached through a handle bound to one tenant; no method takes a tenant's id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inperson.core import SessionId
from inperson.tenants import TokenKind
from inperson.usage.billing import Operation
from inperson.usage.devices import SessionFacts
from inperson.usage.periods import Period


@dataclass(frozen=True, slots=True)
class StoredPeriod:
    """What is stored of a period, its counts aside."""

    period: Period
    closed: bool
    number: int | None = None
    """Of its report, from 1; None while it is open."""
    report: str | None = None
    active: Mapping[TokenKind, int] | None = None
    """None while it is open: then it is counted."""


class UsageRows(Protocol):
    """What is billed of a silo's sessions."""

    def expire_sessions(self, now: datetime) -> int:
        """End and count the open sessions whose time is over, and return how many."""
        ...

    def usage_periods(self) -> Sequence[StoredPeriod]:
        """Return what is stored, in order; periods in which nothing ended may be missing."""
        ...

    def usage_counts(self, period: Period) -> Mapping[Operation, int]:
        """Return how many sessions of a period ended how."""
        ...

    def active_subjects(self, period: Period) -> Mapping[TokenKind, int]:
        """Return how many subjects are marked in an open period."""
        ...

    def lock_usage(self, period: Period) -> StoredPeriod:
        """Return a period, made if it was not there; nobody counts in it while this goes on."""
        ...

    def close_usage(self, closed: StoredPeriod) -> None:
        """Store the closed form of a locked period, and delete its salt and its marks."""
        ...

    def sessions_kept(self) -> Mapping[tuple[Period, Operation], int]:
        """Count the ended sessions that are not forgotten yet, by the month of their end."""
        ...


class FactRows(Protocol):
    """What is kept of the devices of sessions."""

    def put_facts(self, session_id: SessionId, facts: SessionFacts) -> None:
        """Store what is kept of a new session's device for statistics."""
        ...

    def put_sdk(self, session_id: SessionId, sdk: str) -> None:
        """Replace the SDK in it by what the capture's client told, as statistics know it."""
        ...

    def facts_of(self, session_id: SessionId) -> SessionFacts | None:
        """Return what is kept of a session's device for statistics, or None."""
        ...
