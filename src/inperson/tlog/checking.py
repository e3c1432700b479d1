"""Checking a proof of inclusion against a policy: no server, no clock, no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inperson.tlog.errors import LogProofMalformed
from inperson.tlog.log_proof import LogProof
from inperson.tlog.merkle import leaf_hash, verify_inclusion
from inperson.tlog.note import Checkpoint
from inperson.tlog.trust import WitnessTrust


class LogProofReason(StrEnum):
    """Why a proof of inclusion does not hold, in the order in which it is asked."""

    LOG_UNKNOWN = "log_unknown"
    """The policy names no log of the checkpoint's origin."""
    CHECKPOINT_NOT_SIGNED = "checkpoint_not_signed"
    """No key of that log signed the checkpoint."""
    LEAF_NOT_INCLUDED = "leaf_not_included"
    """The hashes do not lead from the leaf to the checkpoint's root."""
    TOO_FEW_WITNESSES = "too_few_witnesses"
    """The checkpoint is not signed by as many witnesses as the policy wants."""


@dataclass(frozen=True, slots=True)
class LogProofResult:
    """What came of checking a proof of inclusion."""

    leaf: bytes
    index: int
    state: Checkpoint
    seen: Mapping[str, int]
    """By which witnesses, as the policy calls them, and when, in seconds since 1970."""
    reason: LogProofReason | None
    """Why it does not hold; None if it does."""


def check_log_proof(text: str, policy: WitnessTrust, leaf: bytes | None = None) -> LogProofResult:
    """Check that something is on a log that enough witnesses saw.

    1. The policy names the checkpoint's log.
    2. A key of that log signed the checkpoint.
    3. The leaf is in the tree of the checkpoint.
    4. Enough witnesses signed the same checkpoint.

    Args:
        text: a `.tlog-proof`.
        policy: whom to trust.
        leaf: what is to be on the log; what the proof itself carries, if left out.

    Raises:
        LogProofMalformed: if the text is no proof, or there is no leaf to be checked.

    """
    proof = LogProof.parse(text)
    body = proof.extra if leaf is None else leaf
    if body is None:
        raise LogProofMalformed("The proof carries no leaf: give the one it is about.")
    signed = proof.signed
    state, seen = signed.checkpoint, policy.seen(signed)
    keys, reason = policy.log_of(state.origin), None
    if not keys:
        reason = LogProofReason.LOG_UNKNOWN
    elif not any(signed.signed_by(each) for each in keys):
        reason = LogProofReason.CHECKPOINT_NOT_SIGNED
    elif not verify_inclusion(leaf_hash(body), proof.index, state.size, proof.hashes, state.root):
        reason = LogProofReason.LEAF_NOT_INCLUDED
    elif not policy.met(seen):
        reason = LogProofReason.TOO_FEW_WITNESSES
    return LogProofResult(body, proof.index, state, seen, reason)
