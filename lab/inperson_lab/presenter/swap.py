"""Two who take turns before the camera: one has the depth, the other the face."""

from collections.abc import Sequence

import numpy as np

from inperson.liveness import FaceTarget
from inperson_lab.presenter.stage import Act, Layer


class Swap:
    """Shows the second act at one of the first three targets, the first act at all others.

    The attacker's own living head answers the challenge, but for the one target at which the
    victim's picture is held up, to be recognised.
    """

    def __init__(self, usual: Act, other: Act, generator: np.random.Generator) -> None:
        self._usual, self._other = usual, other
        self._at = int(generator.integers(3))
        self._seen: list[FaceTarget] = []

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the surfaces of whose turn it is; the other one moves along unseen."""
        if target is not None and target not in self._seen:
            self._seen.append(target)
        shown = [each.layers(at_s, target) for each in (self._usual, self._other)]
        return shown[len(self._seen) == self._at + 1]
