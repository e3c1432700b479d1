"""What private statistics read and write in a silo, as rows."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from inperson.core import SessionId
from inperson.sessions import ACCEPTED, SessionState
from inperson.store.converting import Converter
from inperson.store.statistics_tables import epsilon_ledger, session_facts
from inperson.store.tables import UtcTime, sessions
from inperson.store.unit import Rows, Unit
from inperson.tenants import TokenKind
from inperson.usage import OTHER, DeviceClass, Outcome, Period, SessionFacts
from inperson.usage.statistics import EndedSession, Spent

_ACCEPTED = frozenset(each.value for each in ACCEPTED)
_FACTS = Converter(SessionFacts, session_facts)
_LOCK = 7310586
"""Beside the one of `databases`; the second half of the key is the store's own role."""


@cache
def _lines(ledger: Table) -> Converter[Spent]:
    return Converter(Spent, ledger, {"period.text": "period"})


class SqlLedgerRows:
    """Implements `usage.statistics.ports.EpsilonLedger` over one table."""

    def __init__(self, connection: Connection, ledger: Table) -> None:
        self._connection = connection
        self._ledger = ledger
        self._lines = _lines(ledger)

    def lock_ledger(self) -> None:
        """Keep every other process from spending until this transaction ends.

        In SQLite a transaction has the whole store to itself already.
        """
        if self._connection.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:ours, hashtext(current_user))")
            self._connection.execute(lock, {"ours": _LOCK})

    def spent(self, period: Period) -> Spent | None:
        """Return what a period's release cost, or None before there is one."""
        mine = select(self._ledger).where(self._ledger.c.period == period.text)
        return self._lines.first(self._connection, mine)

    def ledger(self) -> Sequence[Spent]:
        """Return all lines in order of their periods."""
        query = select(self._ledger).order_by(self._ledger.c.period)
        return self._lines.all(self._connection, query)

    def spend(self, line: Spent) -> bool:
        """Add a line; False, and nothing changed, if the period has one."""
        return self._lines.add_if_free(self._connection, line)


def ledger_of(unit: Unit) -> SqlLedgerRows:
    """Return a silo's own ledger."""
    return SqlLedgerRows(unit.connection, epsilon_ledger)


class SqlFactRows(Rows):
    """Implements `usage.ports.FactRows`."""

    def put_facts(self, session_id: SessionId, facts: SessionFacts) -> None:
        """Store what is kept of a session's device for statistics."""
        _FACTS.add(self._connection, facts, session_id=session_id)

    def put_sdk(self, session_id: SessionId, sdk: str) -> None:
        """Replace the SDK of a session by what its capture's client told."""
        mine = update(session_facts).where(session_facts.c.session_id == session_id)
        self._connection.execute(mine.values(sdk=sdk))

    def facts_of(self, session_id: SessionId) -> SessionFacts | None:
        """Return what is kept of a session's device for statistics, or None."""
        mine = select(session_facts).where(session_facts.c.session_id == session_id)
        return _FACTS.first(self._connection, mine)


class SqlEndedRows(Rows):
    """Implements `usage.statistics.ports.EndedRows`."""

    def ended_sessions(
        self, period: Period, after: EndedSession | None, limit: int
    ) -> Sequence[EndedSession]:
        """Return the next production sessions that ended in a period.

        Sessions with a subject come first, along the index on it; then those without.
        """
        found: list[EndedSession] = []
        if after is None or after.subject is not None:
            found += self._page(period, sessions.c.subject.is_not(None), after, limit)
            after = None
        if len(found) < limit:
            found += self._page(period, sessions.c.subject.is_(None), after, limit - len(found))
        return found

    def _page(
        self, period: Period, whose: Any, after: EndedSession | None, limit: int
    ) -> list[EndedSession]:
        session = sessions.c
        ended = func.coalesce(session.ended_at, session.expires_at, type_=UtcTime)
        chosen = whose & (session.token_kind == TokenKind.PRODUCTION.value) & _within(period)
        if after is not None:
            chosen = chosen & _later(after, ended)
        query = (
            select(
                session.id,
                session.subject,
                session.kind,
                session.state,
                session.decision,
                session.reasons,
                session.created_at,
                ended.label("ended"),
                session_facts.c.device_class,
                session_facts.c.sdk,
            )
            .select_from(sessions.outerjoin(session_facts))
            .where(chosen)
            .order_by(session.subject, ended, session.id)
            .limit(limit)
        )
        return [_read(row) for row in self._connection.execute(query)]


def _within(period: Period) -> Any:
    """Choose what ended in a period, and what is stored as open and was over in it."""
    session, begins, ends = sessions.c, period.begins_at, period.ends_at
    is_open = session.state == SessionState.OPEN.value
    return or_(
        and_(session.ended_at >= begins, session.ended_at < ends),
        and_(is_open, session.expires_at >= begins, session.expires_at < ends),
    )


def _later(after: EndedSession, ended: Any) -> ColumnElement[bool]:
    """Choose what comes after a session in the order of the pages."""
    then = literal(after.ended_at, UtcTime)
    if after.subject is None:
        return tuple_(ended, sessions.c.id) > tuple_(then, literal(after.id))
    # the first column alone again, so that the index on it is entered where the last page ended
    key = tuple_(sessions.c.subject, ended, sessions.c.id)
    beyond = key > tuple_(literal(after.subject), then, literal(after.id))
    return (sessions.c.subject >= after.subject) & beyond


def _read(row: Any) -> EndedSession:
    decided = row.decision is not None
    accepted = row.decision in _ACCEPTED
    outcome = Outcome.REFUSED if decided else Outcome.EXPIRED
    return EndedSession(
        id=row.id,
        subject=None if row.subject is None else bytes(row.subject),
        kind=row.kind,
        outcome=Outcome.ACCEPTED if accepted else outcome,
        began_at=row.created_at,
        ended_at=row.ended,
        reason=row.reasons.split(" ", 1)[0] if row.reasons and not accepted else None,
        facts=_facts(row),
    )


def _facts(row: Any) -> SessionFacts:
    if row.device_class is None:  # from before these were kept
        return SessionFacts(DeviceClass.OTHER, OTHER)
    return _FACTS.value(row)
