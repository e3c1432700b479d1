"""Whether a face that comes back to a size is another picture of it, or the same one again.

The targets go back and forth, so a face passes most sizes twice. A head never comes back quite as
it was: it is turned a little, its eyes and the light have moved. Who answers the targets with the
frames of one recording has to show the same frame again, or its neighbour; that it was moved,
scaled, filmed off a screen or covered with noise does not make it another picture.

1. Two frames may be compared if the face is of one size in both and was of another in between.
2. Of these the pairs are taken that look most alike, laid over the mean face: of the frames that
   are shown again none is to be missed.
3. Dense flow between their faces is freed of all that moving a flat picture can do: a frame shown
   again on a screen that tilts is the same frame. What is left, in inter-ocular distances, is how
   much the face changed. The least three of all pairs count, by their mean: one may be alike by
   chance, and the more there are the sooner. Where frames come seldom there are few, and the least
   one counts: whoever scrubs a recording could choose to show few.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness.flow import displacements, laid_over, sampled, solve
from inperson.liveness.relief import fields
from inperson.liveness.shape import FaceShape, inter_ocular_px

_LEAST = 3
"""So many pairs that changed least count: who has to show one frame again shows its neighbours."""
_SELDOM_HZ = 7.0
"""Of fewer frames a second one counts: the neighbours are left out."""
_FRAMES = 64
"""Looked at, of a longer capture evenly: of more frames more are alike by chance."""
PAIRS = 16
"""Compared at most: 1.5 ms of one core each."""
_SCALE = 0.5
"""Of what is kept of each frame: 11 kB."""
_BLUR_PX = 1.5
"""Noise, and a pixel beside, make no other look."""
_SAME_SIZE, _ELSEWHERE = 0.08, 0.15
"""Differences of the logarithm of the size."""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What is kept of a frame, to be compared with those that come later."""

    size: float
    """Inter-ocular distance in shares of the frame's shorter side."""
    chip: NDArray[np.uint8]
    """(112, 96) uint8, laid over the mean face."""


def make_glance(
    grey: NDArray[np.uint8], landmarks_px: NDArray[np.float32], shape: FaceShape
) -> Glance:
    """Keep a frame's face.

    Args:
        grey: (H, W) uint8.
        landmarks_px: (468, 3) float32.
        shape: the mean face.

    """
    size = inter_ocular_px(landmarks_px) / min(grey.shape[:2])
    return Glance(size, laid_over(grey, landmarks_px, shape, _SCALE))


def least_change(
    glances: Sequence[Glance], shape: FaceShape, rate_hz: float = math.inf
) -> float | None:
    """Return by how much a face had changed that came back, at least; None if none did.

    Args:
        glances: of a capture's frames, in their order.
        shape: the mean face.
        rate_hz: so many came in a second.

    """
    if len(glances) > _FRAMES:
        glances = [glances[at * len(glances) // _FRAMES] for at in range(_FRAMES)]
    pairs = _pairs(glances, shape)
    if not pairs:
        return None
    plane, _ = fields(shape)
    above = shape.above_mouth
    even = np.ones(int(above.sum()))
    left = []
    for earlier, later in pairs:
        moved = displacements(glances[earlier].chip, glances[later].chip, shape)
        _, residual = solve(plane[:, above], moved[above], even)
        left.append(residual)
    return float(np.mean(sorted(left)[: _LEAST if rate_hz >= _SELDOM_HZ else 1]))


def _pairs(glances: Sequence[Glance], shape: FaceShape) -> Sequence[tuple[int, int]]:
    """Return the pairs that are most alike, of the frames of a face that came back to a size."""
    if len(glances) < 3:
        return []
    sizes = np.log([each.size for each in glances])
    apart = np.triu(np.abs(sizes[:, None] - sizes))
    farthest = np.maximum.accumulate(apart, axis=1)  # from the earlier frame, up to the later one
    came_back = (np.triu(np.ones_like(apart), 2) > 0) & (apart < _SAME_SIZE)
    came_back &= farthest > _ELSEWHERE
    looks = np.stack([_look(each, shape) for each in glances])
    alike = looks @ looks.T
    earlier, later = np.nonzero(came_back)
    best = np.argsort(-alike[earlier, later])[:PAIRS]
    return [(int(earlier[each]), int(later[each])) for each in best]


def _look(glance: Glance, shape: FaceShape) -> NDArray[np.float32]:
    """Return how bright a face is above the mouth, blurred: (N,), centred, of unit length."""
    blurred = cv2.GaussianBlur(glance.chip, (0, 0), _BLUR_PX).astype(np.float32)
    look = sampled(blurred, shape.grid[shape.above_mouth])
    look -= look.mean()
    return look / np.float32(max(float(np.linalg.norm(look)), 1.0))
