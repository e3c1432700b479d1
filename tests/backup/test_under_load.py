"""A backup is of one moment, while others write; and older backups still restore."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inperson.app import Mode, open_server
from inperson.backup import ArchivePart, Head, make_backup, restore_backup
from inperson.backup.errors import BackupBroken
from inperson.backup.model import Batch
from inperson.backup.sealing import new_identity
from inperson.core import StoreUnavailable
from inperson.store import migrations
from inperson.store.archive import load_store
from inperson.store.databases import Database, open_database
from inperson.store.migrations import HEADS
from inperson.store.recovery import SqlPlace, sources
from inperson.store.tables import sessions, subjects, templates
from tests.backup.making import Home, enrol, furnish, sessions_of
from tests.store.versions import SECOND, second_version

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)]


@pytest.mark.parametrize("kind", DATABASES)
def test_a_backup_under_load_is_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, kind: str
) -> None:
    url = "" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    home = Home(tmp_path, monkeypatch, data=url, keys=url, audit=url)
    secret, to = new_identity()
    with open_server(home.settings, Mode.SERVE) as deployment:
        tenant, _ = furnish(deployment)
        mine, stop, enrolled = sessions_of(deployment, tenant), threading.Event(), list[str]()
        writes = list[int]()

        def write() -> None:
            while not stop.wait(0.2):  # fewer rows than are backed up meanwhile, or it never ends
                enrolled.append(enrol(mine, f"new-{len(enrolled)}", len(enrolled) % 200))
                if len(enrolled) % 5 == 0:
                    mine.subjects.erase(enrolled[-1])  # type: ignore[arg-type]

        def slowly(store: str, rows: int) -> None:
            time.sleep(0.02)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(3):
                before = len(enrolled)
                made = make_backup(
                    tmp_path / f"{number}.age",
                    Head(ArchivePart.DATA, datetime.now(UTC), "1"),
                    sources(deployment.stores.databases[0], ArchivePart.DATA, [tenant]),
                    [to],
                    str,
                    slowly,
                )
                writes.append(len(enrolled) - before)
        finally:
            stop.set()
            writer.join()
    assert sum(writes) >= 2  # others went on writing
    for number in range(3):
        database = open_database(f"sqlite:///{tmp_path / f'restored-{number}'}")
        path, place = tmp_path / f"{number}.age", SqlPlace(database, ArchivePart.DATA)
        restore_backup(path, [secret], ArchivePart.DATA, place, "tester", None)
        with database.snapshot(f"silo_{tenant}") as connection:
            counts = [
                connection.execute(select(func.count()).select_from(each)).scalar_one()
                for each in (subjects, templates)
            ]
            owners = select(sessions.c.subject_id).where(sessions.c.decision == "enrolled")
            enrolments = set(connection.execute(owners).scalars())
            present = set(connection.execute(select(subjects.c.id)).scalars())
        assert counts[0] == counts[1] >= 3
        assert enrolments == present
        database.close()
    assert made.rows > 50


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path}")
    return open_database(request.getfixturevalue("postgres_url"))


SILO = "silo_ten_" + "a" * 26
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_older_backup_is_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    old = Batch("wrapped_keys", ("name", "kek_id", "ciphertext"), [["a", "kek", b"k"]])
    with second_version(tmp_path / "versions"):
        load_store(database, SILO, "keyring", "keyring_0001", iter([old]))
    with database.snapshot(SILO) as connection:
        where = "" if connection.dialect.name == "sqlite" else f'"{SILO}".'
        kept = connection.exec_driver_sql(f"SELECT name, more FROM {where}wrapped_keys").all()
        present = migrations.revision_in(connection, SILO)
    assert [tuple(each) for each in kept] == [("a", "new")]
    assert present == SECOND
    database.close()


def test_a_store_that_fails_is_as_if_it_had_not_been_begun(database: Database) -> None:
    good = Batch(
        "subjects",
        ("id", "reference", "token_kind", "enrolled_at", "last_seen_at"),
        [["sub_a", b"r" * 32, "developer", THEN, None]],
    )
    orphan = Batch("attempts", ("subject_id", "failures", "locked_until"), [["sub_z", 1, None]])
    with pytest.raises((StoreUnavailable, BackupBroken)):
        load_store(database, SILO, "silo", HEADS["silo"], iter([good, orphan]))
    assert _tables(database) == set()
    database.close()


def _tables(database: Database) -> set[str]:
    from sqlalchemy import inspect

    with database.owner(SILO).connect() as connection:
        schema = SILO if connection.dialect.name == "postgresql" else None
        return set(inspect(connection).get_table_names(schema))
