"""What the room needs of the world: a store for each tenant, apart from its silo."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import SubjectId, TenantId
from inperson.improvement.model import (
    Export,
    ExportedFile,
    ExportProposal,
    SealedSample,
)
from inperson.sessions import ExportedTo


class ImprovementStore(Protocol):
    """One tenant's improvement set. Every method is one durable transaction."""

    def add(self, samples: Sequence[SealedSample]) -> None:
        """Store samples, all or none."""
        ...

    def replace(self, samples: Sequence[SealedSample]) -> None:
        """Put these samples in the place of those that have their ids, all or none."""
        ...

    def samples(self) -> Iterator[SealedSample]:
        """Yield all samples in the order in which they were taken."""
        ...

    def of_subject(self, subject_id: SubjectId) -> Iterator[SealedSample]:
        """Yield all samples of a subject in the order in which they were taken."""
        ...

    def remove(self, subject_id: SubjectId, at: datetime) -> int:
        """Delete all samples of a subject, recall its exported files, and return how many went."""
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

    def add_export(
        self, export: Export, files: Sequence[ExportedFile], proposal: ExportProposal
    ) -> bool:
        """Store an export with whose files are in it, and that the proposal is used up.

        Returns:
            False, and nothing changed, if its number is taken or the proposal is used up.

        """
        ...

    def add_proposal(self, proposal: ExportProposal) -> None:
        """Store a proposal."""
        ...

    def approve(self, proposal: ExportProposal) -> bool:
        """Store who approved a proposal; False, and nothing changed, if somebody had."""
        ...

    def proposals(self) -> Sequence[ExportProposal]:
        """Return all proposals in order."""
        ...

    def exported(self, subject_id: SubjectId) -> Sequence[ExportedTo]:
        """Return which files of which exports show a subject, in order."""
        ...

    def exported_subjects(self) -> Sequence[SubjectId]:
        """Return of whom a file left that is not recalled."""
        ...

    def recalled(self, number: int) -> Sequence[ExportedFile]:
        """Return the files of an export that are recalled, in order."""
        ...

    def untold(self) -> Sequence[int]:
        """Return the exports with recalled files that the controller was not told of."""
        ...

    def tell(self, number: int, until: datetime, at: datetime) -> None:
        """Store that the controller was told of what was recalled of an export until a time."""
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
