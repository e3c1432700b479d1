"""What this part needs of the silo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import HoldId, SubjectId
from inperson.rights.laws import Category
from inperson.rights.retention.holding import StoredHold
from inperson.sessions import Subject
from inperson.tenants import TokenKind

Cutoffs = Mapping[Category, datetime]


class RetentionRows(Protocol):
    """What is due to be forgotten, and what a legal order holds.

    What an order holds is never due, nor what its subject asked to be kept and not used.
    """

    def overdue(
        self, category: Category, cutoffs: Cutoffs, now: datetime
    ) -> tuple[int, datetime | None]:
        """Return how many records of a category are due, and the earliest event they count from.

        Args:
            category: any but the samples, which are in a store of their own.
            cutoffs: of each category, the time before which an event makes due what counts
                from it.
            now: tells which orders stand.

        """
        ...

    def forget(self, category: Category, cutoffs: Cutoffs, now: datetime, limit: int) -> int:
        """Delete up to `limit` records that `overdue` counts, and return how many went.

        Several callers at once do not wait for each other; 0 means that there is nothing left, or
        that another one has it in hand.

        Args:
            category: any but the samples and the template, whose subject is erased whole. Of the
                records of sessions, those that go whole; `due_records` has the others.
            cutoffs: as for `overdue`.
            now: tells which orders stand.
            limit: how many at most.

        """
        ...

    def idle_subject(self, cutoffs: Cutoffs, now: datetime) -> Subject | None:
        """Return a subject that is due as a whole, or None."""
        ...

    def spared_subjects(self, now: datetime) -> Sequence[SubjectId]:
        """Return the enrolled subjects whose data is held, or to be kept and not used."""
        ...

    def freed_subjects(self, now: datetime) -> Sequence[Subject]:
        """Return the enrolled subjects that an order held once and none holds now."""
        ...

    def add_hold(self, hold: StoredHold) -> None:
        """Store a new hold."""
        ...

    def hold(self, hold_id: HoldId) -> StoredHold | None:
        """Return the hold, or None."""
        ...

    def holds(self, kind: TokenKind) -> Sequence[StoredHold]:
        """Return the holds of a kind of token in the order in which they were placed."""
        ...

    def release_hold(self, hold_id: HoldId, at: datetime) -> bool:
        """Mark a hold as released; False, and nothing changed, if it was before."""
        ...
