"""A witness's word: what the specification says, what a live witness said, and nothing else."""

import base64
import hashlib
import struct

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from inperson.tlog import (
    Checkpoint,
    KeyUse,
    SignedCheckpoint,
    VerifierKey,
    cosign,
    cosigned_at,
    gather,
    sign_checkpoint,
)
from tests.tlog.test_note import Signer

STATE = Checkpoint.counting("inperson/ten_a", 7, bytes(range(32)), 2)
LOG, FIRST, SECOND = Signer("id.example.com"), Signer("first.example"), Signer("second.example")
NOTE = sign_checkpoint(STATE, LOG)
KEYS = [VerifierKey(each.name, each.public_key, KeyUse.WITNESS) for each in (FIRST, SECOND)]
# a public log's checkpoint, as the monitoring endpoint of a public witness gave it in October 2026
LIVE_KEY = (
    "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G"
)
LIVE = (
    "markovianprotocol.com/log\n9266\nQnwPzJywq5AyOk9k1zLqfryh6Ktw1CnaaKplELApoxw=\n\n"
    "— markovianprotocol.com/log AwLGyIvuxLXZM101mKdNCPTsl9GgtiG/wzbd8cGru0pGnWVMXI06twIsEIZho7n8id"
    "+w2EO0BZCalxuEm6BauQGNmgo=\n"
    "— witness.navigli.sunlight.geomys.org o+AP4gAAAABqwX+So8evhUsltetL+QnwUxEYMNrD25pJYOTFHwDCopbg"
    "QMl2AEh583AxfFNMDZzE73rdjK62tUN8oUBfd9p6usq+BA==\n"
)


def seen(note: str, key: VerifierKey = KEYS[0]) -> int | None:
    return cosigned_at(SignedCheckpoint.parse(note), key)


def test_what_a_live_witness_signed_is_accepted() -> None:
    key = VerifierKey.parse(LIVE_KEY, KeyUse.WITNESS)
    assert seen(LIVE, key) == 0x6AC17F92
    assert seen(LIVE.replace("9266", "9267"), key) is None


def test_a_cosignature_is_what_the_specification_says() -> None:
    """Read by hand, with nothing of the code that wrote it."""
    line = cosign(STATE, FIRST, 1679315147)
    dash, name, encoded = line.removesuffix("\n").split(" ")
    raw = base64.b64decode(encoded)
    named = b"first.example\n\x04" + FIRST.public_key
    assert (dash, name, raw[:4]) == ("—", "first.example", hashlib.sha256(named).digest()[:4])
    assert struct.unpack(">Q", raw[4:12]) == (1679315147,)
    root = base64.b64encode(bytes(range(32))).decode()
    said = f"cosignature/v1\ntime 1679315147\ninperson/ten_a\n7\n{root}\nerasures 2\n"
    public = Ed25519PublicKey.from_public_bytes(FIRST.public_key)
    public.verify(raw[12:], said.encode())
    with pytest.raises(InvalidSignature):
        public.verify(raw[12:], said.removeprefix("cosignature/v1\ntime 1679315147\n").encode())


def test_it_counts_for_its_own_witness_and_checkpoint_alone() -> None:
    note = NOTE + cosign(STATE, FIRST, 100)
    assert seen(note) == 100
    assert seen(note, KEYS[1]) is None
    assert seen(NOTE) is None
    other = sign_checkpoint(Checkpoint.counting("inperson/ten_a", 7, bytes(32), 2), LOG)
    assert seen(other + cosign(STATE, FIRST, 100)) is None
    fewer = sign_checkpoint(Checkpoint.counting("inperson/ten_a", 7, bytes(range(32)), 1), LOG)
    assert seen(fewer + cosign(STATE, FIRST, 100)) is None


def test_a_logs_own_signature_is_no_witness() -> None:
    """One key of both uses: its signature of the one is none of the other."""
    note = NOTE + sign_checkpoint(STATE, FIRST).split("\n\n")[1]
    assert seen(note) is None
    signed = SignedCheckpoint.parse(NOTE + cosign(STATE, FIRST, 1))
    assert not signed.signed_by(VerifierKey(FIRST.name, FIRST.public_key))


def test_another_time_is_another_signature() -> None:
    line = cosign(STATE, FIRST, 100)
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[11] += 1
    assert seen(f"{NOTE}— first.example {base64.b64encode(raw).decode()}\n") is None


def test_answers_are_gathered_and_rubbish_is_left_out() -> None:
    once = gather(NOTE, [cosign(STATE, FIRST, 100)], KEYS)
    again = gather(once, [cosign(STATE, FIRST, 90), cosign(STATE, SECOND, 120)], KEYS)
    assert [seen(again, each) for each in KEYS] == [100, 120]
    newer = gather(again, [cosign(STATE, FIRST, 130)], KEYS)
    assert [seen(newer, each) for each in KEYS] == [130, 120]
    assert newer.count("\n— ") == 3
    bad = cosign(Checkpoint("inperson/ten_a", 8, bytes(32)), FIRST, 200)
    stranger = cosign(STATE, Signer("stranger.example"), 200)
    assert gather(newer, [bad, stranger, "", "rubbish", "\n\n", newer], KEYS) == newer
    assert SignedCheckpoint.parse(newer).signed_by(VerifierKey(LOG.name, LOG.public_key))


@given(st.text(max_size=300))
def test_no_answer_spoils_a_note(answer: str) -> None:
    assert gather(NOTE, [answer], KEYS) == NOTE
