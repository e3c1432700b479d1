"""What the room needs of the world: a store for each tenant, apart from its silo."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import SubjectId, TenantId
from inperson.improvement.model import Export, SealedSample


class ImprovementStore(Protocol):
    """One tenant's improvement set. Every method is one durable transaction."""

    def add(self, samples: Sequence[SealedSample]) -> None:
        """Store samples, all or none."""
        ...

    def samples(self) -> Iterator[SealedSample]:
        """Yield all samples in the order in which they were taken."""
        ...

    def of_subject(self, subject_id: SubjectId) -> Iterator[SealedSample]:
        """Yield all samples of a subject in the order in which they were taken."""
        ...

    def remove(self, subject_id: SubjectId) -> int:
        """Delete all samples of a subject, and return how many went."""
        ...

    def count(self, subject_id: SubjectId) -> int:
        """Return how many samples of a subject there are."""
        ...

    def purge(self, before: datetime, spared: Collection[SubjectId] = ()) -> int:
        """Delete the samples taken before a time, and return how many went.

        Args:
            before: the time.
            spared: the subjects whose samples stay.

        """
        ...

    def overdue(
        self, before: datetime, spared: Collection[SubjectId] = ()
    ) -> tuple[int, datetime | None]:
        """Return how many samples `purge` would delete, and when the earliest was taken."""
        ...

    def exports(self) -> Sequence[Export]:
        """Return all exports in order."""
        ...

    def add_export(self, export: Export) -> bool:
        """Store an export; False, and nothing changed, if its number is taken."""
        ...


class ImprovementStores(Protocol):
    """Gives each tenant's improvement set."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's store; do nothing if there is one."""
        ...

    def open(self, tenant_id: TenantId) -> ImprovementStore:
        """Return the store, bound to this tenant.

        Raises:
            ImprovementUnavailable: if it was not created.

        """
        ...
