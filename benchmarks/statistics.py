"""A release over a million sessions, beside the same counts in plain SQL, on SQLite.

Plain SQL counts every session, clamps nobody, adds no noise and knows no retries: it is what the
privacy costs that is measured.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from inperson.core import ManualClock, TenantId
from inperson.store import WHOLE, StoreKind
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database
from inperson.store.silos import SqlSilos
from inperson.store.statistics_tables import session_facts
from inperson.store.tables import sessions
from inperson.usage import Period
from inperson.usage.devices import DeviceClass
from inperson.usage.statistics import SiloStatistics

SESSIONS = 1_000_000
_EACH = 5
_PERIOD = Period("2026-11")
_TENANT = TenantId("ten_" + "a" * 26)
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Statistics:
    """Seconds of a release and of plain SQL, and the memory of each in a process of its own."""

    sessions: int
    release_s: float
    release_cpu_s: float
    release_mib: float
    """The largest resident set of the whole process, OpenDP and NumPy with it."""
    sql_s: float
    sql_cpu_s: float
    sql_mib: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> str:
        rate = self.sessions / self.release_s
        return "\n".join(
            (
                f"release over {self.sessions:,} sessions {self.release_s:8.1f} s  (CPU "
                f"{self.release_cpu_s:.1f} s)  {self.release_mib:6.0f} MiB  {rate:,.0f} sessions/s",
                f"plain SQL counts of the same    {self.sql_s:8.1f} s  (CPU {self.sql_cpu_s:.1f} s)"
                f"  {self.sql_mib:6.0f} MiB",
                f"ratio of CPU                    {self.release_cpu_s / self.sql_cpu_s:8.1f}",
            )
        )


def measure_statistics(count: int = SESSIONS) -> Statistics:
    """Fill a silo, and count it both ways, each in a fresh process."""
    with tempfile.TemporaryDirectory() as home:
        database = open_database(f"sqlite:///{home}")
        SqlSilos(database).create(_TENANT)
        _fill(database, count)
        database.close()
        sql, release = (_in_a_process(Path(home), what) for what in ("sql", "release"))
    return Statistics(
        count,
        *(release[name] for name in ("s", "cpu_s", "mib")),
        *(sql[name] for name in ("s", "cpu_s", "mib")),
    )


def _in_a_process(home: Path, what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.statistics", "--count", what, str(home)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _count(what: str, home: Path) -> dict[str, float]:
    database = open_database(f"sqlite:///{home}")
    silo = SqlSilos(database).open(_TENANT)
    started, computed = time.perf_counter(), time.process_time()
    if what == "release":
        SiloStatistics(silo, ManualClock(_PERIOD.ends_at)).release(_PERIOD)
    else:
        _plain_sql(database)
    taken, cpu = time.perf_counter() - started, time.process_time() - computed
    database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"s": taken, "cpu_s": cpu, "mib": peak / 1024}


def _plain_sql(database: Database) -> None:
    within = (
        f"token_kind = 'production' AND ended_at >= '{_PERIOD.begins_at.isoformat()}' "
        f"AND ended_at < '{_PERIOD.ends_at.isoformat()}'"
    )
    seconds = "(julianday(ended_at) - julianday(created_at)) * 86400"
    length = "CASE " + " ".join(
        f"WHEN {seconds} < {edge} THEN {edge}" for edge in (5, 10, 20, 30, 60, 120, 180)
    )
    facts = "sessions LEFT JOIN session_facts ON session_id = id"
    queries = (
        f"SELECT count(DISTINCT subject) FROM sessions WHERE {within}",
        f"SELECT {length} END AS bin, count(*) FROM sessions WHERE {within} GROUP BY bin",
        f"SELECT kind, decision, count(*) FROM sessions WHERE {within} GROUP BY 1, 2",
        f"SELECT device_class, count(*) FROM {facts} WHERE {within} GROUP BY 1",
        f"SELECT sdk, count(*) FROM {facts} WHERE {within} GROUP BY 1",
        f"SELECT reasons, count(*) FROM sessions WHERE {within} GROUP BY 1",
    )
    with transaction(database.engine(StoreKind.SILO.of(_TENANT), WHOLE)) as connection:
        for query in queries:
            connection.execute(text(query)).all()


def _fill(database: Database, count: int) -> None:
    for rows in _rows(count):
        facts = [
            {"session_id": each["id"], "device_class": DeviceClass.IPHONE.value, "sdk": "other"}
            for each in rows
        ]
        with transaction(database.engine(StoreKind.SILO.of(_TENANT), WHOLE)) as connection:
            connection.execute(insert(sessions), rows)
            connection.execute(insert(session_facts), facts)


def _rows(count: int) -> Iterator[list[dict[str, Any]]]:
    draw = np.random.default_rng(7)
    for first in range(0, count, _CHUNK):
        size = min(_CHUNK, count - first)
        people = draw.integers(0, max(count // _EACH, 1), size)
        begins, lasts = draw.uniform(0, 29 * 86_400, size), draw.uniform(1, 200, size)
        accepted = draw.random(size) < 0.9
        yield [
            _row(first + n, int(people[n]), float(begins[n]), float(lasts[n]), bool(accepted[n]))
            for n in range(size)
        ]


def _row(number: int, person: int, begins: float, lasts: float, accepted: bool) -> dict[str, Any]:
    began = _PERIOD.begins_at + timedelta(seconds=begins)
    ended = began + timedelta(seconds=lasts)
    scattered = number * 2_654_435_761 % 2**32  # ids of a server are random
    return {
        "id": f"ses_{scattered:026d}",
        "kind": "authenticate",
        "token_kind": "production",
        "liveness": "required",
        "subject": person.to_bytes(32, "big"),
        "created_at": began,
        "expires_at": ended,
        "state": "completed",
        "ended_at": ended,
        "decision": "match" if accepted else "refused",
        "reasons": "" if accepted else "blurred",
        "model_digest": "0" * 64,
        "liveness_verdict": "live" if accepted else "not_live",
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.statistics", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--count", nargs=2, metavar=("WHAT", "HOME"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.count:
        print(json.dumps(_count(asked.count[0], Path(asked.count[1]))))
    else:
        print(measure_statistics(asked.sessions).table())


if __name__ == "__main__":
    main()
