"""A turn of the head, before anybody is refused for depth.

A head before a long lens looks as flat as half of one before a wide lens, and coming nearer does
not tell them apart. Turning does: whoever has met every target and is too flat for a head before
common lenses, and not for one before the longest, is asked to turn; and once more, to the other
side, if one turn has not shown enough. What is as flat as a picture is not asked.
"""

from collections.abc import Sequence

from inperson.core import Entropy
from inperson.liveness.challenge import FaceTarget, draw_turn
from inperson.liveness.pursuit import Pursuit
from inperson.liveness.relief import Relief
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.turning import Turn, head_depth


def one_more_turn(
    pursuit: Pursuit,
    relief: Relief,
    shown: Sequence[Turn],
    limits: Thresholds,
    entropy: Entropy,
) -> FaceTarget | None:
    """Return a turn for who has met all targets and is in doubt; None if no turn can help.

    Args:
        pursuit: of the challenge, with the turns that were asked for so far.
        relief: what coming nearer has shown.
        shown: what the turns have.
        limits: of depth.
        entropy: a CSPRNG.

    """
    asked = [each for each in pursuit.targets if each.turn_deg]
    spent = len(asked) >= pursuit.profile.turns + pursuit.profile.more_turns
    if spent or not limits.relief_turned.holds(relief.strength):
        return None
    head = head_depth(shown)
    enough = (
        limits.relief.holds(relief.strength)
        if head is None
        else limits.head_depth.holds(head.least)
    )
    return None if enough else draw_turn(entropy, pursuit.targets)
