"""What the skin of a frame reflects, and what is behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.shape import inter_ocular_px
from inperson.vision import Image

PATCHES = (
    9, 151, 108, 337, 67, 297,  # the forehead
    197, 5, 4, 48, 278, 131, 360,  # the nose, its ridge and its sides
    50, 280, 205, 425, 117, 346, 123, 352, 147, 376,  # the cheeks, towards the sides
    199, 140, 369,  # the chin
)  # fmt: skip
"""Landmarks in the middle of skin, whoever it is."""
_PATCH = 0.07
"""Half the side of a patch, in inter-ocular distances."""
_LINEAR = (np.arange(256) / 255) ** 2.2
_BLOWN = 245
"""Brighter than this a sensor tells little of colours."""


@dataclass(frozen=True, slots=True, eq=False)
class Reflection:
    """The light that comes from a face, and from behind it."""

    at_s: float
    size: float
    """Inter-ocular distance in shares of the frame's shorter side."""
    skin: NDArray[np.float64]
    """(P, 3) linear red, green and blue of each patch; nan where it is outside or blown out."""
    behind: NDArray[np.float64]
    """(2, 3) the same of the frame's upper left and right corner."""
    beside: float
    """How far to the right of the middle the face is, in widths of the frame."""


def read_reflection(
    image: Image, landmarks_px: NDArray[np.float32], at_s: float, size: float
) -> Reflection:
    """Read what a frame's face reflects.

    Args:
        image: the frame.
        landmarks_px: (468, 3) float32.
        at_s: its arrival.
        size: inter-ocular distance in shares of the frame's shorter side.

    """
    pixels = image.pixels
    half = max(round(_PATCH * inter_ocular_px(landmarks_px)), 2)
    places = np.rint(landmarks_px[list(PATCHES), :2]).astype(int)
    skin = np.stack(
        [_mean(pixels[max(y - half, 0) : y + half, max(x - half, 0) : x + half]) for x, y in places]
    )
    height, width = pixels.shape[:2]
    strip = pixels[: height // 3 : 2, ::2]
    beside = width // 16
    corners = _mean(strip[:, :beside]), _mean(strip[:, -beside:])
    return Reflection(at_s, size, skin, np.stack(corners), _beside(landmarks_px, width))


def _beside(landmarks_px: NDArray[np.float32], width: int) -> float:
    """Return how far to the right of the middle a face is, in widths of the frame."""
    return float(landmarks_px[:, 0].mean()) / width - 0.5


def _mean(part: NDArray[np.uint8]) -> NDArray[np.float64]:
    if part.size == 0 or part.max(axis=2).mean() > _BLOWN:
        return np.full(3, np.nan)
    mean: NDArray[np.float64] = _LINEAR[part].mean(axis=(0, 1))
    return mean
