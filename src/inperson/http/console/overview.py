"""A tenant's own figures as plots: exact, read inside its silo, shown to its own staff alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from inperson.http.console.plots import Plot, lines, stacked
from inperson.tenants import Silo
from inperson.usage import DayLatency, FigureRows, HourFigures

HOURS, DAYS = 48, 14
REFUSAL_DAYS = 30
_HOUR = timedelta(hours=1)
_OUTCOMES = (
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("expired", "Expired"),
    ("open", "Open"),
)
_PERCENTILES = (("p50", "Median (s)"), ("p95", "95th percentile (s)"))


def figures_of(silo: Silo, now: datetime) -> dict[str, Any]:
    """Return what the first page of a tenant shows."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    since, first_day = hour - (HOURS - 1) * _HOUR, day - timedelta(days=DAYS - 1)
    with silo.read() as tx:
        hours = tx.rows(FigureRows).sessions_by_hour(since, hour + _HOUR)
        refusals = tx.rows(FigureRows).liveness_refusals(
            now - timedelta(days=REFUSAL_DAYS), hour + _HOUR
        )
        latencies = tx.rows(FigureRows).latencies_by_day(first_day, hour + _HOUR)
    most = max(refusals.values(), default=1)
    return {
        "sessions": _sessions({each.begins_at: each for each in hours}, since),
        "latency": _latency({f"{each.day}": each for each in latencies}, first_day),
        "refusals": [
            (reason.replace("_", " "), count, round(100 * count / most))
            for reason, count in refusals.items()
        ],
    }


def _sessions(found: dict[datetime, HourFigures], since: datetime) -> Plot:
    times = [since + number * _HOUR for number in range(HOURS)]
    columns = [
        (f"{time:%Y-%m-%d %H:%M}", found[time].outcomes if time in found else {}) for time in times
    ]
    total = sum(sum(parts.values()) for _, parts in columns)
    summary = f"{total} sessions began in the last {HOURS} hours."
    return stacked("Sessions per hour", summary, _OUTCOMES, columns, every=6)


def _latency(found: dict[str, DayLatency], first: datetime) -> Plot:
    columns: list[tuple[str, dict[str, float]]] = []
    for number in range(DAYS):
        label = f"{first + timedelta(days=number):%Y-%m-%d}"
        each = found.get(label)
        columns.append((label, {} if each is None else {"p50": each.p50_s, "p95": each.p95_s}))
    count = sum(each.sessions for each in found.values())
    summary = f"From a session's capture to its decision: {count} sessions in {DAYS} days."
    return lines("Time to decision", summary, _PERCENTILES, columns)
