"""A server is opened in one place, and does no more than it was opened for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from typer.testing import CliRunner

from inperson.app import Mode, open_server
from inperson.audit import Act, Entry
from inperson.backup.errors import RestoreUnfinished
from inperson.backup.model import ArchivePart
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings, read_settings
from inperson.core import ProcessId, StoreUnavailable, TenantId
from inperson.sessions.rows import TombstoneRows
from inperson.store import open_stores
from inperson.store.connections import transaction
from inperson.store.errors import StoreLost, StoreMissing, StoreOutdated, StoreTooNew
from inperson.store.migrations import HEADS, revision_in
from inperson.store.recovery import SqlPlace
from inperson.store.sqlite import SqliteFolder
from inperson.tenants import TenantNotFound, of_server
from inperson.vault import KeyUnavailable


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    return read_settings()


@pytest.fixture
def tenant(settings: Settings) -> TenantId:
    with open_server(settings, Mode.SERVE) as server:
        return server.add_tenant("one").id


@contextmanager
def counting() -> Iterator[list[str]]:
    """Note every statement that is sent to a database."""
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def files(settings: Settings) -> dict[Path, bytes]:
    folder = settings.kek_dir.parent
    found = (each for each in folder.rglob("*") if each.suffix in {".db", ".kek", ".jwk"})
    return {each: each.read_bytes() for each in found}


def mark(settings: Settings, store: str, version: str) -> None:
    """Let a store be of another version."""
    database = SqliteFolder(Path(settings.data.removeprefix("sqlite:///")))
    with transaction(database.engine(store)) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": version})
    database.close()


READS = {
    "tenants list": 5,
    "tokens list TENANT": 7,
    "people list": 7,
    "breaches list": 8,
    "usage clients list": 8,
    "audit tail TENANT": 21,
    "audit key TENANT": 17,
    "notices list TENANT": 23,
    "requests list TENANT": 21,
    "disclosures list TENANT": 21,
    "retention show TENANT": 22,
    "holds list TENANT": 21,
    "improvement list TENANT": 23,
    "cascade show TENANT": 21,
    "usage show --tenant TENANT": 23,
}
"""Commands that read, each with the most statements that it may cost."""


@pytest.mark.parametrize("command", READS)
def test_a_command_that_reads_costs_the_same_however_many_tenants_there_are(
    command: str, settings: Settings, tenant: TenantId
) -> None:
    words = command.replace("TENANT", tenant).split()
    costs = []
    for more in (0, 39):
        with open_server(settings, Mode.WRITE) as server:
            for number in range(more):
                # of the others nothing but the name is there: who touches them fails
                server.tenants.create_tenant(f"other {number}")
        before = files(settings)
        with counting() as said:
            done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert files(settings) == before
        costs.append(len(said))
    assert costs[0] == costs[1]
    assert costs[0] <= READS[command]


def test_a_command_that_changes_something_touches_no_other_tenant(
    settings: Settings, tenant: TenantId
) -> None:
    with open_server(settings, Mode.WRITE) as server:
        other = server.tenants.create_tenant("other").id
    done = CliRunner().invoke(app, ["tokens", "issue", tenant, "developer"])
    assert done.exit_code == 0, done.output
    assert not [each for each in files(settings) if other in each.name]


def test_who_reads_makes_nothing(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_server(settings, Mode.READ)
    assert list(tmp_path.iterdir()) == []


def test_who_reads_can_change_nothing(settings: Settings, tenant: TenantId) -> None:
    with open_server(settings, Mode.READ) as server:
        with pytest.raises(StoreUnavailable):
            server.tenants.create_tenant("two")
        with pytest.raises(StoreUnavailable), server.whole(of_server(tenant)).begin() as tx:
            tx.rows(TombstoneRows).forget_tombstones(datetime(2030, 1, 1, tzinfo=UTC))


def test_who_reads_makes_no_key(settings: Settings, tenant: TenantId) -> None:
    (settings.kek_dir / "signing.jwk").unlink()
    with open_server(settings, Mode.READ) as server, pytest.raises(KeyUnavailable):
        assert server.signer
    assert not (settings.kek_dir / "signing.jwk").exists()


@pytest.mark.parametrize("mode", Mode)
def test_what_is_newer_is_refused(settings: Settings, tenant: TenantId, mode: Mode) -> None:
    mark(settings, "directory", "directory_9999")
    with pytest.raises(StoreTooNew):
        open_server(settings, mode)


def test_a_tenants_store_that_is_newer_is_refused_when_it_is_asked_for(
    settings: Settings, tenant: TenantId
) -> None:
    mark(settings, f"silo_{tenant}", "silo_9999")
    for mode in (Mode.READ, Mode.WRITE):
        with open_server(settings, mode) as server, pytest.raises(StoreTooNew):
            server.audit(tenant)


def test_what_is_older_is_not_read_and_not_changed_under_a_server(
    settings: Settings, tenant: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = "directory_9999"
    monkeypatch.setitem(HEADS, "directory", newer)
    monkeypatch.setattr("inperson.store.stores.bring_up", lambda *_: mark(settings, *_[1:2], newer))
    with pytest.raises(StoreOutdated):
        open_server(settings, Mode.READ)
    beside = open_stores(data=settings.data, keys=settings.keys)
    mark(settings, "directory", "directory_0006")
    beside.processes(ProcessId("prc_x")).beat()
    with pytest.raises(StoreOutdated):
        open_server(settings, Mode.WRITE)
    beside.processes(ProcessId("prc_x")).leave()
    with open_server(settings, Mode.WRITE) as server:
        assert [each.id for each in server.tenants.tenants()] == [tenant]
    with transaction(beside.databases[0].engine("directory")) as connection:
        assert revision_in(connection, "directory") == newer
    beside.close()


def test_what_was_restored_is_not_read_before_it_was_obeyed(
    settings: Settings, tenant: TenantId, tmp_path: Path
) -> None:
    database = SqliteFolder(tmp_path / "data")
    place = SqlPlace(database, ArchivePart.AUDIT)
    logs = {each: each.read_bytes() for each in (tmp_path / "data").glob("audit_*.db")}
    place.begin("0" * 64, datetime.now(UTC), "operator:root")
    for each, whole in logs.items():
        each.write_bytes(whole)
    place.finish()
    database.close()
    with pytest.raises(RestoreUnfinished):
        open_server(settings, Mode.READ)
    with open_server(settings, Mode.WRITE) as server:  # it obeys first
        assert server.tenants.tenants()[0].id == tenant
    with open_server(settings, Mode.READ) as server:
        assert server.audit(tenant).size() >= 0


def test_a_tenant_that_is_not_there_gets_no_stores(settings: Settings, tenant: TenantId) -> None:
    nobody = TenantId(f"ten_{'a' * 26}")
    for mode in Mode:
        with open_server(settings, mode) as server, pytest.raises(TenantNotFound):
            server.vault(nobody)
    assert not [each for each in files(settings) if nobody in each.name]


def test_every_part_shares_the_captures_of_its_process(settings: Settings) -> None:
    with open_server(settings, Mode.WRITE) as server:
        tenant = server.add_tenant("one").id
        desk = server.desks.of(of_server(tenant, "x"))
        assert desk.captures is server.captures


@pytest.mark.parametrize("mode", [Mode.SERVE, Mode.WRITE])
@pytest.mark.parametrize("gone", [True, False], ids=["gone", "empty"])
def test_no_new_keyring_is_made_for_data_that_is_there(
    settings: Settings, tenant: TenantId, mode: Mode, gone: bool
) -> None:
    keyring = settings.kek_dir.parent / "keys" / f"keys_{tenant}.db"
    whole = keyring.read_bytes()
    for each in keyring.parent.iterdir():
        each.unlink()
    if not gone:
        keyring.touch()
    with pytest.raises(StoreLost), open_server(settings, mode) as server:
        server.ready(tenant)
    keyring.write_bytes(whole)
    with open_server(settings, Mode.SERVE) as server:
        server.vault(tenant).check()


@pytest.mark.parametrize("mode", [Mode.SERVE, Mode.WRITE])
@pytest.mark.parametrize("log", ["audit_TENANT.db", "audit_server.db"])
def test_no_new_log_is_begun_in_the_place_of_one_that_was_lost(
    settings: Settings, tenant: TenantId, mode: Mode, log: str
) -> None:
    name = "server" if "server" in log else tenant
    (path,) = settings.kek_dir.parent.rglob(log.replace("TENANT", tenant))
    assert CliRunner().invoke(app, ["audit", "begin", name]).exit_code == Exit.FAILED
    path.unlink()
    owner = None if name == "server" else tenant
    with pytest.raises(StoreLost), open_server(settings, mode) as server:
        server.log(owner)
    assert not path.exists()
    assert CliRunner().invoke(app, ["audit", "begin", name]).exit_code == 0
    with open_server(settings, Mode.SERVE) as server:
        (first, *_), said = server.log(owner).tail(99), server.server_audit().tail(99)
        assert (first.entry.act, first.entry.purpose) == (Act.LOG_BEGUN, name)
        assert Act.LOG_BEGUN in {each.entry.act for each in said}


def test_a_keyring_whose_schema_is_damaged_is_refused_with_our_own_error(
    settings: Settings, tenant: TenantId
) -> None:
    keyring = settings.kek_dir.parent / "keys" / f"keys_{tenant}.db"
    whole = keyring.read_bytes()
    keyring.write_bytes(whole.replace(b"TABLE wrapped_keys", b"\xff\xffBLE wrapped_keys"))
    with pytest.raises(StoreUnavailable), open_server(settings, Mode.SERVE):
        pass


def test_who_inspects_changes_the_audit_log_alone(settings: Settings, tenant: TenantId) -> None:
    with open_server(settings, Mode.INSPECT) as server:
        before = server.audit(tenant).size()
        server.audit(tenant).append(Entry(Act.CHORE_RUN, "operator:root"))
        assert server.audit(tenant).size() == before + 1
        with pytest.raises(StoreUnavailable), server.own(tenant).begin() as tx:
            tx.rows(TombstoneRows).forget_tombstones(datetime.now(UTC))
        with pytest.raises(StoreUnavailable):
            server.keyring(tenant).forget_tombstones(datetime.now(UTC))
