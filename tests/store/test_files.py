"""What a database leaves on the disk, and what it does when the disk is full."""

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url

from inperson.core import StoreUnavailable, SubjectId, TenantId
from inperson.observing.redaction import error_name
from inperson.sessions import Device, LivenessDemand, SessionKind, SessionState, TenantSessions
from inperson.sessions.errors import SiloUnavailable, SubjectNotEnrolled
from inperson.sessions.rows import SessionRows, SubjectRows
from inperson.store.sqlite import SqliteFolder
from inperson.tenants import of_server
from inperson.vault import KeyUnavailable
from tests.scene import Scene, open_scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    mine = scene.sessions.of(scene.caller(tenant))
    mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    scene.stores.close()


@pytest.mark.parametrize("name", ["a b", "ä", "a?b", "a#b", "a%20b", "a:b", "file:a?mode=memory"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """Stores of a folder with a `?` were one file once, keys and data in it, beside the folder."""
    scene = open_scene(tmp_path / name)
    scene.add_tenant("one")
    scene.stores.close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    files = [each for each in (tmp_path / name).rglob("*") if each.is_file()]
    assert len(files) > 3
    assert {each.suffix for each in files} <= {".db", ".db-wal", ".db-shm", ".kek", ".jwk"}, files


def sealed_of(scene: Scene, tenant: TenantId, subject_id: SubjectId) -> list[bytes]:
    """Everything sealed or wrapped that is stored of a subject."""
    with scene.stores.silos.whole(of_server(tenant)).begin() as unit:
        record = unit.rows(SubjectRows).template(subject_id)
        sessions = unit.rows(SessionRows).due_records(scene.clock.now() + timedelta(days=99), 99)
    wrapped = scene.stores.keyrings.open(tenant).get(f"subject/{subject_id}")
    assert record is not None
    assert wrapped is not None
    samples = [each.sealed for each in scene.improvement(tenant).samples()]
    devices = [each.record.sealed for each in sessions if each.record is not None]
    assert len(samples) == len(devices) == 1
    return [record.sealed, wrapped.ciphertext, *samples, *devices]


def enrol(scene: Scene, tenant: TenantId) -> tuple[TenantSessions, SubjectId]:
    mine = scene.sessions.of(scene.caller(tenant))
    told = Device(phone_model="Pixel 10")
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, device=told, improvement=True)
    subject_id = mine.submit(session.id, [picture(1)]).subject_id
    assert subject_id is not None
    return mine, subject_id


def test_after_an_erasure_no_byte_of_record_or_key_is_left(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    mine, subject_id = enrol(scene, tenant)
    # the tombstone keeps the subject's id and hashed reference until key backups have aged out
    known = sealed_of(scene, tenant, subject_id)
    assert all(each[:100] in every_byte(tmp_path) for each in known)
    mine.subjects.erase(subject_id)
    left = every_byte(tmp_path)
    for each in known:
        for at in range(0, len(each) - 16, 100):
            assert each[at : at + 16] not in left
        assert each[-16:] not in left
    scene.stores.close()


def test_after_an_erasure_and_a_vacuum_postgresql_holds_the_bytes_in_its_log_only(
    postgres_url: str, tmp_path: Path
) -> None:
    plain = make_url(postgres_url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as server:

        def files() -> bytes:
            server.execute("CHECKPOINT")
            query = "SELECT current_setting('data_directory'), oid FROM pg_database "
            found = server.execute(query + "WHERE datname = current_database()").fetchone()
            assert found is not None
            return every_byte(Path(found[0]) / "base" / str(found[1]))

        scene = open_scene(tmp_path, data=postgres_url, keys=postgres_url)
        tenant = scene.add_tenant("one")
        mine, subject_id = enrol(scene, tenant)
        known = sealed_of(scene, tenant, subject_id)
        try:
            assert all(each[:100] in files() for each in known)
        except (PermissionError, psycopg.errors.InsufficientPrivilege):
            pytest.skip("the server's files cannot be read from here")
        mine.subjects.erase(subject_id)
        server.execute("VACUUM FULL")
        left = files()
        assert not [each for each in known if each[:16] in left or each[-16:] in left]
        scene.stores.close()


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    mine = scene.sessions.of(scene.caller(tenant))
    session = mine.create(SessionKind.ENROLL, "subject-0", UNSAFE)
    engine = scene.stores.databases[0].engine(f"silo_{tenant}")

    @event.listens_for(engine, "begin")
    def no_more_pages(connection) -> None:  # type: ignore[no-untyped-def]
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(500):
            mine.create(SessionKind.ENROLL, f"subject-{number}", UNSAFE)

    with pytest.raises(StoreUnavailable) as refused:
        fill()
    assert error_name(refused.value).endswith(" SQLITE_FULL")
    event.remove(engine, "begin", no_more_pages)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert mine.get(session.id).state is SessionState.OPEN
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.find("subject-0")
    assert mine.submit(session.id, [picture(1)]).subject_id is not None
    scene.stores.close()


def test_a_log_that_the_disk_has_no_room_for_is_said(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    mine = scene.sessions.of(scene.caller(tenant))
    database, store = scene.stores.databases[0], f"silo_{tenant}"
    database.scrub(store)
    for number in range(60):  # in the log, until it is emptied into the file
        mine.create(SessionKind.ENROLL, f"subject-{number}", UNSAFE)
    (path,) = tmp_path.rglob(f"{store}.db")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        with pytest.raises(StoreUnavailable):
            database.scrub(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    database.scrub(store)
    scene.stores.close()


def test_a_tenant_without_stores_is_refused(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.tenants.create_tenant("one")
    with pytest.raises(SiloUnavailable):
        scene.stores.silos.whole(of_server(tenant.id))
    with pytest.raises(KeyUnavailable):
        scene.stores.keyrings.open(tenant.id)
    scene.stores.close()


def test_a_store_that_is_made_again_keeps_its_locks(tmp_path: Path) -> None:
    """Else another process that leaves takes the log away from under this one."""
    folder = SqliteFolder(tmp_path)
    folder.create("directory")
    log = tmp_path / "directory.db-wal"
    with folder.engine("directory").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE held (number INTEGER)")
    folder.create("directory")
    visit = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    visit += "c.execute('SELECT * FROM held').fetchall(); c.close()"
    subprocess.run([sys.executable, "-c", visit, tmp_path / "directory.db"], check=True)
    assert log.exists()
    with folder.engine("directory").begin() as connection:
        connection.exec_driver_sql("INSERT INTO held VALUES (1)")
    with closing(sqlite3.connect(tmp_path / "directory.db")) as other:
        assert other.execute("SELECT number FROM held").fetchall() == [(1,)]
    folder.close()
