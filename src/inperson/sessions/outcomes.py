"""What whoever holds the camera is told of a capture's end."""

from dataclasses import dataclass

from inperson.liveness import Improvement, Judgement, Shortfall
from inperson.sessions.model import ACCEPTED, AnySession
from inperson.sessions.reasons import Reason

_IMPROVE = {
    Reason.NO_FACE: Improvement.SHOW_ONE_FACE,
    Reason.MULTIPLE_FACES: Improvement.SHOW_ONE_FACE,
    Reason.SAMPLES_DISAGREE: Improvement.SHOW_ONE_FACE,
    Reason.FACE_TOO_SMALL: Improvement.MOVE_CLOSER_AND_BACK,
    Reason.FACE_AT_EDGE: Improvement.FOLLOW_THE_OVAL,
    Reason.BLURRED: Improvement.HOLD_STEADY,
    Reason.TOO_DARK: Improvement.MORE_LIGHT,
    Reason.LOW_CONTRAST: Improvement.MORE_LIGHT,
    Reason.TOO_BRIGHT: Improvement.LESS_LIGHT,
    Reason.TURNED: Improvement.LOOK_STRAIGHT,
    Reason.TURNED_AWAY: Improvement.LOOK_STRAIGHT,
    Reason.OCCLUDED: Improvement.UNCOVER_FACE,
}


@dataclass(frozen=True, slots=True)
class CaptureOutcome:
    """How a capture ended, for whoever holds the camera: never which cue refused, never a score."""

    passed: bool
    improve: tuple[Improvement, ...]
    """Empty if passed."""
    network_too_slow: bool = False
    """There was too little to judge: nothing is said of the person."""


def outcome_of(ended: AnySession, judgement: Judgement) -> CaptureOutcome:
    """Return what to tell of a capture that was judged and decided."""
    verdict = ended.verdict
    if verdict is not None and verdict.decision in ACCEPTED:
        return CaptureOutcome(passed=True, improve=())
    if judgement.shortfall is Shortfall.NETWORK_TOO_SLOW:
        return CaptureOutcome(passed=False, improve=(), network_too_slow=True)
    if not judgement.live and judgement.improve:
        return CaptureOutcome(passed=False, improve=judgement.improve)
    reasons = () if verdict is None else verdict.reasons
    said = dict.fromkeys(_IMPROVE[reason] for reason in reasons if reason in _IMPROVE)
    return CaptureOutcome(passed=False, improve=tuple(said) or (Improvement.TRY_AGAIN,))
