"""Improvement sets in SQL: each tenant's in a store of its own, apart from its silo."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Update, delete, func, insert, select, true, update

from inperson.core import ExportId, SubjectId, TenantId
from inperson.improvement import (
    Export,
    ExportedFile,
    ExportProposal,
    ImprovementStore,
    ImprovementUnavailable,
    SealedSample,
)
from inperson.sessions import ExportedTo
from inperson.store.connections import kept, reading, transaction
from inperson.store.converting import Converter
from inperson.store.databases import Database
from inperson.store.export_tables import export_proposals, exported_files
from inperson.store.migrations import upgrade
from inperson.store.names import StoreKind
from inperson.store.tables import improvement_exports, improvement_samples
from inperson.tenants import TokenKind

_PAGE = 50
_SAMPLES = Converter(SealedSample, improvement_samples)
_EXPORTS = Converter(Export, improvement_exports)
_PROPOSALS = Converter(ExportProposal, export_proposals)
_FILES = Converter(ExportedFile, exported_files, {"name": "file"})


class SqlImprovementStores:
    """Implements `improvement.ImprovementStores`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's store, or bring it up to date."""
        self._database.create(store := StoreKind.IMPROVEMENT.of(tenant_id))
        upgrade(self._database, store, StoreKind.IMPROVEMENT)

    def open(self, tenant_id: TenantId) -> ImprovementStore:
        """Return the store, bound to this tenant."""
        if not self._database.exists(store := StoreKind.IMPROVEMENT.of(tenant_id)):
            raise ImprovementUnavailable("The tenant has no improvement set.")
        return SqlImprovementStore(self._database, store)


class SqlImprovementStore:
    """Implements `improvement.ImprovementStore`."""

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    def add(self, samples: Sequence[SealedSample]) -> None:
        """Store samples, all or none."""
        kind = {"token_kind": TokenKind.DEVELOPER.value}
        rows = [_SAMPLES.row(each) | kind for each in samples]
        with transaction(self._database.engine(self._store)) as connection:
            connection.execute(insert(improvement_samples), rows)

    def replace(self, samples: Sequence[SealedSample]) -> None:
        """Put these samples in the place of those that have their ids, all or none."""
        with transaction(self._database.engine(self._store)) as connection:
            for each in samples:
                mine = improvement_samples.c.id == each.id
                connection.execute(
                    update(improvement_samples).where(mine).values(_SAMPLES.row(each))
                )

    def samples(self) -> Iterator[SealedSample]:
        """Yield all samples, a page at a time: they are large."""
        return self._pages(true())

    def of_subject(self, subject_id: SubjectId) -> Iterator[SealedSample]:
        """Yield all samples of a subject, a page at a time."""
        return self._pages(improvement_samples.c.subject_id == subject_id)

    def _pages(self, chosen: ColumnElement[bool]) -> Iterator[SealedSample]:
        columns = improvement_samples.c
        last: tuple[datetime, str] | None = None
        while True:
            query = select(improvement_samples).where(chosen)
            query = query.order_by(columns.taken_at, columns.id).limit(_PAGE)
            if last is not None:
                later = (columns.taken_at == last[0]) & (columns.id > last[1])
                query = query.where((columns.taken_at > last[0]) | later)
            with reading(self._database.engine(self._store)) as connection:
                page = _SAMPLES.all(connection, query)
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1].taken_at, page[-1].id

    def remove(self, subject_id: SubjectId, at: datetime) -> int:
        """Delete all samples of a subject, and recall its exported files."""
        left = exported_files.c.subject_id == subject_id
        recalled = update(exported_files).where(left).values(subject_id=None, recalled_at=at)
        return self._delete(improvement_samples.c.subject_id == subject_id, recalled)

    def count(self, subject_id: SubjectId) -> int:
        """Return how many samples of a subject there are."""
        mine = select(func.count()).where(improvement_samples.c.subject_id == subject_id)
        with reading(self._database.engine(self._store)) as connection:
            return connection.execute(mine).scalar_one()

    def purge(self, before: datetime, spared: Collection[SubjectId] = ()) -> int:
        """Delete the samples taken before a time, but those of some subjects."""
        return self._delete(_overdue(before, spared))

    def overdue(
        self, before: datetime, spared: Collection[SubjectId] = ()
    ) -> tuple[int, datetime | None]:
        """Return how many samples `purge` would delete, and when the earliest was taken."""
        earliest = func.min(improvement_samples.c.taken_at)
        query = select(func.count(), earliest).where(_overdue(before, spared))
        with reading(self._database.engine(self._store)) as connection:
            count, oldest = connection.execute(query).one()
            return count, oldest

    def exports(self) -> Sequence[Export]:
        """Return all exports in order."""
        query = select(improvement_exports).order_by(improvement_exports.c.number)
        with reading(self._database.engine(self._store)) as connection:
            return _EXPORTS.all(connection, query)

    def add_export(
        self, export: Export, files: Sequence[ExportedFile], proposal: ExportProposal
    ) -> bool:
        """Store an export with its files; False if its number, or the proposal, is taken."""
        mine = select(export_proposals).where(
            export_proposals.c.id == proposal.id, export_proposals.c.number.is_(None)
        )
        with transaction(self._database.engine(self._store)) as connection:
            if connection.execute(kept(connection, mine)).first() is None:
                return False
            if not _EXPORTS.add_if_free(connection, export):
                return False
            if files:
                connection.execute(insert(exported_files), [_FILES.row(each) for each in files])
            used = update(export_proposals).where(export_proposals.c.id == proposal.id)
            connection.execute(used.values(number=export.number))
            return True

    def add_proposal(self, proposal: ExportProposal) -> None:
        """Store a proposal."""
        with transaction(self._database.engine(self._store)) as connection:
            _PROPOSALS.add(connection, proposal)

    def approve(self, proposal: ExportProposal) -> bool:
        """Store who approved a proposal; False if somebody had."""
        table = export_proposals.c
        mine = update(export_proposals).where(table.id == proposal.id, table.approved_by.is_(None))
        with transaction(self._database.engine(self._store)) as connection:
            return connection.execute(mine.values(_PROPOSALS.row(proposal))).rowcount == 1

    def proposals(self) -> Sequence[ExportProposal]:
        """Return all proposals in order."""
        query = select(export_proposals)
        query = query.order_by(export_proposals.c.proposed_at, export_proposals.c.id)
        with reading(self._database.engine(self._store)) as connection:
            return _PROPOSALS.all(connection, query)

    def exported(self, subject_id: SubjectId) -> Sequence[ExportedTo]:
        """Return which files of which exports show a subject, in order."""
        file, export = exported_files.c, improvement_exports.c
        proposal = export_proposals.c
        every = exported_files.join(improvement_exports, file.number == export.number)
        every = every.join(export_proposals, file.number == proposal.number)
        about = (file.number, export.exported_at, proposal.id, proposal.details)
        query = select(file.file, *about).select_from(every)
        query = query.where(file.subject_id == subject_id).order_by(file.number, file.file)
        with reading(self._database.engine(self._store)) as connection:
            rows = connection.execute(query).all()
        return [
            ExportedTo(number, at, tuple(each.file for each in group), ExportId(export_id), details)
            for (number, at, export_id, details), group in groupby(rows, lambda each: each[1:])
        ]

    def exported_subjects(self) -> Sequence[SubjectId]:
        """Return of whom a file left that is not recalled."""
        whose = exported_files.c.subject_id
        query = select(whose).where(whose.is_not(None)).distinct().order_by(whose)
        with reading(self._database.engine(self._store)) as connection:
            return [SubjectId(each) for each in connection.execute(query).scalars()]

    def recalled(self, number: int) -> Sequence[ExportedFile]:
        """Return the files of an export that are recalled, in order."""
        file = exported_files.c
        mine = (file.number == number) & file.recalled_at.is_not(None)
        with reading(self._database.engine(self._store)) as connection:
            return _FILES.all(connection, select(exported_files).where(mine).order_by(file.file))

    def untold(self) -> Sequence[int]:
        """Return the exports with recalled files that the controller was not told of."""
        file = exported_files.c
        mine = file.recalled_at.is_not(None) & file.told_at.is_(None)
        query = select(file.number).where(mine).distinct().order_by(file.number)
        with reading(self._database.engine(self._store)) as connection:
            return list(connection.execute(query).scalars())

    def tell(self, number: int, until: datetime, at: datetime) -> None:
        """Store that the controller was told of what was recalled of an export until a time."""
        file = exported_files.c
        mine = (file.number == number) & (file.recalled_at <= until) & file.told_at.is_(None)
        with transaction(self._database.engine(self._store)) as connection:
            connection.execute(update(exported_files).where(mine).values(told_at=at))

    def _delete(self, chosen: ColumnElement[bool], also: Update | None = None) -> int:
        with transaction(self._database.engine(self._store)) as connection:
            if also is not None:
                connection.execute(also)
            gone = connection.execute(delete(improvement_samples).where(chosen)).rowcount
        if gone:
            self._database.scrub(self._store)
        return gone


def _overdue(before: datetime, spared: Collection[SubjectId]) -> ColumnElement[bool]:
    old = improvement_samples.c.taken_at < before
    return old & improvement_samples.c.subject_id.not_in(sorted(spared)) if spared else old
