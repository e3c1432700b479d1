"""What private statistics need of a silo."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from inperson.usage.periods import Period
from inperson.usage.statistics.tally import EndedSession


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of the ledger: what a period's release cost, and the release itself."""

    period: Period
    epsilon_micro: int
    release: str


class EpsilonLedger(Protocol):
    """What was spent. A line is added once, and never changed or removed."""

    def lock_ledger(self) -> None:
        """Keep every other process from spending until this transaction ends."""
        ...

    def spent(self, period: Period) -> Spent | None:
        """Return what a period's release cost, or None before there is one."""
        ...

    def ledger(self) -> Sequence[Spent]:
        """Return all lines in order of their periods."""
        ...

    def spend(self, line: Spent) -> bool:
        """Add a line; False, and nothing changed, if the period has one."""
        ...


class EndedRows(Protocol):
    """The sessions that statistics count."""

    def ended_sessions(
        self, period: Period, after: EndedSession | None, limit: int
    ) -> Sequence[EndedSession]:
        """Return the next production sessions that ended in a period.

        One that is stored as open and whose time was over in the period has expired in it.

        Args:
            period: in which they ended.
            after: the last one of the page before; None for the first page.
            limit: how many.

        Returns:
            Sessions ordered by subject (those of nobody last), then by their end and their id.

        """
        ...


class LedgerStore(Protocol):
    """A store that holds a ledger and nothing else of this room."""

    def begin(self) -> AbstractContextManager[EpsilonLedger]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...

    def read(self) -> AbstractContextManager[EpsilonLedger]:
        """Open a transaction that only reads: it waits for no writer, and is refused to write."""
        ...
