"""The noise that a camera adds to little light."""

import numpy as np
from numpy.typing import NDArray

_READ, _SHOT = 2.25, 0.1
"""Variance in squared grey levels: of a camera's reading, and a level of light."""


def camera_noise(pixels: NDArray[np.floating], chance: np.random.Generator) -> NDArray[np.float64]:
    """Return what to add to pixels of so much light, in grey levels and of their shape."""
    deviation = np.sqrt(_READ + _SHOT * pixels)
    return np.asarray(chance.normal(size=pixels.shape) * deviation, np.float64)
