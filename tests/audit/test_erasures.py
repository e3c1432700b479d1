"""Checkpoints count erasures, and receipts prove a leaf under one that witnesses signed."""

from collections.abc import Callable

import pytest

from inperson.audit import Act, Entry
from inperson.audit.errors import CheckpointUnknown, LeafUnknown
from inperson.tlog import (
    Checkpoint,
    KeyUse,
    SignedCheckpoint,
    VerifierKey,
    WitnessTrust,
    check_log_proof,
    sign_checkpoint,
)
from inperson.witness import ErasuresFewer, LogWitness, SizeConflict, WitnessFolder
from tests.audit.conftest import ORIGIN, Scene, tag
from tests.tlog.test_note import Signer


def erase(scene: Scene, count: int) -> None:
    for number in range(count):
        scene.log.append(Entry(Act.SUBJECT_ERASED, "server", tag(number)))


def counted(text: str) -> int | None:
    return SignedCheckpoint.parse(text).checkpoint.erasures


def witness_of(scene: Scene, folder: WitnessFolder) -> LogWitness:
    folder.trust(scene.log.log_key)
    return LogWitness(Signer("w.example"), folder, scene.clock)


@pytest.fixture
def folder(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> WitnessFolder:
    return WitnessFolder(tmp_path_factory.mktemp("witness"))


def test_a_checkpoint_counts_every_erasure_before_it(scene: Scene) -> None:
    assert counted(scene.log.checkpoint()) == 0
    scene.fill(5)
    erase(scene, 2)
    assert counted(scene.log.checkpoint()) == 2
    _, text = scene.log.certify(Entry(Act.SUBJECT_ERASED, "server", tag(3)))
    assert counted(text) == 3
    scene.fill(4)
    assert counted(scene.log.checkpoint()) == 3
    assert scene.codes() == []


def test_a_checkpoint_of_before_it_counted_is_signed_anew(scene: Scene) -> None:
    erase(scene, 2)
    root = SignedCheckpoint.parse(scene.log.checkpoint()).checkpoint.root
    with scene.store.begin() as log:
        log.keep_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, 2, root), scene.signer))
    assert counted(scene.log.checkpoint()) == 2
    assert scene.codes() == []


def test_a_checkpoint_that_counts_others_is_found(scene: Scene) -> None:
    scene.fill(3)
    erase(scene, 1)
    root = SignedCheckpoint.parse(scene.log.checkpoint()).checkpoint.root
    for wrong in (0, 2):
        lie = sign_checkpoint(Checkpoint.counting(ORIGIN, 4, root, wrong), scene.signer)
        assert scene.codes(lie) == ["checkpoint_erasures"]


def test_both_names_of_the_key_sign(scene: Scene) -> None:
    signed = SignedCheckpoint.parse(scene.log.checkpoint())
    assert signed.signed_by(scene.log.key)
    assert signed.signed_by(scene.log.log_key)
    assert scene.log.log_key.name == ORIGIN


def test_a_receipt_holds_without_the_server_and_with_enough_witnesses(
    scene: Scene, folder: WitnessFolder
) -> None:
    witness = witness_of(scene, folder)
    scene.fill(6)
    erase(scene, 1)
    asked = scene.log.submission(0)
    seen = asked.signed.text() + witness.add_checkpoint(asked.text())
    scene.fill(9)
    later = scene.log.submission(7)
    later_seen = later.signed.text() + witness.add_checkpoint(later.text())
    key = witness.key
    text = f"log {scene.log.log_key.text()}\nwitness w {key.text()}\nquorum w\n"
    for note, size in ((seen, 7), (later_seen, 16)):
        for number in range(size):
            found = check_log_proof(
                scene.log.receipt(number, note).text(), WitnessTrust.parse(text)
            )
            assert (found.reason, found.index, found.state.erasures) == (None, number, 1)
            assert list(found.seen) == ["w"]
    with pytest.raises(LeafUnknown):
        scene.log.receipt(7, seen)
    none = check_log_proof(
        scene.log.receipt(6, asked.signed.text()).text(), WitnessTrust.parse(text)
    )
    assert none.reason == "too_few_witnesses"


def test_a_log_that_was_restored_from_before_an_erasure_is_told(
    scene: Scene, another: Callable[[], Scene], folder: WitnessFolder
) -> None:
    """The stores come back from before; the key, which is kept apart, is the same."""
    before = another()
    before.log._signer = scene.signer
    witness = witness_of(scene, folder)
    for each in (scene, before):
        each.clock.advance(1)
        each.fill(3)
    erase(scene, 1)
    asked = scene.log.submission(0)
    witness.add_checkpoint(asked.text())
    latest = witness.latest(ORIGIN)
    assert before.codes(latest) == ["checkpoint_ahead"]
    with pytest.raises(CheckpointUnknown):
        before.log.receipt(0, latest)
    with pytest.raises(SizeConflict) as told:
        witness.add_checkpoint(before.log.submission(0).text())
    with pytest.raises(CheckpointUnknown):
        before.log.submission(told.value.size)
    before.fill(4)  # it goes on as if nothing had been
    assert before.codes(latest) == ["checkpoint_inconsistent"]
    with pytest.raises(ErasuresFewer):
        _fewer(scene, witness)


def _fewer(scene: Scene, witness: LogWitness) -> None:
    """Ask with a log that grew and says that it has no erasures."""
    scene.fill(1)
    asked = scene.log.submission(4)
    state = asked.signed.checkpoint
    lie = Checkpoint.counting(ORIGIN, state.size, state.root, 0)
    key = VerifierKey(ORIGIN, scene.signer.public_key, KeyUse.LOG)
    note = sign_checkpoint(lie, scene.signer, also=[key.name])
    witness.add_checkpoint(asked.text().replace(asked.signed.text(), note))
