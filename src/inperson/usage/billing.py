"""What is billed: how many sessions of each operation ended in a period, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inperson.tenants import TokenKind
from inperson.usage.periods import Period


class Outcome(StrEnum):
    """How a session ended, as coarsely as a bill needs it."""

    ACCEPTED = "accepted"
    """Enrolled, matched, or live: what the session was opened for."""
    REFUSED = "refused"
    """Decided otherwise, whatever the reason."""
    EXPIRED = "expired"
    """Its time was over before it was decided."""


@dataclass(frozen=True, slots=True, order=True)
class Operation:
    """One line of a bill."""

    kind: str
    """`enroll`, `authenticate` or `liveness`."""
    outcome: Outcome
    token_kind: TokenKind


@dataclass(frozen=True, slots=True)
class PeriodUsage:
    """What one client used in one period."""

    period: Period
    counts: Mapping[Operation, int] = field(hash=False)
    """How many sessions; an operation that is not there has none."""
    active_subjects: Mapping[TokenKind, int] = field(hash=False)
    """How many subjects had at least one decided session."""
    closed: bool
    """Nothing changes it any more."""
