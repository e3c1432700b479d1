"""What a turn shows of a head, a mask and a picture: by the formula, and in moved pixels."""

import numpy as np
import pytest

from inperson.liveness.relief import KeyFrame
from inperson.liveness.turning import Turn, head_depth, measure_turn
from tests.liveness.test_relief import SHAPE, depth_at, moved

SIZE = 0.15


def turn(depth: float, before_deg: float, after_deg: float, said_deg: float | None = None) -> Turn:
    """Return what is measured of something so deep that turns; the mesh says where it began."""
    before, after = np.radians((before_deg, after_deg))
    said = np.radians(before_deg if said_deg is None else said_deg)
    parallax = -depth * np.sin(after - before) / np.cos(before)
    return Turn(float(np.cos(after) / np.cos(before)), float(parallax), 0.005, float(said))


@pytest.mark.parametrize("depth", [0.0, 0.3, 0.6, 1.0, 1.2])
@pytest.mark.parametrize("before_deg", [-4.0, 0.0, 4.0])
@pytest.mark.parametrize("side", [-1, 1])
def test_one_turn_tells_the_depth_whatever_the_lens(
    depth: float, before_deg: float, side: int
) -> None:
    head = head_depth([turn(depth, before_deg, side * 22.0)])
    assert head is not None
    assert head.depth == pytest.approx(depth, abs=0.06)
    assert head.error < 0.25
    if depth:
        assert head.focal(depth / 1.3) == pytest.approx(1.3, abs=0.1)


@pytest.mark.parametrize("said_deg", [-4.0, 4.0])
def test_a_turn_to_the_other_side_makes_up_for_where_the_head_began(said_deg: float) -> None:
    one = [turn(1.0, 0.0, 18.0, said_deg)]
    both = [*one, turn(1.0, 0.0, -22.0, said_deg)]
    (first, second) = (head_depth(each) for each in (one, both))
    assert first is not None
    assert second is not None
    assert abs(second.depth - 1) < 0.5 * abs(first.depth - 1)
    assert second.error < 0.7 * first.error


def test_what_hardly_turned_has_shown_nothing() -> None:
    head = head_depth([turn(1.0, 0.0, 2.0)])
    assert head is not None
    assert head.error > 0.35
    assert head_depth([]) is None


def key(depth: float, turned_deg: float) -> KeyFrame:
    """Return skin on something so deep, turned, with landmarks that see two thirds of it."""
    cos, sin = (each(np.radians(turned_deg)) for each in (np.cos, np.sin))
    x, y, z = SHAPE.vertices.T
    landmarks = np.stack([x + ((cos - 1) * x - depth * z * sin) * 2 / 3, y], axis=1)

    def field(x: np.ndarray, y: np.ndarray, _: float) -> tuple[np.ndarray, np.ndarray]:
        return x * (cos - 1) - depth * depth_at(x, y) * sin, np.zeros_like(y)

    return KeyFrame(SIZE, moved(field, 0.0), landmarks, 0.0)


@pytest.mark.parametrize("turned_deg", [-24.0, 16.0])
def test_depth_is_read_off_the_pixels(turned_deg: float) -> None:
    found = []
    for depth in (0.0, 0.5, 1.0):
        head = head_depth([measure_turn(key(depth, 0.0), key(depth, turned_deg), SHAPE)])
        assert head is not None
        found.append(head.depth)
    assert found[0] == pytest.approx(0.0, abs=0.05)
    assert found[1] == pytest.approx(0.5, abs=0.12)
    assert found[2] == pytest.approx(1.0, abs=0.2)
