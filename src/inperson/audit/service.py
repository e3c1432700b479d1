"""One audit log: entries go in at its end, and proofs come out."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager

from inperson.audit.errors import (
    AuditUnavailable,
    CheckpointUnknown,
    LeafUnknown,
    LogBroken,
)
from inperson.audit.model import ERASURE, Act, Entry, Leaf, write_body
from inperson.audit.ports import LogStore, LogView, OpenLog, StoredLeaf
from inperson.audit.proofs import Growth, Proof
from inperson.audit.seen import ask_witness, prove_seen, roots
from inperson.audit.verification import Judge, Progress, Step, Verification, verify_log, walk_log
from inperson.core import Clock, StoreUnavailable
from inperson.tlog import (
    Checkpoint,
    CheckpointMalformed,
    CheckpointSigner,
    LeafRange,
    LogProof,
    SignedCheckpoint,
    Submission,
    VerifierKey,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    sign_checkpoint,
)


class AuditLog:
    """The log of one tenant, or of the server. No method takes a tenant's id.

    Args:
        store: where the log is.
        origin: its name in checkpoints, such as `inperson/<tenant id>`. A log keeps its name.
        signer: signs its checkpoints.
        clock: tells when an act was.

    """

    def __init__(
        self, store: LogStore, origin: str, signer: CheckpointSigner, clock: Clock
    ) -> None:
        self._store = store
        self._origin = origin
        self._signer = signer
        self._clock = clock

    @property
    def key(self) -> VerifierKey:
        """Return what checkpoints are checked with."""
        return VerifierKey(self._signer.name, self._signer.public_key)

    @property
    def log_key(self) -> VerifierKey:
        """Return the same key under the log's own name, as witnesses and verifiers know it."""
        return VerifierKey(self._origin, self._signer.public_key)

    @property
    def vkey(self) -> str:
        """Return the same as the text to publish, `name+id+key`."""
        return self.key.text()

    def append(self, *entries: Entry) -> Sequence[Leaf]:
        """Record acts, durably, before they take effect; if this fails, they must not happen.

        A clock that goes back breaks nothing: leaves are in the order of their numbers.

        Raises:
            AuditUnavailable: if they cannot be recorded; then none was.

        """
        with self._writing() as log:
            return self._add(log, entries)

    def certify(self, *entries: Entry) -> tuple[Sequence[Leaf], str]:
        """Record acts as `append` does, and sign the state of the log that has them.

        Raises:
            AuditUnavailable: if they cannot be recorded; then none was.
            LogBroken: if the log contradicts the checkpoint that is kept.

        """
        with self._writing() as log:
            self._current(log)
            leaves = self._add(log, entries)
            return leaves, self._sign(log)

    def unwrapped(self, actor: str, subject: bytes, purpose: str) -> None:
        """Record that a subject's data key was unwrapped: the vault's witness.

        Raises:
            AuditUnavailable: if it cannot be recorded.

        """
        self.append(Entry(Act.DEK_UNWRAPPED, actor, subject, purpose))

    def checkpoint(self) -> str:
        """Sign the log's present state, keep the signed note, and return it.

        1. The checkpoint that is kept must be a state of this log: nothing else may be signed.
        2. If it is the present state already, it is returned.
        3. Otherwise the present state is signed and kept.

        Raises:
            LogBroken: if the log contradicts the checkpoint that is kept.
            StoreUnavailable: if the log cannot be read.

        """
        text = self._current(self._store)
        if text is None:
            with self._store.begin() as log:
                text = self._current(log) or self._sign(log)
        return text

    def prove(self, number: int) -> Proof:
        """Return a proof that a leaf is in the log, with a checkpoint of the present state.

        Raises:
            LeafUnknown: if the log has no such leaf.
            LeafMalformed: if the leaf was changed.
            LogBroken: if the log contradicts itself.
            StoreUnavailable: if the log cannot be read.

        """
        text = self.checkpoint()
        size = SignedCheckpoint.parse(text).checkpoint.size
        if not 0 <= number < size:
            raise LeafUnknown("The log has no leaf of that number.")
        stored = next(iter(self._store.leaves(number, number + 1)), None)
        if stored is None:
            raise LogBroken("A leaf of the log is missing.")
        hashes = roots(self._store, inclusion_spans(number, size))
        return Proof(number, Leaf.parse(number, stored.body).body, tuple(hashes), text)

    def consistency(self, old_checkpoint: str) -> Growth:
        """Return a proof that the log grew out of one of its earlier checkpoints.

        If it did not, the proof does not hold; who checks it sees that.

        Raises:
            CheckpointMalformed: if the text is no checkpoint.
            CheckpointUnknown: if it is not of this log, or of a later state.
            LogBroken: if the log contradicts itself.
            StoreUnavailable: if the log cannot be read.

        """
        signed = SignedCheckpoint.parse(old_checkpoint)
        old, text = signed.checkpoint, self.checkpoint()
        size = SignedCheckpoint.parse(text).checkpoint.size
        if old.origin != self._origin or not signed.signed_by(self.key) or old.size > size:
            raise CheckpointUnknown("The checkpoint is not one of this log, or of a later state.")
        hashes = roots(self._store, consistency_spans(old.size, size))
        return Growth(old_checkpoint, tuple(hashes), text)

    def submission(self, old: int, checkpoint: str | None = None) -> Submission:
        """Return what a witness is asked that signed the size `old` last: `seen.ask_witness`."""
        return ask_witness(self._store, checkpoint or self.checkpoint(), old)

    def receipt(self, number: int, checkpoint: str) -> LogProof:
        """Return a proof of a leaf under a checkpoint that others signed: `seen.prove_seen`."""
        return prove_seen(self._store, self.log_key, number, checkpoint)

    def size(self) -> int:
        """Return how many leaves there are."""
        return self._store.size()

    def bodies(self, start: int, stop: int) -> Sequence[tuple[int, str]]:
        """Return the leaves from `start` to before `stop` as they are stored, whatever they are.

        Raises:
            StoreUnavailable: if the log cannot be read.

        """
        stored = self._store.leaves(start, stop)
        return [(each.number, each.body.decode("ascii", "replace")) for each in stored]

    def tail(self, count: int) -> Sequence[Leaf]:
        """Return the last leaves, in order.

        Raises:
            LeafMalformed: if one was changed.
            StoreUnavailable: if the log cannot be read.

        """
        start = max(0, self._store.size() - max(0, count))
        return [_leaf(each) for each in self._store.leaves(start, start + max(0, count))]

    def of_subject(self, tag: bytes) -> Sequence[Leaf]:
        """Return the leaves about a subject, in order.

        Args:
            tag: what names the subject as long as its key exists, 32 bytes.

        Raises:
            LeafMalformed: if one was changed.
            StoreUnavailable: if the log cannot be read.

        """
        return [_leaf(each) for each in self._store.by_subject(tag)]

    def verify(self, known: Sequence[str] = (), progress: Progress | None = None) -> Verification:
        """Compute the whole log anew and list what is wrong with it.

        Args:
            known: texts of earlier checkpoints that were kept elsewhere. Only these find a log
                that was cut off or written anew together with the checkpoint it keeps itself.
            progress: is told how far it is.

        Raises:
            StoreUnavailable: if the log cannot be read.

        """
        return verify_log(self._store, self._origin, self.key, known, progress)

    def walk(self, judge: Judge) -> Generator[Step, None, Verification]:
        """Verify the log as `verify` does, a page each time that the next step is asked for.

        Args:
            judge: tells which leaves are whole.

        """
        return walk_log(self._store, self._origin, self.key, judge=judge)

    @contextmanager
    def _writing(self) -> Iterator[OpenLog]:
        try:
            with self._store.begin() as log:
                yield log
        except StoreUnavailable as error:
            raise AuditUnavailable("The act was refused, for it cannot be recorded.") from error

    def _add(self, log: OpenLog, entries: Sequence[Entry]) -> Sequence[Leaf]:
        at, leaves = self._clock.now(), []
        for entry in entries:
            body = write_body(at, entry)
            number = log.append(body, entry.subject)
            leaves.append(Leaf(number, at, entry, body, leaf_hash(body)))
        return leaves

    def _current(self, log: LogView) -> str | None:
        """Return the checkpoint that is kept, if it is ours and of the present state.

        Raises:
            LogBroken: if it is not one of this log.

        """
        text = log.checkpoint()
        if text is None:
            return None
        try:
            signed = SignedCheckpoint.parse(text)
        except CheckpointMalformed as error:
            raise LogBroken("The log's last checkpoint is no checkpoint.") from error
        earlier, size = signed.checkpoint.size, log.size()
        if earlier > size:
            raise LogBroken("The log is smaller than its last checkpoint.")
        # with what the next one is made of, which is then at hand
        was, _ = roots(log, [LeafRange(0, earlier), LeafRange(0, size)])
        if (self._origin, was) != (signed.checkpoint.origin, signed.checkpoint.root):
            raise LogBroken("The log is not the one of its last checkpoint.")
        return text if earlier == size and self._counts(signed) else None

    def _counts(self, signed: SignedCheckpoint) -> bool:
        """Tell whether a checkpoint is ours, by both names of the key, and counts erasures."""
        ours = signed.signed_by(self.key) and signed.signed_by(self.log_key)
        return ours and signed.checkpoint.erasures is not None

    def _sign(self, log: OpenLog) -> str:
        (root,) = roots(log, [LeafRange(0, log.size())])
        state = Checkpoint.counting(self._origin, log.size(), root, self._erasures(log))
        text = sign_checkpoint(state, self._signer, also=[self._origin])
        log.keep_checkpoint(text)
        return text

    def _erasures(self, log: OpenLog) -> int:
        """Count the erasures on the log, from the last checkpoint on if that counts them."""
        text = log.checkpoint()
        kept = None if text is None else SignedCheckpoint.parse(text)
        if kept is None or not self._counts(kept):
            return log.count(ERASURE, 0)
        return (kept.checkpoint.erasures or 0) + log.count(ERASURE, kept.checkpoint.size)


def _leaf(stored: StoredLeaf) -> Leaf:
    return Leaf.parse(stored.number, stored.body)
