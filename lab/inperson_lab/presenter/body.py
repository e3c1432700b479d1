"""A neck and shoulders where the portrait ends, so that no head hangs in the air."""

import cv2
import numpy as np
from numpy.typing import NDArray

_NECK_DOWN = (1.2, 2.2)
"""From where to where the neck reaches, in inter-ocular distances below the eyes."""
_NECK_HALF, _SHOULDER_HALF = 0.85, 2.75
_DARKER = 0.72
"""Necks lie in the chin's shadow."""


def body_below(
    photo: NDArray[np.uint8],
    figure: NDArray[np.float32],
    outline_px: NDArray[np.float64],
    origin: NDArray[np.float64],
    apart_px: float,
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Paint a neck and a pullover in the photo's colours.

    Args:
        photo: (H, W, 3) uint8 RGB.
        figure: (H, W) float32, where the photo shows the person.
        outline_px: (N, 2) the face's outline.
        origin: (2,) the eyes' middle, in inter-ocular distances.
        apart_px: one such distance.

    Returns:
        (H, W, 3) uint8 RGB and (H, W) float32, how much each pixel is covered, 0 to 1.

    """
    height, width = figure.shape
    row, column = np.mgrid[:height, :width].astype(np.float32)
    x, y = np.abs(column / apart_px - origin[0]), row / apart_px - origin[1]
    face = np.zeros((height, width), np.uint8)
    cv2.fillPoly(face, [outline_px.astype(np.int32)], 1)
    skin = _median(photo, (face > 0) & (y > 0.3) & (y < 1.0), (170.0, 130.0, 110.0)) * _DARKER
    cloth = _median(photo, (figure > 0.9) & (y > 2.4), (70.0, 76.0, 92.0))
    slope = np.clip((y - 1.9) / 0.9, 0, 1)
    half = _NECK_HALF + (_SHOULDER_HALF - _NECK_HALF) * np.sin(slope * np.pi / 2) ** 0.8
    inside = (y > _NECK_DOWN[0]) & (x < half)
    collar = (y > _NECK_DOWN[1] - 0.25 * np.clip(x, 0, 1))[..., None]
    shade = (1 - 0.12 * np.clip(x, 0, 2.5))[..., None]
    body = np.where(collar, cloth, skin) * shade
    soft = cv2.GaussianBlur(np.clip(body, 0, 255).astype(np.uint8), (0, 0), 2.0)
    cover = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 2.0)
    return np.asarray(soft, np.uint8), np.asarray(cover, np.float32)


def _median(
    photo: NDArray[np.uint8], where: NDArray[np.bool_], otherwise: tuple[float, float, float]
) -> NDArray[np.float64]:
    chosen = photo[where]
    if len(chosen) < 200:
        return np.array(otherwise)
    return np.asarray(np.median(chosen, axis=0), np.float64)
