import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_subject_id
from inperson.vault import KeyDestroyed, KeyUnavailable, Purpose, SealBroken, Tombstone
from inperson.vault.memory import CACHE_SIZE, CACHE_TTL_S
from tests.scene import Scene, open_scene

TEMPLATE = Purpose.REFERENCE_TEMPLATE
SUBJECT = new_subject_id(SystemEntropy())
GRAVE = Tombstone(SUBJECT, bytes(32), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


def test_what_was_sealed_opens_in_another_process(scene: Scene, tenant: TenantId) -> None:
    vault = scene.vault(tenant)
    vault.create_subject_key(SUBJECT)
    sealed = vault.seal(SUBJECT, TEMPLATE, "m", b"secret")
    assert b"secret" not in sealed
    assert scene.vault(tenant).open(SUBJECT, TEMPLATE, "m", sealed) == b"secret"
    assert vault.seal(SUBJECT, TEMPLATE, "m", b"secret") != sealed


def test_a_record_copied_to_another_silo_or_subject_does_not_open(
    scene: Scene, tenant: TenantId
) -> None:
    two = scene.add_tenant("two")
    vault, other = scene.vault(tenant), scene.vault(two)
    vault.create_subject_key(SUBJECT)
    sealed = vault.seal(SUBJECT, TEMPLATE, "m", b"secret")
    with pytest.raises(KeyDestroyed):
        other.open(SUBJECT, TEMPLATE, "m", sealed)
    keys = scene.stores.keyrings
    wrapped = keys.open(tenant).get(f"subject/{SUBJECT}")
    assert wrapped is not None
    keys.open(two).add(f"subject/{SUBJECT}", wrapped)
    with pytest.raises(KeyUnavailable):  # even with the wrapped key beside it
        other.open(SUBJECT, TEMPLATE, "m", sealed)
    keys.open(tenant).add("subject/somebody", wrapped)
    with pytest.raises(SealBroken):
        vault.open("somebody", TEMPLATE, "m", sealed)  # type: ignore[arg-type]


def test_a_destroyed_key_opens_nothing_at_once(scene: Scene, tenant: TenantId) -> None:
    vault = scene.vault(tenant)
    vault.create_subject_key(SUBJECT)
    sealed = vault.seal(SUBJECT, TEMPLATE, "m", b"secret")
    assert vault.destroy_subject_key(GRAVE)
    assert not vault.destroy_subject_key(GRAVE)
    with pytest.raises(KeyDestroyed):
        vault.open(SUBJECT, TEMPLATE, "m", sealed)


def test_a_key_stays_in_memory_for_a_minute(scene: Scene, tenant: TenantId) -> None:
    vault = scene.vault(tenant)
    vault.create_subject_key(SUBJECT)
    vault.seal(SUBJECT, TEMPLATE, "m", b"")
    scene.stores.keyrings.open(tenant).destroy(f"subject/{SUBJECT}", GRAVE)
    scene.clock.advance(CACHE_TTL_S - 0.001)
    vault.seal(SUBJECT, TEMPLATE, "m", b"")
    scene.clock.advance(0.001)
    with pytest.raises(KeyDestroyed):
        vault.seal(SUBJECT, TEMPLATE, "m", b"")


def test_the_keys_in_memory_are_bounded(scene: Scene, tenant: TenantId) -> None:
    vault, entropy = scene.vault(tenant), SystemEntropy()
    wrapped = scene.provider.open(tenant)
    with scene.stores.databases[1].engine(f"keys_{tenant}").begin() as connection:
        from inperson.store.tables import wrapped_keys

        subjects = [new_subject_id(entropy) for _ in range(CACHE_SIZE + 5)]
        rows = []
        for subject in subjects:
            aad = f"inperson wrapped key 1/{tenant}/subject/{subject}".encode()
            key = wrapped.wrap(entropy.bytes(32), aad)
            rows.append(
                {"name": f"subject/{subject}", "kek_id": key.kek_id, "ciphertext": key.ciphertext}
            )
        connection.execute(wrapped_keys.insert(), rows)
    for subject in subjects:
        vault.seal(subject, TEMPLATE, "m", b"")
    assert len(vault._kept.data) == CACHE_SIZE


def test_a_subject_has_one_key(scene: Scene, tenant: TenantId) -> None:
    vault = scene.vault(tenant)
    vault.create_subject_key(SUBJECT)
    with pytest.raises(KeyUnavailable):
        vault.create_subject_key(SUBJECT)


def test_a_pseudonym_is_stable_and_bound_to_domain_and_tenant(
    scene: Scene, tenant: TenantId
) -> None:
    vault = scene.vault(tenant)
    made = vault.pseudonym("subject", b"x")
    assert len(made) == 32
    assert scene.vault(tenant).pseudonym("subject", b"x") == made
    others = {
        vault.pseudonym("subject", b"y"),
        vault.pseudonym("key", b"x"),
        vault.pseudonym("subjec", b"tx"),
        scene.vault(scene.add_tenant("two")).pseudonym("subject", b"x"),
    }
    assert len(others) == 4
    assert made not in others


def test_processes_that_race_for_the_first_pseudonym_agree(scene: Scene, tenant: TenantId) -> None:
    start, made = threading.Barrier(6), list[bytes]()

    def work() -> None:
        vault = scene.vault(tenant)
        start.wait()
        made.append(vault.pseudonym("subject", b"x"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1
