"""The improvement set: developer sessions under a consent, and nothing else."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pyrage
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_consent_id
from inperson.improvement import Export, ExportFolderTaken, ImprovementSet, ImprovementUnavailable
from inperson.rights.packages import AgeRecipient, sealing
from inperson.sessions import (
    AnySession,
    Device,
    LivenessDemand,
    ProductionSession,
    SessionKind,
    TenantSessions,
)
from inperson.sessions.consents import Consent, ConsentMethod, ConsentPurpose
from inperson.sessions.errors import ImprovementNotAllowed
from inperson.sessions.model import Pseudonym, Session
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import consents
from inperson.store.tables import improvement_samples
from inperson.tenants import TokenKind
from tests.rights.exporting import KEY, approved
from tests.scene import START, Scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def run(
    mine: TenantSessions, reference: str, person: int, *, consent: bool = True, shots: int = 1
) -> AnySession:
    kind = SessionKind.ENROLL
    device = Device(phone_model="Pixel 10")
    session = mine.create(kind, reference, UNSAFE, device=device, improvement=consent)
    return mine.submit(session.id, [picture(person, shot) for shot in range(shots)])


def consent_of(reference: Pseudonym | None, withdrawn_at: datetime | None = None) -> Consent:
    return Consent(
        id=new_consent_id(SystemEntropy()),
        purpose=ConsentPurpose.IMPROVEMENT,
        token_kind=TokenKind.DEVELOPER,
        reference=reference,
        session_id=None,
        notice_version=1,
        notice_sha256=bytes(32),
        language="en",
        method=ConsentMethod.TAP,
        given_at=START,
        salt=bytes(16),
        withdrawn_at=withdrawn_at,
    )


SEAL = sealing(AgeRecipient(str(KEY.to_public())))


def opened(path: Path) -> bytes:
    """Open a file of an export, as who it is for does."""
    return pyrage.decrypt(path.with_name(f"{path.name}.age").read_bytes(), [KEY])


def count(improvement: ImprovementSet) -> int:
    return len(list(improvement.samples()))


def test_a_consented_developer_session_gives_its_frames(
    scene: Scene, tenant: TenantId, mine: TenantSessions, tmp_path: Path
) -> None:
    run(mine, "subject-1", 1, shots=2)
    scene.clock.advance(1)
    run(mine, "subject-2", 2)
    run(mine, "subject-3", 3, consent=False)
    improvement = scene.improvement(tenant)
    assert count(improvement) == 3
    made = improvement.export(tmp_path / "out", SEAL, approved(scene, tenant))
    assert (made.number, made.samples) == (1, 3)
    lines = opened(tmp_path / "out" / "metadata.jsonl").decode().splitlines()
    facts = [json.loads(line) for line in lines]
    assert [each["subject"] for each in facts] == [1, 1, 2]
    assert facts[0]["device"] == {"phone_model": "Pixel 10"}
    assert facts[0]["decision"] == "enrolled"
    frame = cv2.imdecode(np.frombuffer(opened(tmp_path / "out" / facts[0]["file"]), np.uint8), 1)
    assert np.abs(frame[..., ::-1].astype(int) - picture(1, 0).pixels).mean() < 8
    for secret in ("subject-1", "sub_", "ses_", "ten_"):
        assert secret not in "".join(lines)


def test_a_manifest_names_every_file_and_exports_are_chained(
    scene: Scene, tenant: TenantId, mine: TenantSessions, tmp_path: Path
) -> None:
    run(mine, "subject-1", 1)
    improvement = scene.improvement(tenant)
    first, second = (
        improvement.export(tmp_path / name, SEAL, approved(scene, tenant)) for name in ("a", "b")
    )
    folder = tmp_path / "b"
    manifest = json.loads(opened(folder / "manifest.json"))
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1") for path in paths)
    files = {str(path.relative_to(folder)).removesuffix(".age") for path in paths}
    assert files == {*manifest["sha256"], "manifest.json"}
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(opened(folder / name)).hexdigest() == digest
        assert (folder / f"{name}.age").stat().st_mode & 0o077 == 0
    assert b"export 2" in opened(folder / "datasheet.md")
    assert list(improvement.exports()) == [first, second]
    again = Export.after(first, second.exported_at, second.samples, second.manifest_sha256)
    assert again == second
    forged = replace(first, samples=9)
    wrong = Export.after(forged, second.exported_at, second.samples, second.manifest_sha256)
    assert wrong == second  # the chain binds what it hashed, not what a row says now ...
    honest = Export.after(None, forged.exported_at, 9, forged.manifest_sha256)
    assert honest.chain_sha256 != first.chain_sha256  # ... so a changed row breaks its own link


def test_withdrawal_removes_the_samples_and_keeps_the_enrolment(
    scene: Scene, tenant: TenantId, mine: TenantSessions, tmp_path: Path
) -> None:
    gone, stays = run(mine, "subject-1", 1), run(mine, "subject-2", 2)
    assert gone.subject_id is not None
    assert mine.subjects.withdraw_improvement(gone.subject_id) == 1
    assert mine.subjects.withdraw_improvement(gone.subject_id) == 0
    mine.subjects.find("subject-1")
    later = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    mine.submit(later.id, [picture(1)])  # without a new consent nothing is kept
    improvement = scene.improvement(tenant)
    assert [each.subject_id for each in improvement.samples()] == [stays.subject_id]
    assert improvement.export(tmp_path / "out", SEAL, approved(scene, tenant)).samples == 1


def test_a_stranger_who_does_not_match_gives_nothing(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    run(mine, "subject-1", 1)
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE, improvement=True)
    assert mine.submit(session.id, [picture(2)]).verdict.decision == "no_match"  # type: ignore[union-attr]
    assert count(scene.improvement(tenant)) == 1


def test_erasure_shreds_the_samples(
    scene: Scene, tenant: TenantId, mine: TenantSessions, tmp_path: Path
) -> None:
    erased = run(mine, "subject-1", 1)
    assert erased.subject_id is not None
    improvement = scene.improvement(tenant)
    kept = list(improvement.samples())
    mine.subjects.erase(erased.subject_id)
    assert count(improvement) == 0
    scene.stores.improvement.open(tenant).add(kept)  # as an old backup would bring them back
    assert (
        scene.improvement(tenant).export(tmp_path / "out", SEAL, approved(scene, tenant)).samples
        == 0
    )


def test_a_production_token_can_neither_write_nor_read(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    live = scene.sessions.of(scene.caller(tenant, TokenKind.PRODUCTION))
    with pytest.raises(ImprovementNotAllowed):
        live.create(SessionKind.ENROLL, "subject-1", None, improvement=True)
    developer = run(mine, "subject-1", 1)
    facts = {name: getattr(developer, name) for name in Session.__dataclass_fields__}
    forged = ProductionSession(**facts | {"token_kind": TokenKind.PRODUCTION})
    consent = consent_of(developer.subject)
    with pytest.raises(ImprovementNotAllowed):
        scene.improvement(tenant).keep(forged, consent, {}, [])  # type: ignore[arg-type]
    assert not [name for name in dir(live) + dir(live.subjects) if "export" in name]


def test_a_session_is_of_the_kind_of_its_token(mine: TenantSessions) -> None:
    developer = run(mine, "subject-1", 1)
    facts = {name: getattr(developer, name) for name in Session.__dataclass_fields__}
    for kind in (ProductionSession, Session):
        with pytest.raises(TypeError):
            kind(**facts)


def test_the_database_refuses_production_rows(scene: Scene, tenant: TenantId) -> None:
    now = scene.clock.now()
    rows = {
        improvement_samples: {
            "id": "smp_1",
            "session_id": "ses_1",
            "subject_id": "sub_1",
            "token_kind": "production",
            "taken_at": now,
            "sealed": b"",
        },
        consents: {
            "id": "cns_1",
            "purpose": "improvement",
            "token_kind": "production",
            "reference": bytes(32),
            "notice_version": 1,
            "notice_sha256": bytes(32),
            "language": "en",
            "method": "tap",
            "given_at": now,
            "salt": bytes(16),
        },
    }
    for table, store in ((improvement_samples, "improve"), (consents, "silo")):
        engine = scene.stores.databases[0].engine(f"{store}_{tenant}", WHOLE)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(insert(table).values(rows[table]))


def test_a_foreign_or_withdrawn_consent_is_refused(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    session = run(mine, "subject-1", 1, consent=False)
    other = run(mine, "subject-2", 2, consent=False)
    for consent in (
        consent_of(other.subject),
        consent_of(session.subject, scene.clock.now()),
        replace(consent_of(session.subject), purpose=ConsentPurpose.IDENTITY),
    ):
        with pytest.raises(ImprovementNotAllowed):
            scene.improvement(tenant).keep(session, consent, {}, [picture(1)])  # type: ignore[arg-type]


def test_samples_are_purged_by_age(scene: Scene, tenant: TenantId, mine: TenantSessions) -> None:
    run(mine, "subject-1", 1)
    scene.clock.advance(timedelta(days=10).total_seconds())
    run(mine, "subject-2", 2)
    improvement = scene.improvement(tenant)
    assert improvement.purge(scene.clock.now() - timedelta(days=5)) == 1
    assert count(improvement) == 1


def test_an_export_that_cannot_finish_leaves_nothing(
    scene: Scene, tenant: TenantId, mine: TenantSessions, tmp_path: Path
) -> None:
    run(mine, "subject-1", 1)
    improvement = scene.improvement(tenant)

    def fail(_: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        improvement.export(tmp_path / "out", SEAL, approved(scene, tenant), fail)
    assert not [name for name in os.listdir(tmp_path) if "out" in name]
    assert list(improvement.exports()) == []
    improvement.export(tmp_path / "out", SEAL, approved(scene, tenant))
    with pytest.raises(ExportFolderTaken):
        improvement.export(tmp_path / "out", SEAL, approved(scene, tenant))


def test_many_samples_are_paged_in_order(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    run(mine, "subject-1", 1)
    store = scene.stores.improvement.open(tenant)
    (first,) = store.samples()
    copies = [
        replace(first, id=f"smp_{n:026}", taken_at=first.taken_at + timedelta(seconds=n // 7))
        for n in range(120)
    ]
    store.add(copies)  # type: ignore[arg-type]
    seen = [(each.taken_at, each.id) for each in store.samples()]
    assert len(seen) == 121
    assert seen == sorted(seen)


def test_an_improvement_set_that_was_not_made_does_not_open(scene: Scene) -> None:
    with pytest.raises(ImprovementUnavailable):
        scene.stores.improvement.open(TenantId("ten_" + "a" * 26))


def test_handing_a_production_session_over_does_not_type_check(tmp_path: Path) -> None:
    code = """
from inperson.sessions import DeveloperSession, ProductionSession
from inperson.sessions.consents import Consent
from inperson.sessions.ports import SampleKeeper

def give(
    keeper: SampleKeeper, session: {kind}, consent: Consent
) -> None:
    keeper.keep(session, consent, {{}}, [])
"""
    found = {}
    for kind in ("DeveloperSession", "ProductionSession"):
        path = tmp_path / f"{kind.lower()}.py"
        path.write_text(code.format(kind=kind))
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", str(path)],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        found[kind] = (done.returncode, done.stdout)
    assert found["DeveloperSession"][0] == 0, found
    assert found["ProductionSession"][0] == 1
    assert 'incompatible type "ProductionSession"' in found["ProductionSession"][1]
