"""Proofs about a log that need no server: that a leaf is in it, and that it only grew.

Both are JSON, and hold the signed checkpoints they are about. Whoever has the log's verifier key
checks them with this module alone, or with any other reader of RFC 6962 and signed notes.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inperson.audit.errors import ProofMalformed
from inperson.audit.model import Leaf
from inperson.tlog import (
    HASH_LENGTH,
    Checkpoint,
    SignedCheckpoint,
    VerifierKey,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

VERSION = 1
_LONGEST = 400_000
_MOST_HASHES = 64


class ProofReason(StrEnum):
    """Why a proof does not hold."""

    CHECKPOINT_NOT_SIGNED = "checkpoint_not_signed"
    """The key did not sign a checkpoint in it."""
    HASHES_WRONG = "hashes_wrong"
    """The hashes do not lead to the checkpoint's root."""
    LOGS_DIFFER = "logs_differ"
    """The two checkpoints are of two logs."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in the log of a checkpoint."""

    number: int
    body: bytes
    hashes: tuple[bytes, ...]
    """RFC 6962 audit path, from the leaf's sibling up."""
    checkpoint: str

    def to_json(self) -> dict[str, Any]:
        """Return the members of docs/formats/audit-log.md."""
        return {
            "v": VERSION,
            "number": self.number,
            "leaf": self.body.decode("ascii"),
            "hashes": _texts(self.hashes),
            "checkpoint": self.checkpoint,
        }


@dataclass(frozen=True, slots=True)
class Growth:
    """That the log of one checkpoint begins with all of that of another."""

    old: str
    hashes: tuple[bytes, ...]
    """RFC 6962 consistency proof."""
    new: str

    def to_json(self) -> dict[str, Any]:
        """Return the members of docs/formats/audit-log.md."""
        return {"v": VERSION, "old": self.old, "hashes": _texts(self.hashes), "new": self.new}


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What came of checking a `Proof`."""

    leaf: Leaf
    checkpoint: Checkpoint
    reason: ProofReason | None
    """Why it does not hold; None if it does."""


@dataclass(frozen=True, slots=True)
class GrowthResult:
    """What came of checking a `Growth`."""

    old: Checkpoint
    new: Checkpoint
    reason: ProofReason | None
    """Why it does not hold; None if it does."""


def verify_proof(text: str, vkey: str) -> ProofResult:
    """Check that a leaf is in a log, with nothing but the log's key.

    Args:
        text: the JSON of a `Proof`.
        vkey: `name+id+key`, as the log's owner published it.

    Raises:
        ProofMalformed: if the text is no proof.
        LeafMalformed: if there is no leaf in it.
        CheckpointMalformed: if there is no checkpoint in it, or the key is none.

    """
    key = VerifierKey.parse(vkey)
    members = _members(text, {"v", "number", "leaf", "hashes", "checkpoint"})
    number, body = members["number"], _text(members["leaf"])
    if not isinstance(number, int) or isinstance(number, bool) or not body.isascii():
        raise ProofMalformed("The proof's leaf is malformed.")
    leaf = Leaf.parse(number, body.encode("ascii"))
    signed = SignedCheckpoint.parse(_text(members["checkpoint"]))
    state, hashes = signed.checkpoint, _hashes(members["hashes"])
    reason = None
    if not signed.signed_by(key):
        reason = ProofReason.CHECKPOINT_NOT_SIGNED
    elif not verify_inclusion(leaf_hash(leaf.body), number, state.size, hashes, state.root):
        reason = ProofReason.HASHES_WRONG
    return ProofResult(leaf, state, reason)


def verify_growth(text: str, vkey: str) -> GrowthResult:
    """Check that a log only grew, with nothing but its key.

    Args:
        text: the JSON of a `Growth`.
        vkey: `name+id+key`, as the log's owner published it.

    Raises:
        ProofMalformed: if the text is no proof.
        CheckpointMalformed: if a checkpoint is missing in it, or the key is none.

    """
    key = VerifierKey.parse(vkey)
    members = _members(text, {"v", "old", "hashes", "new"})
    signed = [SignedCheckpoint.parse(_text(members[name])) for name in ("old", "new")]
    (old, new), hashes = [each.checkpoint for each in signed], _hashes(members["hashes"])
    reason = None
    if not all(each.signed_by(key) for each in signed):
        reason = ProofReason.CHECKPOINT_NOT_SIGNED
    elif old.origin != new.origin:
        reason = ProofReason.LOGS_DIFFER
    elif not verify_consistency(old.size, new.size, old.root, new.root, hashes):
        reason = ProofReason.HASHES_WRONG
    return GrowthResult(old, new, reason)


def _members(text: str, names: set[str]) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise ProofMalformed("The text is too long for a proof.")
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProofMalformed("The text is no JSON.") from error
    if not isinstance(members, dict) or set(members) != names or members["v"] != VERSION:
        raise ProofMalformed("The text is no proof of version 1.")
    return members


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ProofMalformed("A member of the proof is no text.")
    return value


def _texts(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(each).decode("ascii") for each in hashes]


def _hashes(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > _MOST_HASHES:
        raise ProofMalformed("A proof has a list of 64 hashes at most.")
    try:
        hashes = tuple(base64.b64decode(_text(each), validate=True) for each in value)
    except (binascii.Error, ValueError) as error:
        raise ProofMalformed("A hash of the proof is malformed.") from error
    if any(len(each) != HASH_LENGTH for each in hashes):
        raise ProofMalformed("A hash of the proof has another length.")
    return hashes
