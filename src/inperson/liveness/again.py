"""Footage before the engine once more: a capture whose targets are known already."""

from collections.abc import Sequence

from inperson.core import Entropy
from inperson.liveness.assurance import Assurance
from inperson.liveness.challenge import FaceTarget
from inperson.liveness.engine import FaceLivenessEngine, LiveCapture
from inperson.liveness.model import Profile
from inperson.liveness.pursuit import Pursuit
from inperson.liveness.spot_check import SpotCheck


def begin_again(
    engine: FaceLivenessEngine, targets: Sequence[FaceTarget], entropy: Entropy, profile: Profile
) -> LiveCapture:
    """Begin, at 0 s, a capture of targets that were answered before: what it says decides nothing.

    Args:
        engine: that judges.
        targets: as they were shown.
        entropy: draws which frames are compared for one person.
        profile: of the capture then.

    """
    requirement = Assurance.PERSPECTIVE.requirement
    return LiveCapture(engine, Pursuit(targets, profile, 0.0), SpotCheck(entropy), requirement)
