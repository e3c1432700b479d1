"""A restored backup brings erased subjects back: they are erased again, or nothing starts."""

import shutil
from pathlib import Path

import pytest

from inperson.app import Mode, Server, open_server
from inperson.config import Settings
from inperson.core import StoreUnavailable, SubjectId, SystemEntropy, TenantId
from inperson.sessions import (
    Device,
    LivenessDemand,
    SessionEngine,
    SessionKind,
    Sessions,
    TenantSessions,
)
from inperson.sessions.errors import SubjectNotEnrolled
from inperson.sessions.rows import SubjectRows
from inperson.tenants import TokenKind, of_server
from inperson.vault import KeyDestroyed, KeyUnavailable, Purpose
from tests.scene import MODEL, ColourExaminer, EverybodyAgrees, ladder, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def settings(folder: Path) -> Settings:
    return Settings(
        data=f"sqlite:///{folder / 'data'}",
        keys=f"sqlite:///{folder / 'keys'}",
        kek_dir=folder / "kek",
    )


def sessions_of(deployment: Server, tenant: TenantId) -> TenantSessions:
    engine = SessionEngine(ColourExaminer(), ladder(), 3, deployment.clock, SystemEntropy())
    clock, entropy = engine.clock, engine.entropy
    sessions = Sessions(
        engine,
        deployment.tenants,
        deployment.subjects,
        lambda mine: EverybodyAgrees(mine, clock, entropy),
        deployment.captures,
    )
    issued = deployment.tenants.issue_token(tenant, TokenKind.DEVELOPER, "")
    return sessions.of(deployment.tenants.authenticate(issued.secret))


def enrol(mine: TenantSessions, reference: str, person: int) -> SubjectId:
    device = Device(phone_model="Pixel 10")
    session = mine.create(SessionKind.ENROLL, reference, UNSAFE, device=device, improvement=True)
    subject_id = mine.submit(session.id, [picture(person)]).subject_id
    assert subject_id is not None
    return subject_id


@pytest.fixture
def erased(tmp_path: Path) -> tuple[TenantId, SubjectId]:
    """A backup of everything, taken before one of two subjects was erased."""
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("one").id
        mine = sessions_of(deployment, tenant)
        subject_id = enrol(mine, "goes", 1)
        enrol(mine, "stays", 2)
    for store in ("data", "keys"):
        shutil.copytree(tmp_path / store, tmp_path / f"{store}.backup")
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        sessions_of(deployment, tenant).subjects.erase(subject_id)
    return tenant, subject_id


def restore(folder: Path, *stores: str) -> None:
    for store in stores:
        shutil.rmtree(folder / store)
        shutil.copytree(folder / f"{store}.backup", folder / store)


@pytest.mark.parametrize("store", ["data", "keys"])
def test_a_restored_store_forgets_again_before_it_serves(
    tmp_path: Path, erased: tuple[TenantId, SubjectId], store: str
) -> None:
    tenant, subject_id = erased
    restore(tmp_path, store)
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        mine = sessions_of(deployment, tenant)
        with pytest.raises(SubjectNotEnrolled):
            mine.subjects.find("goes")
        mine.subjects.find("stays")
        samples = list(deployment.improvement(tenant).samples())
        assert len(samples) == 1
        assert samples[0].subject_id != subject_id
        keyring = deployment.stores.keyrings.open(tenant)
        assert keyring.get(f"subject/{subject_id}") is None
        enrol(mine, "goes", 3)  # the reference is free
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        sessions_of(deployment, tenant).subjects.find("goes")  # and its new owner stays


def test_a_record_of_an_old_backup_does_not_open(
    tmp_path: Path, erased: tuple[TenantId, SubjectId]
) -> None:
    tenant, subject_id = erased
    restore(tmp_path, "data")
    from inperson.store import open_stores

    chosen = settings(tmp_path)
    stores = open_stores(data=chosen.data, keys=chosen.keys)  # around the start that forgets
    with stores.silos.whole(of_server(tenant)).begin() as tx:
        kept = tx.rows(SubjectRows).template(subject_id)
    stores.close()
    assert kept is not None
    with open_server(chosen, Mode.SERVE) as deployment, pytest.raises(KeyDestroyed):
        deployment.vault(tenant).open(subject_id, Purpose.REFERENCE_TEMPLATE, MODEL, kept.sealed)


def test_a_server_that_cannot_forget_does_not_start(
    tmp_path: Path, erased: tuple[TenantId, SubjectId], monkeypatch: pytest.MonkeyPatch
) -> None:
    restore(tmp_path, "data")

    def refuse(*_: object) -> bool:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr("inperson.store.tombstone_rows.SqlTombstoneRows.erase", refuse)
    with pytest.raises(StoreUnavailable), open_server(settings(tmp_path), Mode.SERVE):
        pytest.fail("it served")


def test_a_server_without_the_keys_of_its_tenants_does_not_start(
    tmp_path: Path, erased: tuple[TenantId, SubjectId]
) -> None:
    shutil.rmtree(tmp_path / "kek")  # as a restore that forgot it: a fresh KEK opens nothing
    for _ in range(2):
        with pytest.raises(KeyUnavailable), open_server(settings(tmp_path), Mode.SERVE):
            pytest.fail("it served")
