"""What each new session does besides must not grow with what is stored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from inperson.sessions.rows import SessionRows
from inperson.store.databases import open_database
from inperson.store.migrations import upgrade
from inperson.store.transactions import SqlTransaction

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def test_forgetting_what_is_old_reads_no_whole_table(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    database.create("store")
    upgrade(database, "store", "silo")
    engine, said = database.engine("store"), []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said.append((statement, parameters))

    with engine.begin() as connection:
        tx = SqlTransaction(connection)
        month = timedelta(days=30)
        tx.rows(SessionRows).sweep(now=NOW, keep_since=NOW - month, sessions_since=NOW - month)
        tx.rows(SessionRows).due_records(NOW, 20)
    swept = [each for each in said if each[0].startswith(("UPDATE", "DELETE", "SELECT"))]
    assert len(swept) == 6
    with engine.connect() as connection:
        for statement, parameters in swept:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row[3]) for row in plan]
            for table in ("sessions", "idempotency", "seen_frames", "checks"):
                assert not any(step.startswith(f"SCAN {table}") for step in steps), (table, steps)
    database.close()
