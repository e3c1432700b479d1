"""What perspective and planes do to a face, with a texture moved by known fields."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.interpolate import NearestNDInterpolator

from inperson.liveness.flow import CHIP_HEIGHT, CHIP_INTER_OCULAR, CHIP_WIDTH
from inperson.liveness.key_frame import Moved, approach, make_key_frame
from inperson.liveness.relief import measure_relief
from inperson.liveness.shape import inter_ocular_px, load_shape
from tests.liveness.making import LIMITS, key_frame, landmarks

SHAPE = load_shape()
SIZES = (0.14, 0.22, 0.31)


def skin() -> NDArray[np.float32]:
    noise = np.random.default_rng(4).normal(0, 1, (CHIP_HEIGHT, CHIP_WIDTH)).astype(np.float32)
    smooth = sum(cv2.GaussianBlur(noise, (0, 0), sigma) * sigma for sigma in (1.2, 2.5, 5.0))
    return np.asarray(128 + 60 * smooth / np.abs(smooth).max(), np.float32)


def depth_at(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean face's depth, smooth beyond its outline."""
    column = (x * CHIP_INTER_OCULAR + 96).astype(np.float32)
    row = (y * CHIP_INTER_OCULAR + 84).astype(np.float32)
    return np.asarray(cv2.remap(DEPTH, column, row, 1, borderMode=cv2.BORDER_REPLICATE), float)


def at() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    column, row = np.meshgrid(np.arange(CHIP_WIDTH), np.arange(CHIP_HEIGHT))
    return (column - 96.0) / CHIP_INTER_OCULAR, (row - 84.0) / CHIP_INTER_OCULAR


DEPTH = np.asarray(
    cv2.GaussianBlur(
        NearestNDInterpolator(SHAPE.grid, SHAPE.depth)(*at()).astype(np.float32), (0, 0), 2.0
    )
)
Field = Callable[..., tuple[NDArray[np.float64], NDArray[np.float64]]]


def moved(field: Field, step: float) -> NDArray[np.uint8]:
    """The skin after every point (x, y) went by `field(x, y, step)` inter-ocular distances."""
    x, y = at()
    from_x, from_y = x, y
    for _ in range(20):  # where what is now at (x, y) came from
        dx, dy = field(from_x, from_y, step)
        from_x, from_y = x - dx, y - dy
    column = (from_x * CHIP_INTER_OCULAR + 96).astype(np.float32)
    row = (from_y * CHIP_INTER_OCULAR + 84).astype(np.float32)
    return np.asarray(cv2.remap(skin(), column, row, cv2.INTER_CUBIC), np.uint8)


def frames(field: Field) -> Sequence[Moved]:
    faces = [key_frame(size, moved(field, size - SIZES[0])) for size in SIZES]
    return approach(faces, SHAPE)


def head(x: NDArray[np.float64], y: NDArray[np.float64], step: float, f: float = 1.0):
    z = depth_at(x, y)
    return -x * z * step / f, -y * z * step / f


def test_of_a_head_the_strength_is_one_over_the_focal_length() -> None:
    for focal in (0.85, 1.3):
        found = measure_relief(frames(lambda x, y, s, f=focal: head(x, y, s, f)), SHAPE)
        assert found is not None
        assert found.strength == pytest.approx(1 / focal, rel=0.12)
        assert found.scatter < 0.1


def test_of_a_plane_that_turns_there_is_none() -> None:
    def tilting(x, y, step):
        turn = 0.4 * step
        return turn * x * x, turn * x * y

    found = measure_relief(frames(tilting), SHAPE)
    assert found is not None
    assert abs(found.strength) < 0.1


def smile(x: NDArray[np.float64], y: NDArray[np.float64], step: float):
    """Both corners of the mouth go out and up, the cheeks above them up."""
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    for side in (-1, 1):
        corner = np.exp(-((x - 0.45 * side) ** 2 + (y - 1.0) ** 2) / 0.18)
        cheek = np.exp(-((x - 0.62 * side) ** 2 + (y - 0.55) ** 2) / 0.1)
        dx += 0.5 * step * side * corner
        dy -= step * (0.4 * corner + 0.2 * cheek)
    return dx, dy


def test_a_smile_of_two_flat_pictures_is_no_depth() -> None:
    found = measure_relief(frames(smile), SHAPE)
    assert found is not None
    assert abs(found.strength) < 0.3


@pytest.mark.parametrize("grows", [1.0, -1.5])
def test_a_head_that_smiles_or_ceases_to_is_as_deep_as_one_that_does_not(grows: float) -> None:
    def smiling(x, y, step):
        moves = zip(head(x, y, step), smile(x, y, grows * step), strict=True)
        return tuple(one + other for one, other in moves)

    found = measure_relief(frames(smiling), SHAPE)
    assert found is not None
    assert found.strength == pytest.approx(1.0, rel=0.2)
    assert found.scatter < LIMITS.scatter.most


def test_of_a_mask_it_is_as_small_as_its_depth() -> None:
    found = measure_relief(frames(lambda x, y, s: head(x, y, 0.4 * s)), SHAPE)
    assert found is not None
    assert found.strength == pytest.approx(0.4, rel=0.2)


def test_perspective_that_does_not_follow_the_size_scatters() -> None:
    def replayed(x, y, step):
        return head(x, y, 0.0 if step > 0.1 else 0.12)

    found = measure_relief(frames(replayed), SHAPE)
    assert found is not None
    assert found.scatter > 0.35


def test_sizes_that_hardly_differ_tell_nothing() -> None:
    same = key_frame(0.2, moved(head, 0.0))
    for alike in ([], [same], [same, key_frame(0.21, same.chip)]):
        assert not approach(alike, SHAPE)
    assert measure_relief([], SHAPE) is None


def test_a_key_frame_has_the_eyes_where_the_mean_face_has_them() -> None:
    points = landmarks(0.1, -0.05, 0.25)
    grey = np.zeros((480, 640), np.uint8)
    middle = points[[33, 133, 362, 263], :2].mean(axis=0)
    cv2.circle(grey, tuple(int(value) for value in middle), 8, 255, -1)
    frame = make_key_frame(grey, points, SHAPE)
    assert frame.size == pytest.approx(0.25, rel=0.01)
    assert frame.in_frame(np.zeros((1, 2)))[0] == pytest.approx((0.1, -0.05), abs=0.003)
    assert frame.unit == pytest.approx(0.25, rel=0.01)
    row, column = np.unravel_index(int(cv2.blur(frame.chip, (5, 5)).argmax()), frame.chip.shape)
    assert abs(column - 96) <= 3
    assert abs(row - 84) <= 3
    assert inter_ocular_px(points) == pytest.approx(120, rel=0.01)
