"""Who goes by what the page shows: nearer where it says so, however far that is by their lens."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inperson.liveness import FaceTarget, FrameGuidance, Hint

_WAITS_S, _MOST = 1.0, 1.15
"""So long nobody doubts where to be; and so much is mended at a time."""

Aim = Callable[[FaceTarget | None, FrameGuidance, float], FaceTarget | None]
"""What is aimed at, of a target, the answer to the frame before and the time in seconds."""


def at_it(target: FaceTarget | None, guidance: FrameGuidance, at_s: float) -> FaceTarget | None:
    """Aim at the target, wherever the own lens says that it is."""
    return target


@dataclass(slots=True)
class Heeding:
    """Where somebody aims who is told to come closer, or to go back, when they have arrived."""

    target: FaceTarget | None = None
    since_s: float = 0.0
    share: float = 1.0
    """Of the target's size: what they aim at."""

    def aim(
        self, target: FaceTarget | None, guidance: FrameGuidance, at_s: float
    ) -> FaceTarget | None:
        """Return what to aim at, having seen the answer to the frame before."""
        if target is None:
            return None
        if target != self.target:
            self.target, self.since_s, self.share = target, at_s, 1.0
        told = guidance.hint in (Hint.MOVE_CLOSER, Hint.MOVE_BACK)
        if told and guidance.face is not None and at_s - self.since_s > _WAITS_S:
            missing = target.inter_ocular / guidance.face.inter_ocular
            self.share *= min(max(missing, 1 / _MOST), _MOST)
            self.since_s = at_s
        return replace(target, inter_ocular=target.inter_ocular * self.share)
