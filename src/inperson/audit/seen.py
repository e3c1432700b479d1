"""What a log shows of itself to witnesses, and under checkpoints that they signed."""

from collections.abc import Sequence

from inperson.audit.errors import CheckpointUnknown, LeafUnknown, LogBroken
from inperson.audit.model import Leaf
from inperson.audit.ports import LogStore, LogView
from inperson.tlog import (
    LeafRange,
    LogProof,
    SignedCheckpoint,
    Submission,
    VerifierKey,
    complete,
    consistency_spans,
    fold,
    inclusion_spans,
)


def ask_witness(store: LogStore, checkpoint: str, old: int) -> Submission:
    """Return what a witness is asked that signed the size `old` of a log last.

    Raises:
        CheckpointUnknown: if the log is smaller: it was cut off, or restored from before.
        LogBroken: if the log contradicts itself.

    """
    signed = SignedCheckpoint.parse(checkpoint)
    size = signed.checkpoint.size
    if old > size:
        raise CheckpointUnknown(f"The witness saw {old} leaves, and the log has {size}.")
    return Submission(old, tuple(roots(store, consistency_spans(old, size))), signed)


def prove_seen(store: LogStore, key: VerifierKey, number: int, checkpoint: str) -> LogProof:
    """Return a proof of a leaf under a checkpoint of a log, which the key names.

    Raises:
        CheckpointMalformed: if the text is no checkpoint.
        CheckpointUnknown: if it is not of this log, or of a later state.
        LeafUnknown: if there was no such leaf by then.
        LeafMalformed: if the leaf was changed.
        LogBroken: if the log is not the one of the checkpoint.

    """
    signed = SignedCheckpoint.parse(checkpoint)
    state = signed.checkpoint
    if state.origin != key.name or not signed.signed_by(key):
        raise CheckpointUnknown("The checkpoint is not one of this log.")
    if state.size > store.size():
        raise CheckpointUnknown("The checkpoint is of a later state of this log.")
    if not 0 <= number < state.size:
        raise LeafUnknown("The log had no leaf of that number by then.")
    root, *hashes = roots(store, [LeafRange(0, state.size), *inclusion_spans(number, state.size)])
    stored = next(iter(store.leaves(number, number + 1)), None)
    if root != state.root or stored is None:
        raise LogBroken("The log is not the one of the checkpoint.")
    return LogProof(number, tuple(hashes), signed, Leaf.parse(number, stored.body).body)


def roots(log: LogView, spans: Sequence[LeafRange]) -> list[bytes]:
    """Return the root over each span, reading all nodes at once.

    Raises:
        LogBroken: if a node is missing.

    """
    parts = [complete(span) for span in spans]
    stored = log.nodes([node for nodes in parts for node in nodes])
    try:
        return [fold([stored[node] for node in nodes]) for nodes in parts]
    except KeyError as error:
        raise LogBroken("A node of the log is missing.") from error
