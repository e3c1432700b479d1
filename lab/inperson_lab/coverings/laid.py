"""Coverings of photographed cloth, lit by the face's relief. The rules are measured on these.

Nothing is shared with what they were fitted to but the plane: outlines are drawn in polar
coordinates around places of the face, colours come from photographs of something else, light falls
on the mesh's relief, edges cast shadows, lenses mirror.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.coverings.canvas import SHAPE, UNIT_PX, Canvas, Plane

Colours = NDArray[np.float32]
Drawn = tuple[Colours, Plane]


@dataclass(frozen=True, slots=True, eq=False)
class Cloth:
    """What coverings are cut from: two photographs of somebody, or something, else."""

    texture: NDArray[np.uint8]
    """(H, W, 3) uint8 RGB."""
    hand: NDArray[np.float32]
    """(3,) the colour of another person's skin."""


def _woven(cloth: Cloth, chance: np.random.Generator) -> Colours:
    """Cut a piece out of the photograph and stretch it over the canvas."""
    height, width = cloth.texture.shape[:2]
    side = int(chance.uniform(0.12, 0.35) * min(height, width))
    top = int(chance.integers(0, max(height // 3 - side, 1)))
    left = int(chance.choice([0, width - side]))
    piece = cloth.texture[top : top + side, left : left + side]
    if chance.random() < 0.5:
        piece = np.tile(np.hstack([piece, piece[:, ::-1]]), (int(chance.integers(1, 4)), 1, 1))
    return np.asarray(cv2.resize(piece, SHAPE[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _plain(chance: np.random.Generator, *choices: tuple[int, int, int]) -> Colours:
    """Return one of the colours that things of a kind have, and the weave of their cloth."""
    colour = np.array(choices[chance.integers(len(choices))], np.float32) + chance.normal(0, 6, 3)
    row, column = np.indices(SHAPE)
    weave = 1 + chance.uniform(0, 0.05) * np.sign(np.sin(row * 2.1) * np.sin(column * 2.1))
    return np.asarray(colour * weave[..., None], np.float32)


def _blob(
    canvas: Canvas,
    centre: NDArray[np.float64],
    half: tuple[float, float],
    power: float = 2.0,
    wave: float = 0.0,
    phase: float = 0.0,
) -> Plane:
    """Return a superellipse whose radius waves, with an edge of two pixels."""
    x, y = canvas.grid
    across, up = (x - centre[0]) / half[0], (y - centre[1]) / half[1]
    radius = (np.abs(across) ** power + np.abs(up) ** power) ** (1 / power)
    rim = 1 + wave * np.sin(3 * np.arctan2(up, across) + phase)
    return np.asarray(np.clip((rim - radius) * UNIT_PX * min(half) / 2 + 0.5, 0, 1), np.float32)


def _lit(canvas: Canvas, colours: Colours, chance: np.random.Generator, folds: Plane) -> Colours:
    """Shade by the relief of the face, smoothed as cloth smooths it, and of the folds on it."""
    places = np.round(canvas.place(canvas.mesh[:, :2])).astype(int)
    depth, weight = np.zeros(SHAPE, np.float32), np.full(SHAPE, 1e-4, np.float32)
    inside = ((places >= 0) & (places < np.array(SHAPE[::-1]))).all(axis=1)
    x, y = places[inside].T
    depth[y, x], weight[y, x] = -canvas.mesh[inside, 2], 1
    smooth = chance.uniform(6, 12)
    near = cv2.GaussianBlur(depth, (0, 0), smooth) / cv2.GaussianBlur(weight, (0, 0), smooth)
    height = (np.asarray(near, np.float32) + folds) * UNIT_PX
    slope_y, slope_x = np.gradient(height)
    lamp = np.array((chance.uniform(-0.6, 0.6), chance.uniform(-0.7, 0.1), 1.0))
    lamp /= np.linalg.norm(lamp)
    facing = -slope_x * lamp[0] - slope_y * lamp[1] + lamp[2]
    light = facing / np.sqrt(slope_x**2 + slope_y**2 + 1)
    seen = float(canvas.pixels[40:160].mean()) / 140 * chance.uniform(0.7, 1.3)
    return np.asarray(colours * (0.35 + 0.75 * np.clip(light, 0, 1))[..., None] * seen, np.float32)


def _folds(canvas: Canvas, chance: np.random.Generator, across: float) -> Plane:
    x, y = canvas.grid
    along = y + across * np.abs(x) ** chance.uniform(1, 2) * chance.uniform(-0.5, 0.5)
    waves = np.sin(along * chance.uniform(10, 30) + chance.uniform(0, 6))
    return np.asarray(chance.uniform(0.0, 0.02) * waves, np.float32)


def _over_the_mouth(canvas: Canvas, chance: np.random.Generator) -> Plane:
    top = canvas.nose[1] * chance.uniform(0.35, 0.8)
    bottom = canvas.chin[1] + chance.uniform(-0.05, 0.2)
    centre = np.array((canvas.mouth[0], (top + bottom) / 2))
    half = (chance.uniform(0.75, 1.05), (bottom - top) / 2)
    return _blob(canvas, centre, half, chance.uniform(2.2, 5), chance.uniform(0, 0.06))


def _surgical(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    colours = _plain(chance, (150, 195, 220), (235, 240, 242), (30, 30, 34), (150, 205, 190))
    return _lit(canvas, colours, chance, _folds(canvas, chance, 0.3)), _over_the_mouth(
        canvas, chance
    )


def _respirator(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    x, y = canvas.grid
    middle = (canvas.nose + canvas.mouth) / 2
    cup = 0.35 * np.exp(-((x - middle[0]) ** 2) / 0.3 - (y - middle[1]) ** 2 / 0.25)
    colours = _plain(chance, (240, 240, 236), (200, 190, 175), (60, 60, 64))
    half = (chance.uniform(0.6, 0.85), chance.uniform(0.55, 0.7))
    alpha = _blob(canvas, np.add(middle, (0, 0.1)), half, 2.4)
    return _lit(canvas, colours, chance, np.asarray(cup, np.float32)), alpha


def _cloth_mask(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    colours = _lit(canvas, _woven(cloth, chance), chance, _folds(canvas, chance, 0.6))
    return colours, _over_the_mouth(canvas, chance)


def _scarf(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    top = canvas.nose[1] * chance.uniform(0.45, 0.9)
    centre = np.array((chance.normal(0, 0.05), top + 1.6))
    alpha = _blob(canvas, centre, (1.7, 1.6), 3, chance.uniform(0, 0.05), chance.uniform(0, 6))
    return _lit(canvas, _woven(cloth, chance), chance, _folds(canvas, chance, 1.5)), alpha


def _chin_scarf(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    """Hide the mouth and leave the nose."""
    top = canvas.nose[1] + (canvas.mouth[1] - canvas.nose[1]) * chance.uniform(0.5, 0.65)
    alpha = _blob(canvas, np.array((0.0, top + 1.4)), (1.5, 1.4), 4)
    return _lit(canvas, _woven(cloth, chance), chance, _folds(canvas, chance, 1.0)), alpha


def _lens(canvas: Canvas, chance: np.random.Generator) -> Plane:
    droop, half = chance.uniform(0, 0.12), (chance.uniform(0.31, 0.42), chance.uniform(0.22, 0.33))
    power = chance.uniform(2, 4.5)
    return np.maximum(
        *(
            _blob(canvas, np.add(canvas.eye(side), (0, droop)), half, power, 0.04, 3 * side)
            for side in (0, 1)
        )
    )


def _shades(
    canvas: Canvas, cloth: Cloth, chance: np.random.Generator, tint: float, mirror: float
) -> Drawn:
    x, y = canvas.grid
    lens = _lens(canvas, chance)
    rim = np.clip(cv2.dilate(lens, np.ones((3, 3))) - lens, 0, 1) * float(chance.random() < 0.8)
    drop = canvas.eye(0)[1] - chance.uniform(0.0, 0.1)
    bridge = (np.abs(y - drop) < 0.04) & (np.abs(x) < 0.2)
    arms = (np.abs(y - drop) < 0.04) & (np.abs(x) > 0.85) & (np.abs(x) < 1.4)
    frame = np.maximum(rim, (bridge | arms).astype(np.float32))
    glass = np.full((*SHAPE, 3), chance.uniform(3, 40), np.float32) + chance.normal(0, 8, 3)
    glass = glass * (1 - mirror) + _woven(cloth, chance) * mirror
    lighter = np.clip(1 - chance.uniform(0, 0.35) * (y + 0.3), 0.5, 1)
    metal = np.array(chance.choice([20, 60, 150]) * np.array((1, 0.9, 0.75)), np.float32)
    colours = glass * (1 - frame[..., None]) + metal * frame[..., None]
    return np.asarray(colours, np.float32), np.maximum(lens * tint * lighter, frame * 0.95)


def _sunglasses(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    return _shades(canvas, cloth, chance, chance.uniform(0.8, 1), 0.05)


def _mirrored(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    return _shades(canvas, cloth, chance, chance.uniform(0.85, 1), chance.uniform(0.3, 0.7))


def _plain_glasses(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    return _shades(canvas, cloth, chance, chance.uniform(0, 0.1), chance.uniform(0, 0.4))


def _hand(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    centre = canvas.mouth if chance.random() < 0.5 else np.array((0.0, 0.02))
    tilt, thick = chance.uniform(-0.4, 0.4), chance.uniform(0.2, 0.26)
    alpha, ridge = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32)
    for finger in range(4):
        away = (chance.uniform(-0.15, 0.15), (finger - 1.5) * thick)
        half = (chance.uniform(0.8, 1.1), thick / 2 * 1.1)
        bent = _blob(canvas, np.add(centre, away), half, 3)
        alpha = np.maximum(alpha, bent)
        ridge = np.maximum(ridge, cv2.GaussianBlur(bent, (0, 0), 3))
    turned = cv2.getRotationMatrix2D(tuple(canvas.place(centre)), float(np.degrees(tilt)), 1)
    alpha = np.asarray(cv2.warpAffine(alpha, turned, SHAPE[::-1]), np.float32)
    ridge = np.asarray(cv2.warpAffine(ridge, turned, SHAPE[::-1]), np.float32)
    skin = np.ones((*SHAPE, 3), np.float32) * cloth.hand
    return _lit(canvas, skin, chance, 0.25 * ridge), alpha


def _paper(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    """Hold a sheet before one half of the face."""
    upper = chance.random() < 0.4
    centre = np.array((0.0, -0.25)) if upper else np.add(canvas.mouth, (0, 0.35))
    half = (chance.uniform(1.0, 1.5), chance.uniform(0.45, 0.6) if upper else 0.75)
    alpha = _blob(canvas, centre, half, 20)
    white = _plain(chance, (240, 240, 238), (225, 220, 200), (180, 60, 50), (40, 70, 150))
    return np.asarray(white * chance.uniform(0.7, 1.0), np.float32), alpha


def _plaster(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    """Hide the nose alone."""
    half = (chance.uniform(0.28, 0.4), chance.uniform(0.26, 0.36))
    alpha = _blob(canvas, np.add(canvas.nose, (0, -0.03)), half, 3)
    colours = _plain(chance, (235, 230, 222), (214, 178, 150), (200, 60, 60))
    return _lit(canvas, colours, chance, _folds(canvas, chance, 0.1)), alpha


def _beanie(canvas: Canvas, cloth: Cloth, chance: np.random.Generator) -> Drawn:
    """Put on a cap that leaves the brows."""
    brow = float(canvas.mesh[[105, 334], 1].min()) - chance.uniform(0.05, 0.25)
    alpha = _blob(canvas, np.array((0.0, brow - 1.2)), (1.5, 1.2), 5)
    return _lit(canvas, _woven(cloth, chance), chance, _folds(canvas, chance, 0.4)), alpha


LAID: Mapping[str, Callable[[Canvas, Cloth, np.random.Generator], Drawn]] = {
    "surgical mask": _surgical,
    "respirator": _respirator,
    "cloth mask": _cloth_mask,
    "scarf": _scarf,
    "scarf under the nose": _chin_scarf,
    "sunglasses": _sunglasses,
    "mirrored glasses": _mirrored,
    "hand": _hand,
    "sheet of paper": _paper,
    "plaster on the nose": _plaster,
    "glasses without tint": _plain_glasses,
    "cap": _beanie,
}
"""By name, what lays it on; the last two hide no region."""
