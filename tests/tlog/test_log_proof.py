"""A proof of inclusion in one file: it holds with enough witnesses, or says why not."""

import base64
import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.tlog import (
    Checkpoint,
    KeyUse,
    LogProof,
    LogProofMalformed,
    LogProofReason,
    SignedCheckpoint,
    VerifierKey,
    WitnessTrust,
    check_log_proof,
    cosign,
    leaf_hash,
    node_hash,
    sign_checkpoint,
)
from tests.tlog.test_note import Signer

ORIGIN, LEAF, BESIDE = "inperson/ten_a", b'{"act":"subject_erased"}', leaf_hash(b"before")
LOG, FIRST, SECOND = Signer(ORIGIN), Signer("first.example"), Signer("second.example")
STATE = Checkpoint.counting(ORIGIN, 2, node_hash(BESIDE, leaf_hash(LEAF)), 1)
NOTE = sign_checkpoint(STATE, LOG) + cosign(STATE, FIRST, 100) + cosign(STATE, SECOND, 200)
SIGNED = SignedCheckpoint.parse(NOTE)
PROOF = LogProof(1, (BESIDE,), SIGNED, LEAF)

parse = SignedCheckpoint.parse


def policy(least: int, log: Signer = LOG) -> WitnessTrust:
    lines = [f"log {VerifierKey(log.name, log.public_key).text()}"]
    for name, each in (("first", FIRST), ("second", SECOND), ("third", Signer("third.example"))):
        key = VerifierKey(each.name, each.public_key, KeyUse.WITNESS)
        lines.append(f"witness {name} {key.text()}")
    return WitnessTrust.parse("\n".join([*lines, f"group g {least} first second third\nquorum g"]))


def test_it_is_written_as_the_specification_says_and_read_again() -> None:
    text = PROOF.text()
    assert text.split("\n")[:5] == [
        "c2sp.org/tlog-proof@v1",
        "extra eyJhY3QiOiJzdWJqZWN0X2VyYXNlZCJ9",
        "index 1",
        base64.b64encode(hashlib.sha256(b"\x00before").digest()).decode(),
        "",
    ]
    assert text.endswith(NOTE)
    assert LogProof.parse(text) == PROOF
    bare = LogProof(0, (), parse(sign_checkpoint(Checkpoint(ORIGIN, 1, leaf_hash(LEAF)), LOG)))
    assert LogProof.parse(bare.text()) == bare


def test_it_holds_if_enough_others_saw_it() -> None:
    found = check_log_proof(PROOF.text(), policy(2))
    assert found.reason is None
    assert (found.leaf, found.index, found.state) == (LEAF, 1, STATE)
    assert found.seen == {"first": 100, "second": 200}
    assert check_log_proof(PROOF.text(), policy(3)).reason is LogProofReason.TOO_FEW_WITNESSES
    without = NOTE.replace(cosign(STATE, SECOND, 200), "")
    again = LogProof(1, (BESIDE,), parse(without), LEAF).text()
    assert check_log_proof(again, policy(2)).reason is LogProofReason.TOO_FEW_WITNESSES
    twice = LogProof(1, (BESIDE,), parse(without + cosign(STATE, FIRST, 101)), LEAF).text()
    assert check_log_proof(twice, policy(2)).reason is LogProofReason.TOO_FEW_WITNESSES


def test_each_other_fault_is_named() -> None:
    def why(proof: LogProof, of: WitnessTrust, leaf: bytes | None = None) -> object:
        return check_log_proof(proof.text(), of, leaf).reason

    assert why(PROOF, policy(2, Signer("inperson/ten_b"))) is LogProofReason.LOG_UNKNOWN
    stolen = Signer("inperson/ten_b")
    stolen.name = ORIGIN
    assert why(PROOF, policy(2, stolen)) is LogProofReason.CHECKPOINT_NOT_SIGNED
    for other in (
        LogProof(0, (BESIDE,), SIGNED, LEAF),
        LogProof(1, (), SIGNED, LEAF),
        LogProof(1, (BESIDE, BESIDE), SIGNED, LEAF),
        LogProof(1, (leaf_hash(b"x"),), SIGNED, LEAF),
        LogProof(1, (BESIDE,), SIGNED, b"another"),
    ):
        assert why(other, policy(2)) is LogProofReason.LEAF_NOT_INCLUDED
    assert why(PROOF, policy(2), b"another") is LogProofReason.LEAF_NOT_INCLUDED


def test_the_leaf_may_come_from_elsewhere() -> None:
    bare = LogProof(1, (BESIDE,), SIGNED).text()
    assert check_log_proof(bare, policy(2), LEAF).reason is None
    with pytest.raises(LogProofMalformed):
        check_log_proof(bare, policy(2))


@given(st.text(st.characters(codec=None), max_size=200))
def test_only_our_own_errors_come_out_of_any_text(text: str) -> None:
    for each in (
        text,
        f"c2sp.org/tlog-proof@v1\n{text}",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{text}",
    ):
        with suppress(InpersonError):
            LogProof.parse(each)


@given(st.integers(0, len(PROOF.text())), st.integers(0, 8), st.text(max_size=4))
def test_a_changed_proof_proves_nothing_else(at: int, cut: int, put: str) -> None:
    text = PROOF.text()
    changed = text[:at] + put + text[at + cut :]
    with suppress(InpersonError):
        found = check_log_proof(changed, policy(2))
        assert found.reason is not None or (found.leaf, found.index, found.state) == (
            LEAF,
            1,
            STATE,
        )
