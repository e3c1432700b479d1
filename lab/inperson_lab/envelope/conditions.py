"""What is done to a photograph, one condition at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision import Face, Image
from inperson_lab.coverings import LAID, Canvas, Cloth, camera_noise

_SEED = 20260112


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """One person's photograph, and what is needed to alter it."""

    image: Image
    face: Face
    canvas: Canvas
    cloth: Cloth
    """Of somebody else's photograph."""
    seed: int

    def chance(self) -> np.random.Generator:
        """Return the same numbers to every condition, whatever ran before it."""
        return np.random.default_rng([_SEED, self.seed])

    @property
    def apart_px(self) -> float:
        """Return the inter-ocular distance."""
        return float(np.linalg.norm(self.face.points_px[1] - self.face.points_px[0]))


Condition = Callable[[Sitter], Image]


def _as_it_is(sitter: Sitter) -> Image:
    return sitter.image


def _turned(degrees: float, sitter: Sitter) -> Image:
    """Turn clockwise, with room around it, so that nothing is cut off."""
    height, width = sitter.image.pixels.shape[:2]
    side = int(np.hypot(height, width))
    way = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    way[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    edges = cv2.BORDER_REPLICATE
    return _image(cv2.warpAffine(sitter.image.pixels, way, (side, side), borderMode=edges))


def _apart(apart_px: float, sitter: Sitter) -> Image:
    """Shrink until the eyes are so far apart; a smaller face stays as it is."""
    scale = min(1.0, apart_px / sitter.apart_px)
    pixels = sitter.image.pixels
    return _image(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _blurred(share: float, sitter: Sitter) -> Image:
    """Blur by a share of the inter-ocular distance."""
    return _image(cv2.GaussianBlur(sitter.image.pixels, (0, 0), share * sitter.apart_px))


def _exposed(gain: float, sitter: Sitter) -> Image:
    """Scale by a gain; what is darker has the noise that a camera adds to little light."""
    pixels = sitter.image.pixels * np.float32(gain)
    if gain < 1:
        pixels = np.round(pixels + camera_noise(pixels, sitter.chance()))
    return _image(pixels)


def _contrast(gain: float, sitter: Sitter) -> Image:
    return _image((sitter.image.pixels - 128.0) * gain + 128.0)


def _compressed(quality: int, sitter: Sitter) -> Image:
    written = cv2.imencode(".jpg", sitter.image.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return _image(np.asarray(cv2.imdecode(written, cv2.IMREAD_COLOR)))


def _covered(names: tuple[str, ...], sitter: Sitter) -> Image:
    chance = sitter.chance()
    colours, alpha = LAID[names[0]](sitter.canvas, sitter.cloth, chance)
    for name in names[1:]:
        more, over = LAID[name](sitter.canvas, sitter.cloth, chance)
        colours = colours * (1 - over[..., None]) + more * over[..., None]
        alpha = np.maximum(alpha, over)
    return sitter.canvas.blend(colours, alpha)


def _image(pixels: NDArray[np.generic]) -> Image:
    return Image(np.ascontiguousarray(np.clip(pixels, 0, 255), np.uint8))


_DARKER = (2, 4, 8, 10, 15, 20, 30)

CONDITIONS: Mapping[str, Condition] = {
    "as it is": _as_it_is,
    **{f"turned by {each}°": partial(_turned, each) for each in (20, 30, 90, 180)},
    **{f"eyes {each} px apart": partial(_apart, each) for each in (36, 28, 20)},
    **{f"blurred by {each:.0%} of it": partial(_blurred, each) for each in (0.03, 0.06, 0.09)},
    **{f"light / {each}": partial(_exposed, 1 / each) for each in _DARKER},
    **{f"light x {each:g}": partial(_exposed, each) for each in (1.5, 2, 3)},
    **{f"contrast x {each:g}": partial(_contrast, each) for each in (0.5, 0.25, 0.12)},
    **{f"JPEG of quality {each}": partial(_compressed, each) for each in (20, 10)},
    **{name: partial(_covered, (name,)) for name in LAID},
    "sunglasses and mask": partial(_covered, ("sunglasses", "surgical mask")),
}
"""By name, each applied to a photograph as it is."""
