"""Improvement sets in SQL: each tenant's in a store of its own, apart from its silo."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, true

from inperson.core import SubjectId, TenantId
from inperson.improvement import Export, ImprovementStore, ImprovementUnavailable, SealedSample
from inperson.store.connections import reading, transaction
from inperson.store.converting import Converter
from inperson.store.databases import Database
from inperson.store.migrations import upgrade
from inperson.store.names import StoreKind
from inperson.store.tables import improvement_exports, improvement_samples
from inperson.tenants import TokenKind

_PAGE = 50
_SAMPLES = Converter(SealedSample, improvement_samples)
_EXPORTS = Converter(Export, improvement_exports)


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

    def remove(self, subject_id: SubjectId) -> int:
        """Delete all samples of a subject."""
        return self._delete(improvement_samples.c.subject_id == subject_id)

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

    def add_export(self, export: Export) -> bool:
        """Store an export; False if its number is taken."""
        with transaction(self._database.engine(self._store)) as connection:
            return _EXPORTS.add_if_free(connection, export)

    def _delete(self, chosen: ColumnElement[bool]) -> int:
        with transaction(self._database.engine(self._store)) as connection:
            gone = connection.execute(delete(improvement_samples).where(chosen)).rowcount
        if gone:
            self._database.scrub(self._store)
        return gone


def _overdue(before: datetime, spared: Collection[SubjectId]) -> ColumnElement[bool]:
    old = improvement_samples.c.taken_at < before
    return old & improvement_samples.c.subject_id.not_in(sorted(spared)) if spared else old
