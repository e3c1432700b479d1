"""What witnesses saw of the audit logs, which is held against the logs (clause 6.2).

It lies outside of the deployment: whoever restores all of it, or writes it anew, does not change
what witnesses keep. They are asked, or what they printed was carried to `INPERSON_WITNESSED`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inperson.app import Server
from inperson.app.chores import make_sender
from inperson.audit import Act, AuditLog, DiscrepancyCode
from inperson.core import InpersonError, rfc3339
from inperson.deliveries import LogWitnesses, Sender, Sight, ask_latest
from inperson.policy.looking import Broken, Look
from inperson.tlog import CheckpointMalformed, SignedCheckpoint, TrustedWitness, cosigned_at

_WHY = {
    DiscrepancyCode.CHECKPOINT_AHEAD: "it was cut off, or restored from before",
    DiscrepancyCode.CHECKPOINT_INCONSISTENT: "it was written anew, or restored and went on",
    DiscrepancyCode.CHECKPOINT_ERASURES: "its erasures are not those that it signed",
    DiscrepancyCode.CHECKPOINT_FORGED: "it is signed by another key",
}


@dataclass(frozen=True, slots=True)
class Outsiders:
    """Whoever is asked, or was, for what they saw."""

    carried: Sequence[str]
    """Signed checkpoints of any log."""
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
            carried = [each.read_bytes().decode("utf-8", "replace") for each in files]
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
    notes = [each for each in outsiders.carried if _of(each, log.log_key.name)]
    if sight is not None:
        notes += _heard(sight, log.log_key.name, notes, outsiders.sender)
        _demand_recent(look, sight)
    found = log.verify(notes)
    if found.findings:
        first = found.findings[0]
        if not first.where.startswith("checkpoint "):
            raise Broken(f"an audit log was changed: {first.code}")
        raise Broken(_meaning(log, first.code, notes[int(first.where.split()[1]) - 1]))
    return bool(notes)


def _heard(sight: Sight, origin: str, carried: Sequence[str], sender: Sender) -> list[str]:
    """Return what witnesses answer; of each that is silent, something must have been carried."""
    heard, silent = [], []
    for each in sight.quorum.witnesses:
        if any(_signed(note, origin, each) for note in carried):
            continue
        try:
            note = ask_latest(sender, each.url, origin) if each.url else ""
        except InpersonError:
            note = ""
        if _signed(note, origin, each):
            heard.append(note)
        else:
            silent.append(each.name)
    count = len(sight.quorum.witnesses) - len(silent)
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


def _meaning(log: AuditLog, code: DiscrepancyCode, note: str) -> str:
    """Say what it means that a log is not the one that somebody saw."""
    state, size = SignedCheckpoint.parse(note).checkpoint, log.size()
    erased = sum(leaf.entry.act is Act.SUBJECT_ERASED for leaf in log.tail(size))
    said = f"a witness saw {state.size} leaves of a log that has {size}: {_WHY[code]}"
    if (fewer := (state.erasures or 0) - erased) > 0:
        said += f"; it lacks {fewer} erasures, and who was erased may be back"
    return f"{said}. What to do: docs/witness.md"


def _of(note: str, origin: str) -> bool:
    try:
        return SignedCheckpoint.parse(note).checkpoint.origin == origin
    except CheckpointMalformed:
        return False


def _signed(note: str, origin: str, witness: TrustedWitness) -> bool:
    """Tell whether a witness signed a checkpoint of a log."""
    return _of(note, origin) and cosigned_at(SignedCheckpoint.parse(note), witness.key) is not None
