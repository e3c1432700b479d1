"""One log: what goes in comes out, with proofs that need no server."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.audit import (
    Act,
    AuditLog,
    AuditUnavailable,
    Entry,
    verify_growth,
    verify_proof,
)
from inperson.audit.errors import CheckpointUnknown, LeafUnknown, LogBroken, ProofMalformed
from inperson.audit.proofs import Proof, ProofReason
from inperson.core import InpersonError, ManualClock
from inperson.tlog.keys import CheckpointSigner
from inperson.tlog.merkle import EMPTY_ROOT
from inperson.tlog.note import Checkpoint, SignedCheckpoint, sign_checkpoint
from tests.audit.conftest import ORIGIN, START, Scene, tag

EMPTY = Checkpoint("inperson/elsewhere", 0, EMPTY_ROOT)
ENTRY = Entry(Act.CONSENT_GIVEN, "tok_a", tag(1), "identity", bytes(32))


def text(proof: Proof) -> str:
    return json.dumps(proof.to_json())


def test_an_entry_gets_the_next_number_and_the_time(scene: Scene) -> None:
    first, second = scene.log.append(ENTRY, ENTRY)
    assert (first.number, second.number) == (0, 1)
    assert first.at == START
    assert list(scene.log.tail(5)) == [first, second]
    assert list(scene.log.tail(1)) == [second]
    assert list(scene.log.tail(0)) == []
    assert scene.log.size() == 2


def test_a_subjects_leaves_are_found_by_its_tag(scene: Scene) -> None:
    scene.fill(7)
    assert [each.number for each in scene.log.of_subject(tag(1))] == [1, 4]
    assert not scene.log.of_subject(tag(9))


def test_an_unwrapped_key_is_recorded(scene: Scene) -> None:
    scene.log.unwrapped("tok_a", tag(1), "identity/reference-template")
    (leaf,) = scene.log.tail(1)
    assert leaf.entry == Entry(
        Act.DEK_UNWRAPPED, "tok_a", tag(1), "identity/reference-template", None
    )


def test_a_clock_that_went_back_breaks_nothing(scene: Scene) -> None:
    scene.log.append(ENTRY)
    scene.log.checkpoint()
    early = ManualClock(START - timedelta(days=365))
    (late,) = AuditLog(scene.store, ORIGIN, scene.signer, early).append(ENTRY)
    assert (late.number, late.at) == (1, early.now())
    scene.log.checkpoint()
    assert not scene.log.verify().findings


def test_what_cannot_be_recorded_is_refused(scene: Scene) -> None:
    """The caller's act comes after the append, so it does not happen."""
    happened = []

    def act() -> None:
        scene.log.append(ENTRY)
        happened.append("act")

    act()
    scene.tamper("ALTER TABLE nodes RENAME TO elsewhere")
    with pytest.raises(AuditUnavailable):
        act()
    assert happened == ["act"]
    assert scene.log.size() == 1  # nothing of it was stored
    scene.tamper("ALTER TABLE elsewhere RENAME TO nodes")
    act()
    assert not scene.log.verify().findings


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM nodes WHERE level = 1 AND position = 0",
        "UPDATE tree SET size = 2",
        "UPDATE tree SET size = 'x'",
        "UPDATE tree SET size = -1",
        "DELETE FROM tree",
    ],
)
def test_a_log_that_was_tampered_with_takes_no_entry(scene: Scene, statement: str) -> None:
    scene.fill(3)
    scene.tamper(statement)
    with pytest.raises(AuditUnavailable):
        scene.log.append(ENTRY)


def test_a_checkpoint_is_of_the_present_state_and_kept(scene: Scene) -> None:
    empty = scene.log.checkpoint()
    scene.fill(5)
    five = scene.log.checkpoint()
    assert five == scene.log.checkpoint() == scene.store.checkpoint()
    read = SignedCheckpoint.parse(five)
    assert read.signed_by(scene.log.key)
    assert (read.checkpoint.origin, read.checkpoint.size) == (ORIGIN, 5)
    assert read.checkpoint.root == scene.log.verify([empty, five]).root
    assert not scene.log.verify([empty, five]).findings


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tree SET size = 4",
        "UPDATE leaves SET hash = zeroblob(32) WHERE number = 4",
        "DELETE FROM leaves WHERE number = 4",
        "DELETE FROM nodes WHERE level = 2",
        "UPDATE tree SET checkpoint = 'nonsense'",
    ],
)
def test_nothing_is_signed_that_contradicts_the_last_checkpoint(
    scene: Scene, statement: str
) -> None:
    scene.fill(5)
    scene.log.checkpoint()
    scene.tamper(statement)
    with pytest.raises(LogBroken):
        scene.log.checkpoint()


def test_a_new_key_signs_anew_what_is_consistent(scene: Scene) -> None:
    scene.fill(5)
    old = scene.log.checkpoint()
    renamed = AuditLog(scene.store, ORIGIN, Renamed(scene.signer), scene.clock)
    new = renamed.checkpoint()
    assert new != old
    assert SignedCheckpoint.parse(new).signed_by(renamed.key)
    assert not renamed.verify().findings


class Renamed:
    """The same key under another name."""

    name = "new.example.com"

    def __init__(self, signer: CheckpointSigner) -> None:
        self.public_key = signer.public_key
        self.sign = signer.sign


@pytest.mark.parametrize("size", [1, 2, 7, 33])
def test_every_leaf_is_proved_without_the_server(scene: Scene, size: int) -> None:
    scene.fill(size)
    leaves = scene.log.tail(size)
    for number in range(size):
        result = verify_proof(text(scene.log.prove(number)), scene.log.key.text())
        assert result.reason is None
        assert result.leaf == leaves[number]
        assert (result.checkpoint.origin, result.checkpoint.size) == (ORIGIN, size)


def test_there_is_no_proof_of_a_leaf_that_is_not_there(scene: Scene) -> None:
    scene.fill(3)
    for number in (-1, 3, 2**40):
        with pytest.raises(LeafUnknown):
            scene.log.prove(number)


def test_a_proof_of_something_else_does_not_hold(
    scene: Scene, another: Callable[[], Scene]
) -> None:
    scene.fill(9)
    vkey, proof = scene.log.key.text(), scene.log.prove(4)
    other = another()
    other.fill(9)
    wrong = Proof(4, scene.log.tail(1)[0].body, proof.hashes, proof.checkpoint)
    for changed, reason in (
        (wrong, ProofReason.HASHES_WRONG),
        (Proof(5, proof.body, proof.hashes, proof.checkpoint), ProofReason.HASHES_WRONG),
        (Proof(4, proof.body, proof.hashes[1:], proof.checkpoint), ProofReason.HASHES_WRONG),
        (other.log.prove(4), ProofReason.CHECKPOINT_NOT_SIGNED),
    ):
        assert verify_proof(text(changed), vkey).reason is reason
    assert verify_proof(text(proof), other.log.key.text()).reason is (
        ProofReason.CHECKPOINT_NOT_SIGNED
    )


def test_a_log_proves_that_it_only_grew(scene: Scene) -> None:
    states = []
    for _ in range(6):
        states.append(scene.log.checkpoint())
        scene.fill(3)
    vkey = scene.log.key.text()
    for old in states:
        growth = scene.log.consistency(old)
        result = verify_growth(json.dumps(growth.to_json()), vkey)
        assert result.reason is None
        assert result.new.size == 18
    lie = scene.log.consistency(states[2]).to_json() | {"old": states[3]}
    assert verify_growth(json.dumps(lie), vkey).reason is ProofReason.HASHES_WRONG


def test_growth_is_proved_from_this_logs_own_checkpoints(
    scene: Scene, another: Callable[[], Scene]
) -> None:
    other = another()
    other_state = other.log.checkpoint()
    scene.fill(2)
    with other.store.begin() as log:
        log.keep_checkpoint(sign_checkpoint(EMPTY, other.signer))
    elsewhere = AuditLog(other.store, "inperson/elsewhere", scene.signer, scene.clock).checkpoint()
    later = sign_checkpoint(Checkpoint(ORIGIN, 3, bytes(32)), scene.signer)
    for foreign in (other_state, elsewhere, later):
        with pytest.raises(CheckpointUnknown):
            scene.log.consistency(foreign)
    growth = scene.log.consistency(scene.log.checkpoint()).to_json()
    vkey = scene.log.key.text()
    moved = json.dumps(growth | {"old": elsewhere})
    assert verify_growth(moved, vkey).reason is ProofReason.LOGS_DIFFER
    forged = json.dumps(growth | {"old": other_state})
    assert verify_growth(forged, vkey).reason is ProofReason.CHECKPOINT_NOT_SIGNED


BROKEN = [
    "",
    "[]",
    "{}",
    "[" * 100_000,
    "1" * 5000,
    "x" * 400_001,
    '{"v":1}',
    '{"v":2,"number":0,"leaf":"","hashes":[],"checkpoint":""}',
    '{"v":1,"number":true,"leaf":"","hashes":[],"checkpoint":""}',
    '{"v":1,"number":0,"leaf":"é","hashes":[],"checkpoint":""}',
    '{"v":1,"number":0,"leaf":7,"hashes":[],"checkpoint":""}',
    '{"v":1,"old":7,"hashes":[],"new":""}',
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_proof_is_refused(scene: Scene, broken: str) -> None:
    for verify in (verify_proof, verify_growth):
        with pytest.raises(ProofMalformed):
            verify(broken, scene.log.key.text())


def test_a_proof_with_malformed_hashes_is_refused(scene: Scene) -> None:
    scene.fill(2)
    good = scene.log.prove(1).to_json()
    for hashes in (None, "x", [7], ["?"], ["AAAA"], ["é"], [good["hashes"][0]] * 65):
        with pytest.raises(ProofMalformed):
            verify_proof(json.dumps(good | {"hashes": hashes}), scene.log.key.text())


VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
simple = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=2)


@given(
    st.text(max_size=50)
    | st.dictionaries(
        st.sampled_from(["v", "number", "leaf", "hashes", "checkpoint", "old", "new"]), simple
    ).map(lambda members: json.dumps({"v": 1, **members}))
)
def test_only_our_own_errors_come_out_of_any_proof(proof: str) -> None:
    for verify in (verify_proof, verify_growth):
        with pytest.raises(InpersonError):
            verify(proof, VKEY)
