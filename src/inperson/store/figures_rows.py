"""A tenant's own figures out of its silo: grouped by the database, so that no row leaves it.

All three are bounded by the index over state and end: a session ends after it began, so what began
in a period ends after the period's begin, and the index leads past everything older.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    extract,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from inperson.sessions import ACCEPTED, LivenessVerdict, SessionState
from inperson.store.tables import sessions
from inperson.store.unit import Rows
from inperson.usage import DayLatency, HourFigures

_STATES = [each.value for each in SessionState]
_ACCEPTED = sorted(each.value for each in ACCEPTED)
_Text = ColumnElement[Any]
# literals: PostgreSQL takes two parameters of one value for two different things to group by
_UTC: _Text = literal_column("'UTC'")
_HOUR: _Text = literal_column("'YYYY-MM-DD\"T\"HH24'")
_DAY: _Text = literal_column("'YYYY-MM-DD'")
_FIRST: _Text = literal_column("1")
_HOUR_LENGTH: _Text = literal_column("13")
_DAY_LENGTH: _Text = literal_column("10")


class SqlFigureRows(Rows):
    """Implements `usage.figures.FigureRows`."""

    def sessions_by_hour(self, since: datetime, until: datetime) -> Sequence[HourFigures]:
        """Count the sessions that began in a period, by hour and outcome."""
        hour = self._begins(_HOUR, _HOUR_LENGTH).label("hour")
        outcome = case(
            (sessions.c.decision.in_(_ACCEPTED), "accepted"),
            (sessions.c.state == SessionState.COMPLETED.value, "refused"),
            else_=sessions.c.state,
        )
        inner = select(hour, outcome.label("outcome")).where(_began(since, until)).subquery()
        query = select(inner.c.hour, inner.c.outcome, func.count())
        found: dict[datetime, dict[str, int]] = {}
        grouped = query.group_by(inner.c.hour, inner.c.outcome).order_by(inner.c.hour)
        for text, name, count in self._connection.execute(grouped):
            at = datetime.fromisoformat(f"{text}:00").replace(tzinfo=UTC)
            found.setdefault(at, {})[name] = count
        return [HourFigures(at, counts) for at, counts in found.items()]

    def liveness_refusals(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """Count by reason the sessions in which no living person was seen."""
        refused = sessions.c.liveness_verdict == LivenessVerdict.NOT_LIVE.value
        began = _began(since, until, SessionState.COMPLETED)
        query = select(sessions.c.reasons, func.count()).where(began & refused)
        counts: Counter[str] = Counter()
        # few different sets of reasons: they are taken apart here, not in SQL
        for reasons, count in self._connection.execute(query.group_by(sessions.c.reasons)):
            for reason in reasons.split():
                counts[reason] += count
        return dict(counts.most_common())

    def latencies_by_day(self, since: datetime, until: datetime) -> Sequence[DayLatency]:
        """Return the medians and 95th percentiles of a period's decided sessions, by day."""
        took = self._took().label("took")
        day = self._begins(_DAY, _DAY_LENGTH).label("day")
        each = select(day, took).where(_began(since, until, SessionState.COMPLETED)).subquery()
        rank = func.row_number().over(partition_by=each.c.day, order_by=each.c.took)
        count = func.count().over(partition_by=each.c.day)
        ranked = select(each.c.day, each.c.took, rank.label("rank"), count.label("of")).subquery()
        median = case((ranked.c.rank * 2 >= ranked.c.of, ranked.c.took))
        late = case((ranked.c.rank * 20 >= ranked.c.of * 19, ranked.c.took))
        query = select(ranked.c.day, ranked.c.of, func.min(median), func.min(late))
        grouped = query.group_by(ranked.c.day, ranked.c.of).order_by(ranked.c.day)
        return [
            DayLatency(date.fromisoformat(text), of, float(p50), float(p95))
            for text, of, p50, p95 in self._connection.execute(grouped)
        ]

    def _begins(self, form: ColumnElement[Any], length: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the beginning of the time at which a session began, in UTC, as text."""
        if self._connection.dialect.name == "postgresql":
            return func.to_char(func.timezone(_UTC, sessions.c.created_at), form)
        return func.substr(_text(sessions.c.created_at), _FIRST, length)

    def _took(self) -> ColumnElement[Any]:
        """Return the seconds from a session's capture, or else its opening, to its decision."""
        c = sessions.c
        if self._connection.dialect.name == "postgresql":
            zoned = TIMESTAMP(timezone=True)
            zones = (type_coerce(each, zoned) for each in (c.capture_opened_at, c.created_at))
            return extract("epoch", type_coerce(c.ended_at, zoned) - func.coalesce(*zones))
        times = (_text(each) for each in (c.capture_opened_at, c.created_at))
        ended = func.julianday(_text(c.ended_at))
        return (ended - func.julianday(func.coalesce(*times))) * literal_column("86400.0")


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(column, String())


def _began(
    since: datetime, until: datetime, state: SessionState | None = None
) -> ColumnElement[bool]:
    c = sessions.c
    states = _STATES if state is None else [state.value]
    indexed = c.state.in_(states) & (c.expires_at >= since)
    return and_(indexed, c.created_at >= since, c.created_at < until)
