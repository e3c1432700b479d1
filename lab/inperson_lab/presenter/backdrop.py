"""The room behind the person: made up, so that no photograph of one is needed."""

import cv2
import numpy as np
from numpy.typing import NDArray


def paint_room(generator: np.random.Generator, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Paint a wall with what hangs on it and stands before it, out of focus.

    Args:
        generator: draws all of it.
        size_px: width and height.

    Returns:
        (H, W, 3) uint8 RGB.

    """
    width, height = size_px
    wall = generator.uniform(90, 205, 3) * 0.35 + generator.uniform(90, 205) * 0.65
    row, column = np.mgrid[:height, :width].astype(np.float32)
    slope = generator.uniform(-0.3, 0.3, 2)
    light = 1 + slope[0] * (column / width - 0.5) + slope[1] * (row / height - 0.5)
    canvas = wall * light[..., None] + _mottle(generator, size_px)[..., None]
    picture = np.clip(canvas, 0, 255).astype(np.uint8)
    for _ in range(int(generator.integers(3, 8))):
        _furnish(picture, generator)
    blurred = cv2.GaussianBlur(picture, (0, 0), float(generator.uniform(1.2, 3.0)))
    return np.asarray(blurred, np.uint8)


def _mottle(generator: np.random.Generator, size_px: tuple[int, int]) -> NDArray[np.float32]:
    """Return the wall's unevenness, coarse and fine."""
    total = np.zeros((size_px[1], size_px[0]), np.float32)
    for cells, strength in ((6, 7.0), (40, 3.0)):
        coarse = generator.normal(0, strength, (cells * 3 // 4 + 1, cells + 1)).astype(np.float32)
        total += cv2.resize(coarse, size_px, interpolation=cv2.INTER_CUBIC)
    return total


def _furnish(picture: NDArray[np.uint8], generator: np.random.Generator) -> None:
    """Add a picture in its frame, a shelf of books, a lamp or a door."""
    height, width = picture.shape[:2]
    left, top = int(generator.integers(-60, width)), int(generator.integers(-60, height * 3 // 4))
    colour, darker = _paint(generator, 225), _paint(generator, 110)
    kind = generator.integers(4)
    if kind == 0:
        right, bottom = (
            left + int(generator.integers(50, 150)),
            top + int(generator.integers(50, 130)),
        )
        cv2.rectangle(picture, (left, top), (right, bottom), darker, -1)
        cv2.rectangle(picture, (left + 6, top + 6), (right - 6, bottom - 6), colour, -1)
    elif kind == 1:
        for book in range(int(generator.integers(4, 12))):
            x, tall = left + 14 * book, int(generator.integers(45, 75))
            spine = _paint(generator, 210)
            cv2.rectangle(picture, (x, top + 80 - tall), (x + 12, top + 80), spine, -1)
        cv2.rectangle(picture, (left - 20, top + 80), (left + 190, top + 88), darker, -1)
    elif kind == 2:
        cv2.circle(picture, (left, top), int(generator.integers(12, 40)), (250, 240, 215), -1)
    else:
        right = left + int(generator.integers(70, 160))
        cv2.rectangle(picture, (left, top), (right, height), colour, -1)
        cv2.rectangle(picture, (left, top), (right, height), darker, 3)


def _paint(generator: np.random.Generator, high: float) -> tuple[float, float, float]:
    """Draw a colour, as muted as most in a room are."""
    grey = generator.uniform(30, high)
    red, green, blue = 0.7 * grey + 0.3 * generator.uniform(30, high, 3)
    return float(red), float(green), float(blue)
