"""From a face in an image to the upright 112x112 chip that the embedder was trained on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.model import Pixels, Points

CHIP_PX = 112

TEMPLATE: Points = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
"""Where the five points belong in a chip (ArcFace, Deng et al., CVPR 2019)."""


def similarity_transform(source: Points, target: Points) -> NDArray[np.float64]:
    """Return the rotation, uniform scale and shift that map `source` onto `target` best.

    Least squares in closed form (Umeyama, PAMI 1991), without reflection, written with complex
    numbers: in the plane, rotating and scaling is one multiplication.

    Args:
        source: (N, 2) points.
        target: (N, 2) points.

    Returns:
        (2, 3) float64, to be multiplied with (x, y, 1).

    """
    start = source[:, 0].astype(np.complex128) + 1j * source[:, 1]
    end = target[:, 0].astype(np.complex128) + 1j * target[:, 1]
    from_mean = start - start.mean()
    spread = float(np.vdot(from_mean, from_mean).real)
    turn = np.vdot(from_mean, end - end.mean()) / spread if spread > 0 else 0j
    shift = end.mean() - turn * start.mean()
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]], np.float64
    )


def align(pixels: Pixels, points: Points, out: Pixels | None = None) -> Pixels:
    """Cut out a face, upright and scaled.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        points: (5, 2) the face's five points.
        out: (112, 112, 3) uint8 to write into; a new array if None.

    Returns:
        (112, 112, 3) uint8 RGB.

    """
    way = similarity_transform(points, TEMPLATE)
    scale = float(np.hypot(way[0, 0], way[1, 0]))
    if 0 < scale < 0.5:
        # Sampling every third pixel of a large face would alias: average it down first.
        pixels, way = _shrink(pixels, points, way, scale)
    chip = np.empty((CHIP_PX, CHIP_PX, 3), np.uint8) if out is None else out
    cv2.warpAffine(pixels, way, (CHIP_PX, CHIP_PX), dst=chip, flags=cv2.INTER_LINEAR)
    return chip


def _shrink(
    pixels: Pixels, points: Points, way: NDArray[np.float64], scale: float
) -> tuple[Pixels, NDArray[np.float64]]:
    margin = 1.2 * CHIP_PX / scale  # the chip's diagonal, however the face is turned
    middle = points.mean(axis=0)
    left, top = np.maximum(middle - margin, 0).astype(int)
    right, bottom = np.minimum(middle + margin, pixels.shape[1::-1]).astype(int)
    if right - left < 2 or bottom - top < 2:
        return pixels, way
    part = pixels[top:bottom, left:right]
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    zoom = np.array([part.shape[1] / size[0], part.shape[0] / size[1]])
    # A pixel's centre is at +0.5, which the resize keeps and the corner does not.
    corner = np.array([left, top]) + (zoom - 1) / 2
    moved = way.copy()
    moved[:, 2] += way[:, :2] @ corner
    moved[:, :2] *= zoom
    return np.asarray(small, np.uint8), moved
