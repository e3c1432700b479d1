"""Rotating a tenant's KEK: keys are rewrapped, records are not touched, a kill loses nothing."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_subject_id
from inperson.sessions import LivenessDemand, SessionKind
from inperson.sessions.errors import SessionNotFound, SubjectAlreadyEnrolled, SubjectNotEnrolled
from inperson.vault import KeyUnavailable, Purpose
from inperson.vault.errors import KeyInUse
from tests.scene import Scene, open_scene, picture

TEMPLATE = Purpose.REFERENCE_TEMPLATE
SUBJECTS = [new_subject_id(SystemEntropy()) for _ in range(7)]
KEYS = len(SUBJECTS) + 2
"""Beside the subjects' there is one for pseudonyms, and one for what the tenant set."""


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


def seal_all(scene: Scene, tenant: TenantId) -> list[bytes]:
    vault = scene.vault(tenant)
    for subject in SUBJECTS:
        vault.create_subject_key(subject)
    vault.pseudonym("a", b"b")
    return [vault.seal(subject, TEMPLATE, "m", b"secret") for subject in SUBJECTS]


def assert_all_open(scene: Scene, tenant: TenantId, sealed: list[bytes]) -> None:
    vault = scene.vault(tenant)
    for subject, record in zip(SUBJECTS, sealed, strict=True):
        assert vault.open(subject, TEMPLATE, "m", record) == b"secret"


def test_records_open_before_during_and_after(scene: Scene, tenant: TenantId) -> None:
    sealed = seal_all(scene, tenant)
    pseudonym = scene.vault(tenant).pseudonym("a", b"b")
    vault = scene.vault(tenant)
    vault.keys.rotate()
    assert_all_open(scene, tenant, sealed)
    for _ in vault.keys.rewrap():
        assert_all_open(scene, tenant, sealed)
    assert vault.keys.retire() == 1
    assert_all_open(scene, tenant, sealed)
    assert scene.vault(tenant).pseudonym("a", b"b") == pseudonym
    assert list(vault.keys.rewrap()) == []


def test_a_rewrap_that_was_killed_goes_on(scene: Scene, tenant: TenantId) -> None:
    sealed = seal_all(scene, tenant)
    scene.vault(tenant).keys.rotate()
    steps = scene.vault(tenant).keys.rewrap()
    assert [next(steps), next(steps)] == [1, 2]
    steps.close()  # as a process that ends here
    with pytest.raises(KeyInUse):
        scene.vault(tenant).keys.retire()
    assert_all_open(scene, tenant, sealed)
    assert len(list(scene.vault(tenant).keys.rewrap())) == KEYS - 2
    assert scene.vault(tenant).keys.retire() == 1
    assert_all_open(scene, tenant, sealed)


def test_two_that_rewrap_at_once_lose_nothing(scene: Scene, tenant: TenantId) -> None:
    sealed = seal_all(scene, tenant)
    scene.vault(tenant).keys.rotate()
    first, second = scene.vault(tenant).keys.rewrap(), scene.vault(tenant).keys.rewrap()
    for _ in range(3):
        next(first)
        next(second)
    list(first)
    list(second)
    assert_all_open(scene, tenant, sealed)
    scene.vault(tenant).keys.retire()
    assert_all_open(scene, tenant, sealed)


def test_a_key_kept_from_before_opens_nothing_after_retirement(
    scene: Scene, tenant: TenantId
) -> None:
    seal_all(scene, tenant)
    ring = scene.stores.keyrings.open(tenant)
    old = ring.get(f"subject/{SUBJECTS[0]}")
    assert old is not None
    vault = scene.vault(tenant)
    vault.keys.rotate()
    list(vault.keys.rewrap())
    vault.keys.retire()
    with pytest.raises(KeyUnavailable):
        scene.provider.open(tenant).unwrap(old, b"")


def test_other_tenants_keys_are_left_alone(scene: Scene, tenant: TenantId) -> None:
    other = scene.add_tenant("two")
    sealed = seal_all(scene, other)
    seal_all(scene, tenant)
    before = scene.provider.open(other).current()
    vault = scene.vault(tenant)
    vault.keys.rotate()
    list(vault.keys.rewrap())
    vault.keys.retire()
    assert scene.provider.open(other).current() == before
    assert_all_open(scene, other, sealed)


def test_a_new_key_of_pseudonyms_is_in_force_when_every_process_knows_it(
    scene: Scene, tenant: TenantId
) -> None:
    vault, running = scene.vault(tenant), scene.vault(tenant)
    before = vault.pseudonym("a", b"x")
    assert running.pseudonym("a", b"x") == before
    assert vault.rotate_pseudonyms() == scene.clock.now() + timedelta(minutes=2)
    scene.clock.advance(119)
    assert running.pseudonym("a", b"x") == vault.pseudonym("a", b"x") == before
    assert vault.earlier_pseudonyms("a", b"x") == []
    scene.clock.advance(1)
    after = running.pseudonym("a", b"x")
    assert after != before
    assert vault.pseudonym("a", b"x") == scene.vault(tenant).pseudonym("a", b"x") == after
    assert running.earlier_pseudonyms("a", b"x") == [before]


def test_a_subject_is_found_and_renamed_after_a_rotation(scene: Scene, tenant: TenantId) -> None:
    mine = scene.sessions.of(scene.caller(tenant))
    unsafe = LivenessDemand.UNSAFE_NO_LIVENESS
    session = mine.create(SessionKind.ENROLL, "subject-1", unsafe, improvement=True)
    subject_id = mine.submit(session.id, [picture(1)]).subject_id
    old = mine.subjects.find("subject-1").reference
    scene.vault(tenant).rotate_pseudonyms()
    scene.clock.advance(120)
    again = mine.create(SessionKind.AUTHENTICATE, "subject-1", unsafe)
    assert mine.submit(again.id, [picture(1)]).subject_id == subject_id
    found = mine.subjects.find("subject-1")
    assert (found.id, found.reference != old) == (subject_id, True)
    assert len(list(scene.improvement(tenant).samples())) == 2  # the consent came along
    with pytest.raises(SubjectAlreadyEnrolled):
        mine.create(SessionKind.ENROLL, "subject-1", unsafe)
    mine.subjects.erase(found.id)
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.find("subject-1")
    with pytest.raises(SessionNotFound):
        mine.get(session.id)


_ROTATE = """
import sys
from pathlib import Path
from tests.scene import open_scene
vault = open_scene(Path(sys.argv[1])).vault(sys.argv[2])
vault.keys.rotate()
for count in vault.keys.rewrap():
    print(count, flush=True)
"""


def test_a_process_killed_in_a_rotation_loses_nothing(scene: Scene, tenant: TenantId) -> None:
    sealed = seal_all(scene, tenant)
    with subprocess.Popen(
        [sys.executable, "-c", _ROTATE, str(scene.folder), tenant],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        process.kill()
        process.wait()
    fresh = open_scene(scene.folder)
    assert_all_open(fresh, tenant, sealed)
    done = len(list(fresh.vault(tenant).keys.rewrap()))
    assert done < KEYS
    assert fresh.vault(tenant).keys.retire() == 1
    assert_all_open(fresh, tenant, sealed)
    fresh.stores.close()
