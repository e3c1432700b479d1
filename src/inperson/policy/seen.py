"""What witnesses saw of the audit logs, which is held against the logs (clause 6.2).

It lies outside of the deployment: whoever restores all of it, or writes it anew, does not change
what witnesses keep. They are asked, or what they printed was carried to `INPERSON_WITNESSED`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from inperson.app import Server
from inperson.app.chores import make_sender
from inperson.audit import Act, AuditLog, DiscrepancyCode
from inperson.core import InpersonError, rfc3339
from inperson.deliveries import LogWitnesses, Sender, Sight, ask_latest
from inperson.policy.looking import Broken, Look
from inperson.tlog import CheckpointMalformed, SignedCheckpoint, TrustedWitness, cosigned_at

_AT_ONCE = 8
"""So many witnesses are asked side by side: each may take ten seconds."""
_WHY = {
    DiscrepancyCode.CHECKPOINT_AHEAD: "it was cut off, or restored from before",
    DiscrepancyCode.CHECKPOINT_INCONSISTENT: "it was written anew, or restored and went on",
    DiscrepancyCode.CHECKPOINT_ERASURES: "its erasures are not those that it signed",
    DiscrepancyCode.CHECKPOINT_FORGED: "it is signed by another key",
}


@dataclass(frozen=True, slots=True)
class Outsiders:
    """Whoever is asked, or was, for what they saw."""

    carried: Sequence[SignedCheckpoint]
    """Of any log."""
    sender: Sender

    @classmethod
    def of(cls, deployment: Server) -> "Outsiders":
        """Return those of a live server.

        Raises:
            Broken: if what should have been carried to it is not there.

        """
        folder, carried = deployment.settings.witnessed, []
        if folder is not None:
            if not folder.is_dir():
                raise Broken("what witnesses saw is not there: INPERSON_WITNESSED")
            files = sorted(each for each in folder.iterdir() if each.is_file())
            read = [_read(each.read_bytes().decode("utf-8", "replace")) for each in files]
            carried = [each for each in read if each is not None]
        return cls(carried, make_sender(deployment.settings))


def hold_against(look: Look, log: AuditLog, outsiders: Outsiders) -> bool:
    """Verify a tenant's log, and hold it against all that anybody outside saw of it.

    Returns:
        Whether anybody did.

    Raises:
        Broken: if the log was changed, or is not the one that was seen; or if it has witnesses,
            and too few of them say what they saw, or signed of late.

    """
    sight = LogWitnesses(look.desk).sight()
    origin = log.log_key.name
    notes = [each for each in outsiders.carried if each.checkpoint.origin == origin]
    if sight is not None:
        notes += _heard(sight, origin, notes, outsiders.sender)
        _demand_recent(look, sight)
    found = log.verify([each.text() for each in notes])
    if found.findings:
        first = found.findings[0]
        if not first.where.startswith("checkpoint "):
            raise Broken(f"an audit log was changed: {first.code}")
        raise Broken(_meaning(log, first.code, notes[int(first.where.split()[1]) - 1]))
    return bool(notes)


def _heard(
    sight: Sight, origin: str, carried: Sequence[SignedCheckpoint], sender: Sender
) -> list[SignedCheckpoint]:
    """Return what witnesses answer; of each that is silent, something must have been carried."""
    witnesses = sight.quorum.witnesses
    asked = [each for each in witnesses if not any(_signed(note, each) for note in carried)]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        answers = list(threads.map(partial(_ask, sender, origin), asked))
    heard = [each for each in answers if each is not None]
    count = len(witnesses) - len(asked) + len(heard)
    if sight.met is not None and count < sight.quorum.least:
        raise Broken(
            f"only {count} of {sight.quorum.least} witnesses say what they saw of a log: ask "
            "them for `inperson witness latest`, and put it into INPERSON_WITNESSED"
        )
    return heard


def _demand_recent(look: Look, sight: Sight) -> None:
    if sight.late(look.deployment.clock.now()):
        since = "never" if sight.met_at is None else f"last at {rfc3339(sight.met_at)}"
        raise Broken(f"a log's witnesses signed {since}: `inperson audit witnesses show`")


def _meaning(log: AuditLog, code: DiscrepancyCode, note: SignedCheckpoint) -> str:
    """Say what it means that a log is not the one that somebody saw."""
    state, size = note.checkpoint, log.size()
    erased = sum(leaf.entry.act is Act.SUBJECT_ERASED for leaf in log.tail(size))
    said = f"a witness saw {state.size} leaves of a log that has {size}: {_WHY[code]}"
    if (fewer := (state.erasures or 0) - erased) > 0:
        said += f"; it lacks {fewer} erasures, and who was erased may be back"
    return f"{said}. What to do: docs/witness.md"


def _ask(sender: Sender, origin: str, witness: TrustedWitness) -> SignedCheckpoint | None:
    """Return the last checkpoint of a log that a witness signed; None if it does not say."""
    if witness.url is None:
        return None
    try:
        note = _read(ask_latest(sender, witness.url, origin))
    except InpersonError:
        return None
    if note is None or note.checkpoint.origin != origin:
        return None
    return note if _signed(note, witness) else None


def _read(text: str) -> SignedCheckpoint | None:
    try:
        return SignedCheckpoint.parse(text)
    except CheckpointMalformed:
        return None


def _signed(note: SignedCheckpoint, witness: TrustedWitness) -> bool:
    return cosigned_at(note, witness.key) is not None
