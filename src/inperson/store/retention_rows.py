"""What is due to be forgotten, and what a legal order holds, as rows of a silo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    delete,
    func,
    or_,
    select,
    union,
    update,
)

from inperson.core import HoldId, SubjectId
from inperson.rights.requests import ERASING
from inperson.rights.retention import Category, StoredHold
from inperson.sessions import FRAMES_KEPT, Subject
from inperson.store.consent_rows import standing_holds
from inperson.store.converting import Converter
from inperson.store.privacy_tables import (
    centre_codes,
    consents,
    deliveries,
    disclosures,
    holds,
    privacy_requests,
    request_keys,
    restrictions,
)
from inperson.store.subject_rows import SUBJECTS
from inperson.store.tables import idempotency, seen_frames, sessions, subjects
from inperson.store.unit import Rows
from inperson.store.usage_counting import expire
from inperson.tenants import TokenKind

HOLDS = Converter(StoredHold, holds)
Condition = ColumnElement[bool]
Cutoffs = Mapping[Category, datetime]


@dataclass(frozen=True, slots=True)
class _Due:
    """The rows of one table that are due, and the column that they count from."""

    table: Table
    event: ColumnElement[Any]
    condition: Condition
    forget: Mapping[str, None] | None = None
    """The columns that are emptied; None where the whole row goes."""
    counted: Condition | None = None
    """What is due in all, where some of it is forgotten elsewhere."""
    lag: timedelta = timedelta(0)
    """How long after the event its column is."""


class SqlRetentionRows(Rows):
    """Implements `rights.retention.ports.RetentionRows`."""

    def overdue(
        self, category: Category, cutoffs: Cutoffs, now: datetime
    ) -> tuple[int, datetime | None]:
        """Return how many records of a category are due, and the earliest event."""
        count, events = 0, []
        for each in _CATEGORIES[category](cutoffs, now):
            condition = each.condition if each.counted is None else each.counted
            query = select(func.count(), func.min(each.event)).where(condition)
            found, oldest = self._connection.execute(query.select_from(each.table)).one()
            count += found
            events += [] if oldest is None else [oldest - each.lag]
        return count, min(events, default=None)

    def forget(self, category: Category, cutoffs: Cutoffs, now: datetime, limit: int) -> int:
        """Delete up to `limit` records that are due."""
        if category is Category.SESSION_OUTCOME:
            # none goes before it is counted
            due = sessions.c.created_at < cutoffs[category]
            expire(self._connection, self._unit.ends, now, due, free_sessions(now))
        gone = 0
        for each in _CATEGORIES[category](cutoffs, now):
            gone += self._forget(each, limit - gone)
        self._unit.deleted = self._unit.deleted or gone > 0
        return gone

    def _forget(self, due: _Due, limit: int) -> int:
        (key,) = due.table.primary_key.columns
        # what another sweep has in hand is skipped, so that two of them form no circle
        some = select(key).where(due.condition).order_by(key).limit(limit)
        keys = self._connection.execute(some.with_for_update(skip_locked=True)).scalars().all()
        if not keys:
            return 0
        if due.forget is None:
            self._connection.execute(delete(due.table).where(key.in_(keys)))
        else:
            self._connection.execute(update(due.table).where(key.in_(keys)).values(due.forget))
        return len(keys)

    def idle_subject(self, cutoffs: Cutoffs, now: datetime) -> Subject | None:
        """Return a subject that is due as a whole, or None."""
        (idle,) = _template(cutoffs, now)
        query = select(subjects).where(idle.condition).limit(1)
        return SUBJECTS.first(self._connection, query)

    def spared_subjects(self, now: datetime) -> Sequence[SubjectId]:
        """Return the enrolled subjects whose data is held, or to be kept and not used."""
        query = select(subjects.c.id).where(subjects.c.reference.in_(_spared(now)))
        return [SubjectId(each) for each in self._connection.execute(query).scalars()]

    def freed_subjects(self, now: datetime) -> Sequence[Subject]:
        """Return the enrolled subjects that an order held once and none holds now."""
        once = subjects.c.reference.in_(select(holds.c.reference))
        free = once & subjects.c.reference.not_in(_spared(now))
        query = select(subjects).where(free).order_by(subjects.c.id)
        return SUBJECTS.all(self._connection, query)

    def add_hold(self, hold: StoredHold) -> None:
        """Store a new hold."""
        HOLDS.add(self._connection, hold)

    def hold(self, hold_id: HoldId) -> StoredHold | None:
        """Return the hold, or None."""
        return HOLDS.first(self._connection, select(holds).where(holds.c.id == hold_id))

    def holds(self, kind: TokenKind) -> Sequence[StoredHold]:
        """Return the holds of a kind of token in order."""
        mine = select(holds).where(holds.c.token_kind == kind.value)
        return HOLDS.all(self._connection, mine.order_by(holds.c.placed_at, holds.c.id))

    def release_hold(self, hold_id: HoldId, at: datetime) -> bool:
        """Mark a hold as released; False if it was before."""
        mine = (holds.c.id == hold_id) & holds.c.released_at.is_(None)
        change = update(holds).where(mine).values(released_at=at)
        return self._connection.execute(change).rowcount == 1


def _spared(now: datetime) -> Any:
    """Return the query for the references whose data must stay: by an order, or as they asked.

    A restriction that an order brought, by refusing an erasure, ends with the order.
    """
    this = privacy_requests.c
    erases = select(this.id).where(this.kind.in_([each.value for each in ERASING]))
    asked = restrictions.c.request_id.not_in(erases)
    return union(standing_holds(now), select(restrictions.c.reference).where(asked))


def _free(reference: Column[Any], now: datetime) -> Condition:
    return reference.is_(None) | reference.not_in(_spared(now))


def free_sessions(now: datetime) -> Condition:
    """Return the condition for sessions that may be deleted."""
    return _free(sessions.c.subject, now)


def free_frames(now: datetime) -> Condition:
    """Return the condition for digests of frames that may be deleted."""
    held = select(sessions.c.id).where(sessions.c.subject.in_(_spared(now)))
    return seen_frames.c.session_id.not_in(held)


def _template(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.TEMPLATE]
    never = subjects.c.last_seen_at.is_(None) & (subjects.c.enrolled_at < before)
    idle = or_(subjects.c.last_seen_at < before, never)
    seen = func.coalesce(subjects.c.last_seen_at, subjects.c.enrolled_at)
    return [_Due(subjects, seen, idle & _free(subjects.c.reference, now))]


def _session_record(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.SESSION_RECORD]
    there = sessions.c.record.is_not(None) & free_sessions(now)
    old = sessions.c.created_at < before
    # some fields go earlier: those records are opened, and sealed again without them
    either = there & or_(old, sessions.c.record_due_at <= now)
    empty = {"record": None, "record_due_at": None}
    return [_Due(sessions, sessions.c.created_at, there & old, empty, either)]


def _session_outcome(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.SESSION_OUTCOME]
    old = (sessions.c.created_at < before) & free_sessions(now)
    return [_Due(sessions, sessions.c.created_at, old)]


def _frame_digests(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.FRAME_DIGESTS]
    # a digest's row knows when it ends by default; the tenant's days may be fewer
    old = (seen_frames.c.expires_at < before + FRAMES_KEPT) & free_frames(now)
    return [_Due(seen_frames, seen_frames.c.expires_at, old, lag=FRAMES_KEPT)]


def _consent_record(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before, this = cutoffs[Category.CONSENT_RECORD], consents.c
    # the purpose has ended where consent was withdrawn, or nobody is enrolled by the reference; as
    # long as a session is kept, so is the proof that there was consent to it
    enrolled = select(subjects.c.id).where(subjects.c.reference == this.reference)
    kept = sessions.c.created_at >= cutoffs[Category.SESSION_OUTCOME]
    used = select(sessions.c.id).where((sessions.c.subject == this.reference) & kept)
    left = (this.given_at < before) & ~enrolled.exists()
    # one that is about a session of nobody goes with its session
    named = this.reference.is_not(None) & _free(this.reference, now) & ~used.exists()
    since = func.coalesce(this.withdrawn_at, this.given_at)
    return [_Due(consents, since, named & or_(this.withdrawn_at < before, left))]


def _privacy_request(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.PRIVACY_REQUEST]
    this = privacy_requests.c
    restricts = select(restrictions.c.request_id).where(restrictions.c.request_id == this.id)
    pending = (deliveries.c.request_id == this.id) & deliveries.c.done_at.is_(None)
    waits = select(deliveries.c.id).where(pending)
    done = (this.closed_at < before) & ~restricts.exists() & ~waits.exists()
    return [_Due(privacy_requests, this.closed_at, done & _free(this.reference, now))]


def _delivery_log(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.DELIVERY_LOG]
    return [_Due(deliveries, deliveries.c.done_at, deliveries.c.done_at < before)]


def _disclosure_record(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.DISCLOSURE_RECORD]
    this = disclosures.c
    quiet = this.gag_until.is_(None) | (this.gag_until < before)
    over = (this.closed_at < before) & quiet & _free(this.reference, now)
    ended = func.coalesce(holds.c.released_at, holds.c.until)
    return [_Due(disclosures, this.closed_at, over), _Due(holds, ended, ended < before)]


def _idempotency(cutoffs: Cutoffs, now: datetime) -> Sequence[_Due]:
    before = cutoffs[Category.IDEMPOTENCY]
    code = centre_codes.c
    over = or_(code.expires_at < before, code.used_at < before)
    return [
        _Due(idempotency, idempotency.c.created_at, idempotency.c.created_at < before),
        _Due(request_keys, request_keys.c.created_at, request_keys.c.created_at < before),
        _Due(centre_codes, code.created_at, over),
    ]


_CATEGORIES: Mapping[Category, Callable[[Cutoffs, datetime], Sequence[_Due]]] = {
    Category.TEMPLATE: _template,
    Category.SESSION_RECORD: _session_record,
    Category.SESSION_OUTCOME: _session_outcome,
    Category.FRAME_DIGESTS: _frame_digests,
    Category.CONSENT_RECORD: _consent_record,
    Category.PRIVACY_REQUEST: _privacy_request,
    Category.DELIVERY_LOG: _delivery_log,
    Category.DISCLOSURE_RECORD: _disclosure_record,
    Category.IDEMPOTENCY: _idempotency,
}
