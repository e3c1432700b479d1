"""Transparency logs as C2SP writes them down: trees, signed checkpoints, witnesses, proofs.

It needs the standard library and `cryptography`, and is all there is in the distribution
`inperson-verify`: whoever holds a receipt, and a policy that says whom they trust, proves without
any server that an act is on a log that others saw::

    policy = WitnessTrust.parse(Path("policy").read_text())
    found = check_log_proof(Path("receipt.tlog-proof").read_text(), policy)
    found.reason, found.state.size, found.seen     # None if it holds; the witnesses, and when

Nothing here reads a file, a clock or a network. docs/witness.md says which lines mean what.
"""

from inperson.tlog.checking import LogProofReason, LogProofResult, check_log_proof
from inperson.tlog.cosignatures import cosign, cosigned_at, gather
from inperson.tlog.errors import (
    CheckpointMalformed,
    LogProofMalformed,
    SubmissionMalformed,
    TrustMalformed,
)
from inperson.tlog.keys import CheckpointSigner, KeyUse, VerifierKey
from inperson.tlog.log_proof import LogProof
from inperson.tlog.merkle import (
    EMPTY_ROOT,
    HASH_LENGTH,
    MOST_LEAVES,
    LeafRange,
    Node,
    complete,
    completed_by,
    completions,
    consistency_spans,
    fold,
    inclusion_spans,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from inperson.tlog.note import Checkpoint, SignedCheckpoint, sign_checkpoint
from inperson.tlog.submission import Submission
from inperson.tlog.trust import TrustedWitness, WitnessTrust

__all__ = [
    "EMPTY_ROOT",
    "HASH_LENGTH",
    "MOST_LEAVES",
    "Checkpoint",
    "CheckpointMalformed",
    "CheckpointSigner",
    "KeyUse",
    "LeafRange",
    "LogProof",
    "LogProofMalformed",
    "LogProofReason",
    "LogProofResult",
    "Node",
    "SignedCheckpoint",
    "Submission",
    "SubmissionMalformed",
    "TrustMalformed",
    "TrustedWitness",
    "VerifierKey",
    "WitnessTrust",
    "check_log_proof",
    "complete",
    "completed_by",
    "completions",
    "consistency_spans",
    "cosign",
    "cosigned_at",
    "fold",
    "gather",
    "inclusion_spans",
    "leaf_hash",
    "node_hash",
    "sign_checkpoint",
    "verify_consistency",
    "verify_inclusion",
]
