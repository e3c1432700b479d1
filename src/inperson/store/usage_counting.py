"""Counting what ends, as the last thing in the transaction that ends it.

Whatever a transaction ends is gathered while it runs and written just before it commits:

1. Each period is locked against its close (`FOR KEY SHARE`), in order. A closed one is never
   changed: what ended in it and comes too late counts in the next one that is open.
2. Marks of subjects that are called otherwise now are replaced.
3. The marks of active subjects are stored, those that are new.
4. The counters grow. They are the rows that everybody wants, so they come last, and in one order,
   so that no two transactions wait for each other.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from inperson.sessions import ACCEPTED, AnySession, Pseudonym, SessionState
from inperson.store.inserts import insert_if_free
from inperson.store.tables import sessions
from inperson.store.usage_tables import usage_active, usage_counts, usage_periods
from inperson.tenants import TokenKind
from inperson.usage import Activity, Operation, Outcome, Period

_Active = tuple[Period, TokenKind, Pseudonym]


@dataclass(slots=True)
class Ends:
    """What ended in a transaction that is still open."""

    counts: Counter[tuple[Period, Operation]] = field(default_factory=Counter)
    active: dict[_Active, Activity] = field(default_factory=dict)
    renamed: list[tuple[Pseudonym, Pseudonym, Activity]] = field(default_factory=list)

    def add(self, at: datetime, kind: str, outcome: Outcome, token_kind: str) -> None:
        """Note that a session ended."""
        self.counts[Period.of(at), Operation(kind, outcome, TokenKind(token_kind))] += 1

    def decided(self, session: AnySession, subject: bytes | None, marks: Activity | None) -> None:
        """Note that a session was decided, or has expired.

        Args:
            session: as it ended.
            subject: its present pseudonym, as it is stored.
            marks: makes its subject's mark.

        """
        at = session.ended_at or session.expires_at
        outcome = outcome_of(session)
        self.add(at, session.kind.value, outcome, session.token_kind.value)
        if subject is not None and marks is not None and outcome is not Outcome.EXPIRED:
            self.active[Period.of(at), session.token_kind, Pseudonym(subject)] = marks

    def write(self, connection: Connection) -> None:
        """Write it all, and forget it."""
        if not (self.counts or self.renamed):
            return
        wanted = {each for each, _ in self.counts} | {each[0] for each in self.active}
        open_now = {each: _open_period(connection, each) for each in sorted(wanted)}
        for old, new, renaming in self.renamed:
            _rename(connection, old, new, renaming)
        for (period, token_kind, subject), marks in sorted(self.active.items(), key=_first):
            _mark(connection, open_now[period], token_kind, subject, marks)
        _count(connection, Counter(_moved(self.counts, open_now)))
        self.counts, self.active, self.renamed = Counter(), {}, []


def outcome_of(session: AnySession) -> Outcome:
    """Return how a session ended, as a bill says it."""
    if session.verdict is None or session.state is SessionState.EXPIRED:
        return Outcome.EXPIRED
    return Outcome.ACCEPTED if session.verdict.decision in ACCEPTED else Outcome.REFUSED


def expire(connection: Connection, ends: Ends, now: datetime, *also: ColumnElement[bool]) -> int:
    """End the open sessions whose time is over, those that fit, and return how many."""
    late = (sessions.c.state == SessionState.OPEN.value) & (sessions.c.expires_at <= now)
    change = update(sessions).where(late, *also)
    change = change.values(state=SessionState.EXPIRED.value, ended_at=sessions.c.expires_at)
    ended = change.returning(sessions.c.expires_at, sessions.c.kind, sessions.c.token_kind)
    rows = connection.execute(ended).all()
    for row in rows:
        ends.add(row.expires_at, row.kind, Outcome.EXPIRED, row.token_kind)
    return len(rows)


def read_period(
    connection: Connection, period: Period, *, for_close: bool = False
) -> Row[Any] | None:
    """Lock a period's row, against its close or for it, and return it; None if there is none."""
    mine: Select[Any] = select(usage_periods).where(usage_periods.c.period == period.text)
    locked = (
        mine.with_for_update() if for_close else mine.with_for_update(read=True, key_share=True)
    )
    return connection.execute(locked).first()


def make_period(connection: Connection, period: Period) -> None:
    """Store an open period, unless it is there."""
    insert_if_free(connection, usage_periods, {"period": period.text, "closed": False})


def _open_period(connection: Connection, period: Period) -> Period:
    while True:
        row = read_period(connection, period)
        if row is None and not _closed_after(connection, period):
            make_period(connection, period)
        elif row is None or row.closed:
            period = period.next
        else:
            return period


def _closed_after(connection: Connection, period: Period) -> bool:
    """Tell whether the chain of reports has passed a period: a clock went back."""
    later = usage_periods.c.closed & (usage_periods.c.period > period.text)
    return connection.execute(select(usage_periods.c.period).where(later)).first() is not None


def _mark(
    connection: Connection,
    period: Period,
    token_kind: TokenKind,
    subject: Pseudonym,
    marks: Activity,
) -> None:
    mark = marks.mark(period, _salt(connection, period, marks), subject)
    row = {"period": period.text, "token_kind": token_kind.value, "marker": mark}
    insert_if_free(connection, usage_active, row)


def _salt(connection: Connection, period: Period, marks: Activity) -> bytes:
    """Return a period's salt; of several processes that make one, the first one's counts."""
    mine = usage_periods.c.period == period.text
    stored = select(usage_periods.c.salt).where(mine)
    salt: bytes | None = connection.execute(stored).scalar()
    if salt is None:
        # does not wait for those that hold a key share of the row; only for who makes one too
        first = update(usage_periods).where(mine & usage_periods.c.salt.is_(None))
        connection.execute(first.values(salt=marks.fresh_salt(period)))
        salt = connection.execute(stored).scalar_one()
    return bytes(salt)


def _rename(connection: Connection, old: Pseudonym, new: Pseudonym, marks: Activity) -> None:
    salted = usage_periods.c.salt.is_not(None)
    query = select(usage_periods.c.period, usage_periods.c.salt).where(salted)
    ordered = query.order_by(usage_periods.c.period).with_for_update(read=True, key_share=True)
    for row in connection.execute(ordered).all():
        period, salt = Period(row.period), bytes(row.salt)
        was = usage_active.c.marker == marks.mark(period, salt, old)
        mine = delete(usage_active).where((usage_active.c.period == period.text) & was)
        for gone in connection.execute(mine.returning(usage_active.c.token_kind)).all():
            mark = marks.mark(period, salt, new)
            moved = {"period": period.text, "token_kind": gone.token_kind, "marker": mark}
            insert_if_free(connection, usage_active, moved)


def _count(connection: Connection, counts: Counter[tuple[Period, Operation]]) -> None:
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for (period, operation), count in sorted(counts.items()):
        row = {
            "period": period.text,
            "kind": operation.kind,
            "outcome": operation.outcome.value,
            "token_kind": operation.token_kind.value,
            "count": count,
        }
        grown = {"count": usage_counts.c.count + count}
        key = list(usage_counts.primary_key.columns)
        add = make(usage_counts).values(row)
        connection.execute(add.on_conflict_do_update(index_elements=key, set_=grown))


def _moved(
    counts: Counter[tuple[Period, Operation]], open_now: dict[Period, Period]
) -> dict[tuple[Period, Operation], int]:
    moved: Counter[tuple[Period, Operation]] = Counter()
    for (period, operation), count in counts.items():
        moved[open_now[period], operation] += count
    return moved


def _first(item: tuple[_Active, Activity]) -> tuple[str, str, bytes]:
    period, token_kind, subject = item[0]
    return (period.text, token_kind.value, subject)
