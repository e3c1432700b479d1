"""A turn of the head, before anybody is refused for depth.

Coming nearer tells depth, lens and bends apart only roughly; turning as well does it better. Who
has met every target and is too flat, or too bent, to be sure of is asked to turn, and again, to
the other side, as long as that has not shown enough: three times at most. What is as flat as a
picture is not asked.
"""

from inperson.core import Entropy
from inperson.liveness.challenge import FaceTarget, draw_turn
from inperson.liveness.head import HeadFit
from inperson.liveness.pursuit import Pursuit
from inperson.liveness.thresholds import Thresholds


def is_sure(head: HeadFit, limits: Thresholds) -> bool:
    """Tell whether a head is so deep, and so little of that a bend, that no turn is needed."""
    return limits.head_depth.holds(head.depth) and limits.unbent.holds(head.unbent)


def one_more_turn(
    pursuit: Pursuit, head: HeadFit, limits: Thresholds, entropy: Entropy
) -> FaceTarget | None:
    """Return a turn for who has met all targets and is in doubt; None if no turn can help.

    Args:
        pursuit: of the challenge, with the turns that were asked for so far.
        head: what was shown so far.
        limits: of depth.
        entropy: a CSPRNG.

    """
    asked = [each for each in pursuit.targets if each.turn_deg]
    spent = len(asked) >= pursuit.profile.turns + pursuit.profile.more_turns
    doubt = limits.in_doubt.holds(head.depth) and not is_sure(head, limits)
    return draw_turn(entropy, pursuit.targets) if doubt and not spent else None
