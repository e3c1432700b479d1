"""What a person can do better: from the hints that were given, never from the cues."""

from collections import Counter

from inperson.liveness.model import Hint, Improvement, Shortfall

_OFTEN = 0.25
"""Share of the frames that a hint must have been given for, to be the person's to improve."""
_ADVICE = {
    Hint.MULTIPLE_FACES: Improvement.SHOW_ONE_FACE,
    Hint.TOO_DARK: Improvement.MORE_LIGHT,
    Hint.TOO_BRIGHT: Improvement.LESS_LIGHT,
    Hint.TOO_BLURRED: Improvement.HOLD_STEADY,
    Hint.LOOK_STRAIGHT: Improvement.LOOK_STRAIGHT,
    Hint.NO_FACE: Improvement.UNCOVER_FACE,
    Hint.MOVE_CLOSER: Improvement.MOVE_CLOSER_AND_BACK,
    Hint.MOVE_BACK: Improvement.MOVE_CLOSER_AND_BACK,
}
_FIRST = {
    Shortfall.TARGETS_NOT_REACHED: Improvement.FOLLOW_THE_OVAL,
    Shortfall.LIGHT_NOT_SEEN: Improvement.BRIGHTEN_SCREEN,
}


def advice(hints: Counter[Hint], shortfall: Shortfall | None) -> tuple[Improvement, ...]:
    """Return what to do better, the most urgent first; never nothing.

    Args:
        hints: how often each was given.
        shortfall: why nothing was judged.

    """
    if shortfall is Shortfall.ORIGIN_UNCLEAR:  # nobody's fault who was seen well
        return (Improvement.TRY_AGAIN,)
    total = max(sum(hints.values()), 1)
    often = [hint for hint, count in hints.most_common() if count >= _OFTEN * total]
    told = [_ADVICE[hint] for hint in often if hint in _ADVICE]
    if shortfall in _FIRST:
        told.insert(0, _FIRST[shortfall])
    return tuple(dict.fromkeys(told)) or (Improvement.TRY_AGAIN,)
