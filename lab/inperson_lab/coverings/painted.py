"""Coverings of flat paint: polygons on the mesh in drawn colours. The rules are fitted to these."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.coverings.canvas import SHAPE, Canvas, Plane

_JAW = (
    234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152,
    377, 400, 378, 379, 365, 397, 288, 361, 323, 454,
)  # fmt: skip
"""The outline from the person's right ear over the chin to the left one."""
Painted = tuple[NDArray[np.float32], Plane]
"""Colours (H, W, 3) of the canvas, and how far they hide what is beneath."""


def _paint(canvas: Canvas, chance: np.random.Generator) -> NDArray[np.float32]:
    """Return the colours of a cloth: one colour, a pattern, folds."""
    x, y = canvas.grid
    draw = chance.uniform
    base = canvas.skin() * draw(0.75, 1.2) if chance.random() < 0.3 else draw(5, 250, 3)
    if chance.random() < 0.3:
        base = np.full(3, draw(5, 250))
    colours = np.ones((*SHAPE, 3), np.float32) * np.asarray(base, np.float32)
    turn, step = draw(0, np.pi), draw(0.04, 0.5)
    along, beside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    other = draw(5, 250, 3).astype(np.float32)
    match chance.integers(7):
        case 0:
            colours[(along / step) % 1 < draw(0.2, 0.6)] = other
        case 1:
            colours[((along / step) % 1 < 0.5) ^ ((beside / step) % 1 < 0.5)] = other
        case 2:
            colours[((along / step) % 1 - 0.5) ** 2 + ((beside / step) % 1 - 0.5) ** 2 < 0.08] = (
                other
            )
        case 3:
            share = np.clip(along / 2 + 0.5, 0, 1)[..., None]
            colours = colours * (1 - share) + other * share
        case _:
            pass
    folds = 1 + draw(0, 0.25) * np.sin(along / draw(0.05, 0.4) + draw(0, 6))
    light = 1 + draw(-0.35, 0.35) * x + draw(-0.25, 0.25) * (y - 0.5)
    grain = chance.normal(0, 1, SHAPE).astype(np.float32)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), draw(0.5, 6)))
    grain *= draw(0, 14) / max(float(grain.std()), 1e-6)
    dressed = colours * (folds * np.clip(light, 0.3, 1.6))[..., None] + grain[..., None]
    return np.asarray(np.clip(dressed, 0, 255), np.float32)


def _mask(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Cover from ear to ear over the chin, up to between the eyes and the nose's tip."""
    return _below(canvas, chance, canvas.nose[1] * chance.uniform(0.2, 0.75))


def _half_mask(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Cover the same under the nose."""
    height = canvas.nose + (canvas.mouth - canvas.nose) * chance.uniform(0.45, 0.65)
    return _below(canvas, chance, height[1])


def _below(canvas: Canvas, chance: np.random.Generator, top: float) -> Painted:
    jaw = canvas.mesh[list(_JAW), :2].copy()
    jaw[:, 0] *= chance.uniform(0.75, 1.1)
    ends = top + chance.uniform(-0.1, 0.35, 2)
    jaw = np.array([(px, max(py, ends[int(px > 0)])) for px, py in jaw])
    jaw[6:-6, 1] += chance.uniform(-0.05, 1.2)  # a scarf goes on downwards
    peak = np.array([(canvas.nose[0] + chance.uniform(-0.1, 0.1), top)])
    return _paint(canvas, chance), canvas.polygon(np.concatenate([jaw, peak]))


def _glasses(canvas: Canvas, chance: np.random.Generator) -> Painted:
    return _lenses(canvas, chance, chance.uniform(0.72, 1.0), dark=chance.random() < 0.75)


def _clear(canvas: Canvas, chance: np.random.Generator) -> Painted:
    return _lenses(canvas, chance, chance.uniform(0, 0.14), dark=chance.random() < 0.5)


def _lenses(canvas: Canvas, chance: np.random.Generator, tint: float, *, dark: bool) -> Painted:
    draw = chance.uniform
    lens, frame = np.zeros(SHAPE, np.uint8), np.zeros(SHAPE, np.uint8)
    half = np.array((draw(0.3, 0.46), draw(0.2, 0.36)))
    bend, thick = draw(0.0, 1.0), int(chance.integers(1, 6))
    steps = np.linspace(0, 2 * np.pi, 40)
    round_ = np.stack([np.cos(steps), np.sin(steps)], axis=1)
    outline = round_ * (bend + (1 - bend) / np.abs(round_).max(axis=1, keepdims=True)) * half
    drop = draw(-0.03, 0.12)
    for side in (0, 1):
        corners = outline + canvas.eye(side) + np.array((draw(-0.03, 0.03), drop))
        placed = np.round(canvas.place(corners)).astype(np.int32)
        cv2.fillPoly(lens, [placed], 255, cv2.LINE_AA)
        cv2.polylines(frame, [placed], True, 255, thick, cv2.LINE_AA)
        outer = corners[np.abs(corners[:, 0]).argmax()]
        ear = np.array((np.sign(outer[0]) * 1.25, outer[1] + 0.05))
        ends = np.round(canvas.place(np.stack([outer, ear]))).astype(int)
        cv2.line(frame, ends[0], ends[1], 255, thick, cv2.LINE_AA)
    inner = [np.add(canvas.eye(side), ((half[0], -half[0])[side], drop)) for side in (0, 1)]
    ends = np.round(canvas.place(np.stack(inner))).astype(int)
    cv2.line(frame, ends[0], ends[1], 255, thick, cv2.LINE_AA)
    colour = draw(2, 60, 3) * (1, 1, 1) if dark else draw(5, 245, 3)
    colours = np.ones((*SHAPE, 3), np.float32) * np.asarray(colour, np.float32)
    fade = 1 + draw(-0.6, 0.6) * (canvas.grid[1][..., None])
    colours *= np.clip(fade, 0.3, 2)
    rim = frame.astype(np.float32) / 255
    framed = colours * (1 - rim[..., None]) + draw(2, 200, 3) * rim[..., None]
    return np.asarray(np.clip(framed, 0, 255), np.float32), np.maximum(lens / 255 * tint, rim)


def _band(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Lay a strip over the eyes, or over any other height."""
    draw = chance.uniform
    centres = (canvas.eye(0), canvas.eye(0), canvas.nose, canvas.mouth)
    centre = centres[chance.integers(4)] * (0, 1)
    half, tilt = np.array((draw(0.7, 1.4), draw(0.17, 0.45))), draw(-0.25, 0.25)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    corners[:, 1] += corners[:, 0] * tilt
    return _paint(canvas, chance), canvas.polygon(corners + centre)


def _patch(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Put an ellipse on one thing."""
    draw = chance.uniform
    centre = (canvas.eye(0), canvas.eye(1), canvas.nose, canvas.mouth)[chance.integers(4)]
    steps = np.linspace(0, 2 * np.pi, 32)[:, None]
    wide = draw(0.25, 0.5) * (1.3 if centre is canvas.mouth else 1)
    outline = np.hstack([np.cos(steps) * wide, np.sin(steps) * draw(0.2, 0.45)])
    return _paint(canvas, chance), canvas.polygon(outline + centre + chance.normal(0, 0.04, 2))


def _fingers(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Lay two to four bars of skin side by side, dark between."""
    draw = chance.uniform
    alpha, groove = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32)
    centre = (canvas.eye(0) * (0, 1), canvas.nose, canvas.mouth)[chance.integers(3)]
    turn = draw(-0.5, 0.5) + (np.pi / 2 if chance.random() < 0.3 else 0)
    along, beside = np.array((np.cos(turn), np.sin(turn))), np.array((-np.sin(turn), np.cos(turn)))
    count, thick = int(chance.integers(2, 5)), draw(0.18, 0.28)
    x, y = canvas.grid
    for each in range(count):
        middle = centre + beside * (each - (count - 1) / 2) * thick + along * draw(-0.2, 0.2)
        out = (x - middle[0]) * along[0] + (y - middle[1]) * along[1]
        off = (x - middle[0]) * beside[0] + (y - middle[1]) * beside[1]
        inside = np.clip((thick / 2 - np.abs(off)) * 25, 0, 1) * (np.abs(out) < draw(0.7, 1.3))
        alpha = np.maximum(alpha, inside)
        groove = np.maximum(groove, inside * (1 - (2 * off / thick) ** 2))
    skin = canvas.skin() * draw(0.7, 1.15)
    shade = draw(0.5, 0.8) + (1 - draw(0.5, 0.8)) * groove
    grain = cv2.GaussianBlur(chance.normal(0, 1, SHAPE).astype(np.float32), (0, 0), draw(0.8, 4))
    colours = skin * shade[..., None] + (grain * draw(0, 25))[..., None]
    return np.asarray(np.clip(colours, 0, 255), np.float32), alpha.astype(np.float32)


def _cap(canvas: Canvas, chance: np.random.Generator) -> Painted:
    """Cover everything above a line over the brows."""
    brow = canvas.mesh[[105, 334], 1].min() - chance.uniform(0.0, 0.3)
    corners = np.array([(-1.6, -1.6), (1.6, -1.6), (1.6, 0), (0, 0), (-1.6, 0)], np.float64)
    corners[2:, 1] = brow + chance.uniform(-0.15, 0.1, 3)
    return _paint(canvas, chance), canvas.polygon(corners)


PAINTED: Mapping[str, Callable[[Canvas, np.random.Generator], Painted]] = {
    "mask": _mask,
    "half mask": _half_mask,
    "glasses": _glasses,
    "clear": _clear,
    "band": _band,
    "patch": _patch,
    "fingers": _fingers,
    "cap": _cap,
}
"""By name, what paints it."""
