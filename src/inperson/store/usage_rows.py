"""What is billed, as rows of a silo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from inperson.core import StoreUnavailable
from inperson.sessions import ACCEPTED, Decision, SessionState
from inperson.store.tables import sessions
from inperson.store.unit import Rows
from inperson.store.usage_counting import expire, make_period, read_period
from inperson.store.usage_tables import usage_active, usage_counts, usage_periods
from inperson.tenants import TokenKind
from inperson.usage import Operation, Outcome, Period, StoredPeriod


class SqlUsageRows(Rows):
    """Implements `usage.ports.UsageRows`."""

    def expire_sessions(self, now: datetime) -> int:
        """End and count the open sessions whose time is over."""
        return expire(self._connection, self._unit.ends, now)

    def usage_periods(self) -> Sequence[StoredPeriod]:
        """Return what is stored, in order."""
        query = select(usage_periods).order_by(usage_periods.c.period)
        return [_period(row) for row in self._connection.execute(query)]

    def usage_counts(self, period: Period) -> Mapping[Operation, int]:
        """Return how many sessions of a period ended how."""
        query = select(usage_counts).where(usage_counts.c.period == period.text)
        # by name of the column: a row has a method `count` of its own
        rows = self._connection.execute(query).mappings().all()
        return {
            Operation(row["kind"], Outcome(row["outcome"]), TokenKind(row["token_kind"])): row[
                "count"
            ]
            for row in rows
        }

    def active_subjects(self, period: Period) -> Mapping[TokenKind, int]:
        """Return how many subjects are marked in an open period."""
        mine = usage_active.c.period == period.text
        query = select(usage_active.c.token_kind, func.count()).where(mine)
        rows = self._connection.execute(query.group_by(usage_active.c.token_kind)).all()
        found = {TokenKind(kind): count for kind, count in rows}
        return {kind: found.get(kind, 0) for kind in TokenKind}

    def lock_usage(self, period: Period) -> StoredPeriod:
        """Return a period, made if it was not there; nobody counts in it while this goes on."""
        make_period(self._connection, period)
        row = read_period(self._connection, period, for_close=True)
        if row is None:
            raise StoreUnavailable("A billing period was lost.")
        return _period(row)

    def close_usage(self, closed: StoredPeriod) -> None:
        """Store the closed form of a locked period, and delete its salt and its marks."""
        active = closed.active or {}
        mine = update(usage_periods).where(usage_periods.c.period == closed.period.text)
        values = {
            "closed": True,
            "salt": None,
            "active_developer": active.get(TokenKind.DEVELOPER, 0),
            "active_production": active.get(TokenKind.PRODUCTION, 0),
            "number": closed.number,
            "report": closed.report,
        }
        self._connection.execute(mine.values(values))
        marks = delete(usage_active).where(usage_active.c.period == closed.period.text)
        self._connection.execute(marks)
        self._unit.deleted = True  # the files are scrubbed, so that no byte of them is left there

    def sessions_kept(self) -> Mapping[tuple[Period, Operation], int]:
        """Count the ended sessions that are not forgotten yet, by the month of their end."""
        this = sessions.c
        month = func.substr(this.ended_at, 1, 7)
        if self._connection.dialect.name == "postgresql":
            month = func.to_char(func.timezone("UTC", this.ended_at), "YYYY-MM")
        columns = (month, this.kind, this.state, this.decision, this.token_kind)
        query = select(*columns, func.count()).where(this.state != SessionState.OPEN.value)
        kept: dict[tuple[Period, Operation], int] = {}
        for *key, count in self._connection.execute(query.group_by(*columns)).all():
            text, kind, _, decision, token_kind = key
            operation = Operation(kind, _outcome(decision), TokenKind(token_kind))
            kept[Period(text), operation] = kept.get((Period(text), operation), 0) + count
        return kept


def _outcome(decision: str | None) -> Outcome:
    if decision is None:
        return Outcome.EXPIRED
    return Outcome.ACCEPTED if Decision(decision) in ACCEPTED else Outcome.REFUSED


def _period(row: Row[Any]) -> StoredPeriod:
    if not row.closed:
        return StoredPeriod(Period(row.period), closed=False)
    active = {
        TokenKind.DEVELOPER: row.active_developer,
        TokenKind.PRODUCTION: row.active_production,
    }
    return StoredPeriod(
        Period(row.period), closed=True, number=row.number, report=row.report, active=active
    )
