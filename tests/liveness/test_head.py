"""A head of known depth before a known lens: is it found, and is nothing else taken for one?"""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from inperson.liveness import FaceShape, KeyFrame, Moved, fit_head, load_shape, turned
from tests.liveness.making import LIMITS, key_frame
from tests.liveness.test_relief import depth_at, moved

SHAPE: FaceShape = load_shape()
Depth = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
NEARER = ((0.15, 0.1, 0.02, 0.0), (0.22, -0.1, 0.0, 2.0), (0.31, 0.05, -0.04, -1.0))
"""Size, place and turn of a face."""
ASIDE = ((0.15, 0.1, 0.02, 22.0), (0.15, 0.1, 0.02, -18.0))


def mean(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return depth_at(x, y).ravel()


def tin(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.35 * x**2 + 0 * y


def balloon(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.6 - np.sqrt(1.6**2 - np.minimum(x**2 + (y - 0.3) ** 2, 2.2))


def seen(
    depth: Depth | Sequence[Depth],
    focal: float,
    takes: Sequence[Sequence[float]],
    noise: float = 0.003,
) -> list[Moved]:
    """Look at something through a lens, first at `takes[0]`, and say how its points moved.

    `depth` may be one for each take: paper that is rolled meanwhile.
    """
    x, y = SHAPE.grid.T
    depths = depth if isinstance(depth, Sequence) else [depth] * len(takes)
    generator, frames, at = np.random.default_rng(7), list[KeyFrame](), []
    for (size, across, down, turn_deg), deep in zip(takes, depths, strict=True):
        points = np.column_stack([x, y, deep(x, y)])
        angle, distance = np.radians(turn_deg), focal / size
        about = np.array(
            [[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]]
        )
        there = points @ about.T + np.array((across / focal, down / focal, 1.0)) * distance
        in_frame = focal * there[:, :2] / there[:, 2:]
        frame = key_frame(size, middle=complex(across, down), turn_deg=0.8 * turn_deg)
        frames.append(frame)
        at.append((in_frame - (across, down)) / size)
    found = []
    for frame, there in zip(frames[1:], at[1:], strict=True):
        # the first frame is looked at on the mean face's grid: where its points went is asked there
        by = np.column_stack(
            [np.asarray(_over(at[0], (there - at[0])[:, axis])) for axis in (0, 1)]
        )
        by += generator.normal(0, noise, by.shape)
        found.append(Moved(frames[0], frame, by, np.ones(len(by))))
    return found


def _over(at: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values that are known at scattered points on the grid."""
    from scipy.interpolate import RBFInterpolator

    return np.asarray(RBFInterpolator(at, values, neighbors=20)(SHAPE.grid), np.float64)


@pytest.mark.parametrize("focal", [0.9, 1.25, 1.7])
@pytest.mark.parametrize("share", [0.4, 0.7, 1.0, 1.2])
def test_depth_and_lens_are_told_apart_by_coming_nearer_and_turning(
    focal: float, share: float
) -> None:
    found = fit_head(seen(lambda x, y: share * mean(x, y), focal, (*NEARER, *ASIDE)), SHAPE)
    assert found is not None
    assert found.depth == pytest.approx(share, abs=0.08)
    assert found.focal == pytest.approx(focal, rel=0.12)
    assert found.error < 0.15
    assert found.unbent > 0.4


@pytest.mark.parametrize("focal", [0.9, 1.25, 1.7])
def test_coming_nearer_alone_tells_roughly(focal: float) -> None:
    near = fit_head(seen(mean, focal, NEARER), SHAPE)
    both = fit_head(seen(mean, focal, (*NEARER, *ASIDE)), SHAPE)
    assert near is not None
    assert both is not None
    assert near.depth == pytest.approx(1.0, abs=0.3)
    assert near.error > both.error


@pytest.mark.parametrize("takes", [NEARER, (*NEARER, *ASIDE)])
def test_a_picture_has_no_depth_however_it_is_moved(takes: Sequence[Sequence[float]]) -> None:
    found = fit_head(seen(lambda x, y: 0 * x, 1.2, takes), SHAPE)
    assert found is not None
    assert found.depth < LIMITS.in_doubt.least / 2
    assert found.unbent < LIMITS.unbent.least


@pytest.mark.parametrize("bent", [tin, balloon])
def test_a_bent_picture_has_depth_and_none_beside_the_bend(bent: Depth) -> None:
    near = fit_head(seen(bent, 1.2, NEARER), SHAPE)
    both = fit_head(seen(bent, 1.2, (*NEARER, *ASIDE)), SHAPE)
    assert near is not None
    assert both is not None
    assert not LIMITS.head_depth.holds(near.depth)
    assert both.depth > 0.15
    assert both.unbent < LIMITS.unbent.least / 2


def test_what_is_rolled_otherwise_in_each_frame_is_a_picture() -> None:
    takes = (*NEARER, *ASIDE)
    curves = (0.15, 0.5, 0.3, 0.6, 0.2)
    rolled = [lambda x, y, curve=curve: curve * x**2 + 0 * y for curve in curves]
    found = fit_head(seen(rolled, 1.2, takes), SHAPE)
    assert found is not None
    assert found.unbent < LIMITS.unbent.least


def test_points_that_go_elsewhere_count_for_little() -> None:
    """An eyelid, a lock of hair: a tenth of the face does what it likes."""
    seen_so = seen(mean, 1.2, (*NEARER, *ASIDE))
    away = np.random.default_rng(3).random(len(SHAPE.grid)) < 0.1
    for each in seen_so:
        each.by[away] += (0.1, -0.15)
    found = fit_head(seen_so, SHAPE)
    assert found is not None
    assert found.depth == pytest.approx(1.0, abs=0.12)


def test_only_what_moved_from_the_first_frame_is_fitted() -> None:
    from_far = seen(mean, 1.2, NEARER)
    from_elsewhere = seen(lambda x, y: 0 * x, 1.2, NEARER)
    assert fit_head([*from_far, *from_elsewhere], SHAPE) == fit_head(from_far, SHAPE)
    assert fit_head([], SHAPE) is None


def test_a_movement_without_sense_gives_numbers_and_no_error() -> None:
    (first, *_) = seen(mean, 1.2, NEARER)
    wild = np.random.default_rng(1).normal(0, 3.0, first.by.shape)
    for by, weight in ((wild, first.weight), (first.by, np.zeros(len(wild)))):
        found = fit_head([Moved(first.before, first.after, by, weight)], SHAPE)
        assert found is not None
        assert np.isfinite([found.depth, found.error, found.unbent, found.focal]).all()


def key(depth: float, turned_deg: float) -> KeyFrame:
    """Return skin on something so deep, turned, with landmarks that see two thirds of it."""
    cos, sin = (each(np.radians(turned_deg)) for each in (np.cos, np.sin))
    x, y, z = SHAPE.vertices.T
    landmarks = np.stack([x + ((cos - 1) * x - depth * z * sin) * 2 / 3, y], axis=1)

    def field(x: np.ndarray, y: np.ndarray, _: float) -> tuple[np.ndarray, np.ndarray]:
        return x * (cos - 1) - depth * depth_at(x, y) * sin, np.zeros_like(y)

    return key_frame(0.15, moved(field, 0.0), landmarks=landmarks)


@pytest.mark.parametrize("turned_deg", [-24.0, 16.0])
def test_how_points_move_is_read_off_the_pixels_of_a_turn(turned_deg: float) -> None:
    bone = SHAPE.rigid
    for depth in (0.0, 0.5, 1.0):
        (found,) = turned(key(depth, 0.0), [key(depth, turned_deg)], SHAPE)
        x, y = SHAPE.grid[bone].T
        cos, sin = (each(np.radians(turned_deg)) for each in (np.cos, np.sin))
        wanted = x * (cos - 1) - depth * mean(x, y) * sin
        assert np.median(np.abs(found.by[bone, 0] - wanted)) < 0.02
        assert np.median(np.abs(found.by[bone, 1])) < 0.02
