"""What moved between two pictures of a face, laid over the mean face.

Dense optical flow, sampled on the face, and split by robust least squares into what some fields of
displacements explain and what is left.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness.shape import FaceShape

CHIP_WIDTH, CHIP_HEIGHT = 192, 224
CHIP_INTER_OCULAR = 60.0
_CHIP_EYES = np.array([96.0, 84.0])
_LOCAL_PX = 12.0
_DISAGREEMENT = 0.02
"""Flow forth and back that disagree by this share of the inter-ocular distance weigh a half."""
_COARSE = 8
"""A guess is smooth: it is made for every eighth pixel."""
_FARTHEST = 0.6
"""No guess goes farther, in inter-ocular distances: beside the face there are no landmarks."""
_ROUNDS = 6
_LEAST_SPREAD = 0.002
Guesses = tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]
"""Of the flow from one face to another, and back."""


def laid_over(
    grey: NDArray[np.uint8],
    landmarks_px: NDArray[np.float32],
    shape: FaceShape,
    scale: float = 1.0,
) -> NDArray[np.uint8]:
    """Lay a face over the mean face, its local contrast evened out.

    Args:
        grey: (H, W) uint8.
        landmarks_px: (468, 3) float32.
        shape: the mean face.
        scale: of what is returned.

    Returns:
        (224, 192) uint8, times the scale.

    """
    target = (shape.vertices[:, :2] * CHIP_INTER_OCULAR + _CHIP_EYES) * scale
    warp = similarity(landmarks_px[:, :2].astype(np.float64), target)
    shrinks = float(np.hypot(warp[0, 0], warp[1, 0]))
    if shrinks < 0.75:  # without it fine texture would alias
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.4 / shrinks), np.uint8)
    size = (round(CHIP_WIDTH * scale), round(CHIP_HEIGHT * scale))
    chip = cv2.warpAffine(grey, warp, size, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    local = _LOCAL_PX * scale
    mean = cv2.GaussianBlur(chip, (0, 0), local)
    spread = np.sqrt(cv2.GaussianBlur((chip - mean) ** 2, (0, 0), local)) + 4.0
    return np.clip(128 + 50 * (chip - mean) / spread, 0, 255).astype(np.uint8)


def landmarks_flow(first: NDArray[np.float64], second: NDArray[np.float64]) -> Guesses:
    """Return guesses of the flow between two faces and back, for large movements.

    A flow that begins at nothing is lost where a head turns by 20 degrees. Landmarks only tell
    where to begin to look: where to end, the pixels do.

    Args:
        first: (468, 2) landmarks of the first face, laid over the mean face.
        second: of the second.

    """
    return _guess(first, second), _guess(second, first)


def _guess(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return a cubic through the landmarks' movements: (224, 192, 2) float32 pixels."""
    rows, columns = CHIP_HEIGHT // _COARSE, CHIP_WIDTH // _COARSE
    down, across = (np.mgrid[:rows, :columns] + 0.5) * _COARSE - 0.5
    x, y = (
        (at - eye) / CHIP_INTER_OCULAR for at, eye in zip((across, down), _CHIP_EYES, strict=True)
    )
    moves = np.linalg.lstsq(_cubic(*first.T), second - first, rcond=None)[0]
    coarse = np.clip(_cubic(x.ravel(), y.ravel()) @ moves, -_FARTHEST, _FARTHEST)
    field = (coarse * CHIP_INTER_OCULAR).reshape(rows, columns, 2).astype(np.float32)
    return np.asarray(cv2.resize(field, (CHIP_WIDTH, CHIP_HEIGHT)), np.float32)


def _cubic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = [x**across * y**down for across in range(4) for down in range(4 - across)]
    return np.stack(powers, axis=1)


def displacements(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    shape: FaceShape,
    *,
    finest: bool = False,
    guess: NDArray[np.float32] | None = None,
) -> NDArray[np.float64]:
    """Return how each sampled point moves: (N, 2) in inter-ocular distances.

    Args:
        first: a face laid over the mean face, at any scale.
        second: another, at the same scale.
        shape: the mean face.
        finest: follow single pixels too, which takes three times as long.
        guess: where the flow begins to look; of full scale alone.

    """
    scale = first.shape[1] / CHIP_WIDTH
    moved = sampled(_flow(first, second, guess, finest=finest), shape.grid)
    shares: NDArray[np.float64] = moved.astype(np.float64) / (CHIP_INTER_OCULAR * scale)
    return shares


def checked_displacements(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    shape: FaceShape,
    guesses: Guesses = (None, None),
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how each sampled point moves, and its weight: how well the way back agrees, (N,)."""
    moved = displacements(first, second, shape, finest=True, guess=guesses[0])
    way_back = _flow(second, first, guesses[1], finest=False)  # a third of the time
    back = sampled(way_back, shape.grid + moved)
    error = np.linalg.norm(moved + back / CHIP_INTER_OCULAR, axis=1)
    return moved, 1 / (1 + (error / _DISAGREEMENT) ** 2)


def _flow(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    guess: NDArray[np.float32] | None,
    *,
    finest: bool,
) -> NDArray[np.float32]:
    dense = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    if finest:
        dense.setFinestScale(0)  # at half resolution a living head and half a one overlap more
    return np.asarray(dense.calc(first, second, guess), np.float32)  # type: ignore[arg-type]


def sampled(laid: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the values of what is laid over the mean face, (N,) or (N, 2), at points of that.

    Args:
        laid: (H, W) or (H, W, 2), at any scale.
        points: (N, 2) in inter-ocular distances.

    """
    scale = laid.shape[1] / CHIP_WIDTH
    at = ((points * CHIP_INTER_OCULAR + _CHIP_EYES) * scale).astype(np.float32)
    found = cv2.remap(laid, at[None, :, 0], at[None, :, 1], cv2.INTER_LINEAR)
    return np.asarray(found[0], np.float32)


def similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what lays points over others, (2, 3): turned, scaled and shifted, by least squares."""
    from_, to = (each[:, 0] + 1j * each[:, 1] for each in (source, target))
    centred = from_ - from_.mean()
    turn = np.vdot(centred, to - to.mean()) / np.vdot(centred, centred).real
    shift = to.mean() - turn * from_.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def solve(
    fields: NDArray[np.float64],
    moved: NDArray[np.float64],
    weight: NDArray[np.float64],
    rare: NDArray[np.float64] | float = 0.0,
) -> tuple[NDArray[np.float64], float]:
    """Fit fields to displacements; points that fit badly (lids, hair) count for little (IRLS).

    Args:
        fields: (F, N, 2).
        moved: (N, 2).
        weight: (N,).
        rare: (F,) what the square of each coefficient costs at each point.

    """
    design = fields.transpose(1, 2, 0).reshape(-1, len(fields))
    wanted = moved.reshape(-1)
    now = weight
    for _ in range(_ROUNDS):
        weighted = (design * np.repeat(now, 2)[:, None]).T
        normal, right = weighted @ design, weighted @ wanted
        steady = normal + np.eye(len(fields)) * (1e-9 + rare * now.sum())
        found = np.asarray(np.linalg.solve(steady, right), np.float64)
        apart = np.linalg.norm((wanted - design @ found).reshape(-1, 2), axis=1)
        spread = max(1.48 * float(np.median(apart)), _LEAST_SPREAD)
        now = weight / (1 + (apart / (2 * spread)) ** 2)
    return found, float(np.sqrt((now * apart**2).sum() / now.sum()))
