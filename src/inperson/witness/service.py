"""When a witness signs."""

from inperson.core import Clock
from inperson.tlog import (
    EMPTY_ROOT,
    CheckpointSigner,
    KeyUse,
    SignedCheckpoint,
    Submission,
    SubmissionMalformed,
    VerifierKey,
    cosign,
    verify_consistency,
)
from inperson.witness.errors import (
    CheckpointUnsigned,
    ErasuresFewer,
    GrowthUnproved,
    LogUntrusted,
    SizeConflict,
)
from inperson.witness.folder import WitnessedLog, WitnessFolder


class LogWitness:
    """Signs checkpoints of the logs that it trusts.

    Args:
        signer: holds its own key, under its own name; it signs nothing else.
        folder: what it has seen.
        clock: says when.

    """

    def __init__(self, signer: CheckpointSigner, folder: WitnessFolder, clock: Clock) -> None:
        self._signer = signer
        self._folder = folder
        self._clock = clock

    @property
    def key(self) -> VerifierKey:
        """Return what its signatures are checked with."""
        return VerifierKey(self._signer.name, self._signer.public_key, KeyUse.WITNESS)

    def add_checkpoint(self, text: str) -> str:
        """Sign a checkpoint, if it is one that a witness may sign.

        1. The text is a request, whose old size is not beyond the checkpoint's.
        2. The log is known, and a key that is trusted for it signed the checkpoint.
        3. The old size is the one that was signed last; of the same size it is the same state.
        4. The log grew out of what was signed last, and has no fewer erasures.
        5. The checkpoint is kept, durably; then it is signed.

        Args:
            text: the body of `add-checkpoint`.

        Returns:
            A signature line with its newline.

        Raises:
            SubmissionMalformed: if it is no request.
            WitnessRefusal: of a kind that says why it is not signed.
            WitnessBroken: if nothing can be signed.

        """
        asked = Submission.parse(text)
        signed = asked.signed
        state = signed.checkpoint
        self._admit(self._folder.log(state.origin), signed)
        if asked.old > state.size:
            raise SubmissionMalformed("The old size is beyond that of the checkpoint.")
        with self._folder.held(state.origin) as log:
            self._admit(log, signed)
            _follow(log, asked, signed)
            self._folder.keep(log, signed.text())
            return self._sign(signed)

    def latest(self, origin: str) -> str:
        """Return the largest checkpoint of a log that was signed, signed once more.

        Raises:
            LogUntrusted: if the log is not known, or none of its checkpoints was signed.
            WitnessBroken: if what is kept of it is damaged.

        """
        with self._folder.held(origin) as log:
            if log.note is None or log.last is None:
                raise LogUntrusted("The witness has signed no checkpoint of this log.")
            return log.note + self._sign(log.last)

    def _admit(self, log: WitnessedLog, signed: SignedCheckpoint) -> None:
        if not any(signed.signed_by(each) for each in log.keys):
            raise CheckpointUnsigned("No key that is trusted for the log signed this.")

    def _sign(self, signed: SignedCheckpoint) -> str:
        return cosign(signed.checkpoint, self._signer, int(self._clock.now().timestamp()))


def _follow(log: WitnessedLog, asked: Submission, signed: SignedCheckpoint) -> None:
    """Hold a checkpoint against what was signed last."""
    last, state = log.last, signed.checkpoint
    size, root = (0, EMPTY_ROOT) if last is None else (last.checkpoint.size, last.checkpoint.root)
    if asked.old != size:
        raise SizeConflict(size)
    counted = None if last is None else last.checkpoint.erasures
    changed = state.root != root or state.erasures != counted
    if last is not None and state.size == size and changed:
        raise SizeConflict(size)
    if not verify_consistency(size, state.size, root, state.root, asked.hashes):
        raise GrowthUnproved("The hashes do not lead from the last checkpoint to this one.")
    if counted is not None and (state.erasures is None or state.erasures < counted):
        raise ErasuresFewer(f"The log had {counted} erasures, and says that it has fewer now.")
