"""Frames that are kept until the decision, and what moved from one to another.

Every key frame is warped so that the landmarks lie over those of the mean face: what remains
between two frames is rotation, perspective, relief, expression and noise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.flow import (
    checked_displacements,
    laid_over,
    landmarks_flow,
    similarity,
)
from inperson.liveness.shape import FaceShape, inter_ocular_px, turn_deg

FAR_ENOUGH = 0.04
"""Sizes nearer than this to the farthest one's tell nothing about perspective."""


@dataclass(frozen=True, slots=True, eq=False)
class KeyFrame:
    """A frame that is kept until the decision: a face, laid over the mean face."""

    size: float
    """Inter-ocular distance in shares of the frame's shorter side."""
    chip: NDArray[np.uint8]
    """(224, 192) uint8, local contrast evened out."""
    middle: complex
    """Where the mean face's eyes' middle lies: x + iy right of and below the frame's middle, in
    shares of its shorter side."""
    unit: complex
    """What is one to the right on the mean face, there."""
    landmarks: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)), repr=False)
    """(468, 2) float64 where the landmarks lie over the mean face, in inter-ocular distances."""
    turn_deg: float = 0.0
    """How far the head is turned to the frame's right, as the mesh says."""

    def in_frame(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the mean face lie in the frame: (N, 2), as `middle`."""
        there = self.middle + self.unit * (points[:, 0] + 1j * points[:, 1])
        return np.column_stack([there.real, there.imag])


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """How the sampled points of a face moved from one key frame to another."""

    before: KeyFrame
    after: KeyFrame
    by: NDArray[np.float64] = field(repr=False)
    """(N, 2) float64, in inter-ocular distances of the mean face."""
    weight: NDArray[np.float64] = field(repr=False)
    """(N,) float64, 0 to 1: how well the way back agrees."""


def make_key_frame(
    grey: NDArray[np.uint8],
    landmarks_px: NDArray[np.float32],
    shape: FaceShape,
) -> KeyFrame:
    """Lay a face over the mean face.

    Args:
        grey: (H, W) uint8.
        landmarks_px: (468, 3) float32.
        shape: the mean face.

    """
    height, width = grey.shape[:2]
    side = min(height, width)
    points = landmarks_px[:, :2].astype(np.float64)
    warp = similarity(points, shape.vertices[:, :2])
    turn, shift = complex(warp[0, 0], warp[1, 0]), complex(warp[0, 2], warp[1, 2])
    return KeyFrame(
        size=inter_ocular_px(landmarks_px) / side,
        chip=laid_over(grey, landmarks_px, shape),
        middle=(-shift / turn - complex(width - 1, height - 1) / 2) / side,
        unit=1 / turn / side,
        landmarks=points @ warp[:, :2].T + warp[:, 2],
        turn_deg=turn_deg(landmarks_px),
    )


def approach(frames: Sequence[KeyFrame], shape: FaceShape) -> Sequence[Moved]:
    """Return what moved from the farthest frame to each other one; none if all sizes are alike."""
    far, *rest = sorted(frames, key=lambda each: each.size) or (None,)
    if far is None or not any(each.size > far.size + FAR_ENOUGH for each in rest):
        return ()
    return [Moved(far, each, *checked_displacements(far.chip, each.chip, shape)) for each in rest]


def turned(straight: KeyFrame, frames: Sequence[KeyFrame], shape: FaceShape) -> Sequence[Moved]:
    """Return what moved from a face that looks straight ahead to each frame in which it is turned.

    It moves so far that its landmarks have to tell where the flow begins to look.
    """
    guesses = [landmarks_flow(straight.landmarks, each.landmarks) for each in frames]
    return [
        Moved(straight, each, *checked_displacements(straight.chip, each.chip, shape, guess))
        for each, guess in zip(frames, guesses, strict=True)
    ]
