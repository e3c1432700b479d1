"""What this part needs of the silo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import DisclosureId
from inperson.rights.disclosures.model import (
    Disclosure,
    DisclosureBasis,
    DisclosureState,
)
from inperson.sessions import Pseudonym
from inperson.tenants import TokenKind


class DisclosureRows(Protocol):
    """Disclosures: proposed, approved, delivered or refused. None is ever deleted here."""

    def add_disclosure(self, disclosure: Disclosure) -> None:
        """Store a disclosure that was proposed."""
        ...

    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None:
        """Return a disclosure; nobody else changes it while this transaction goes on."""
        ...

    def change_disclosure(self, disclosure: Disclosure, was: DisclosureState) -> bool:
        """Store the later form of a disclosure.

        Returns:
            False, and nothing changed, unless it is in the state `was`: of several processes that
            try, exactly one gets True.

        """
        ...

    def disclosures_of(self, reference: Pseudonym) -> Sequence[Disclosure]:
        """Return all disclosures about a reference in order, under a gag or not."""
        ...

    def disclosures(
        self, kind: TokenKind, after: DisclosureId | None, limit: int
    ) -> Sequence[Disclosure]:
        """Return a kind of token's disclosures, the latest first, after one of them or from it."""
        ...

    def due_disclosures(
        self, kind: TokenKind, proposed_before: datetime, now: datetime
    ) -> Sequence[Disclosure]:
        """Return the open ones proposed before a time, and those to be told of by now."""
        ...

    def disclosure_counts(
        self, since: datetime, until: datetime, now: datetime
    ) -> Mapping[tuple[DisclosureBasis, DisclosureState], int]:
        """Count the disclosures proposed in a period, without those under a gag at `now`."""
        ...
