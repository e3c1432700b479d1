import numpy as np
import pytest
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter import Head
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.head import turn
from inperson_lab.presenter.photo import Photo, sheet
from inperson_lab.presenter.portrait import OVAL
from inperson_lab.presenter.raster import Mesh, Patch, draw, texture_pyramid

SIZE = (64, 48)


def square(colour: tuple[int, int, int]) -> Mesh:
    texture = np.full((16, 16, 4), (*colour, 255), np.uint8)
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.intp)
    uv = np.array([[0, 0], [15, 0], [15, 15], [0, 15]], np.float32)
    return Mesh(triangles, uv, texture_pyramid(texture))


def corners(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def test_a_known_point_falls_where_the_pinhole_says() -> None:
    points, depth = Lens(1.0).project(np.array([[50.0, -25.0, 500.0]]))
    np.testing.assert_allclose(points, [[319.5 + 48, 239.5 - 24]])
    assert depth[0] == 500


def test_eyes_are_placed_so_that_they_meet_the_target() -> None:
    lens, target = Lens(1.1, 0.04), FaceTarget(0.1, -0.05, 0.2)
    middle = lens.place(target, 63)
    ends = middle + np.array([[-31.5, 0, 0], [31.5, 0, 0]])
    points, _ = lens.project(ends)
    assert (points[1] - points[0])[0] / 480 == pytest.approx(0.2, rel=0.02)
    np.testing.assert_allclose(
        (points.mean(axis=0) - (319.5, 239.5)) / 480, (0.1, -0.05), atol=0.002
    )


def test_what_is_behind_shrinks_more_when_the_head_comes_nearer() -> None:
    """The distance between the ears over that between the eyes is z / (z + 90 mm)."""
    lens = Lens(1.0)
    head = np.array([[-31.5, 0, 0], [31.5, 0, 0], [-31.5, 0, 90.0], [31.5, 0, 90]])
    for depth in (200.0, 550.0):
        points, _ = lens.project(head + np.array((0, 0, depth)))
        ratio = (points[3, 0] - points[2, 0]) / (points[1, 0] - points[0, 0])
        assert ratio == pytest.approx(depth / (depth + 90))


def test_a_triangle_covers_its_pixels_and_no_others() -> None:
    patch = draw(square((200, 10, 10)), corners(10, 8, 30, 40), np.full(4, 500.0), SIZE)
    assert patch is not None
    cover = np.zeros((SIZE[1], SIZE[0]), np.float32)
    height, width = patch.alpha.shape
    cover[patch.top : patch.top + height, patch.left : patch.left + width] = patch.alpha
    assert cover[10:38, 12:28].min() == 1
    assert cover[:8].max() == cover[41:].max() == cover[:, :10].max() == cover[:, 31:].max() == 0


def test_what_is_nearer_hides_what_is_farther() -> None:
    texture = np.zeros((16, 32, 4), np.uint8)
    texture[:, :16], texture[:, 16:] = (255, 0, 0, 255), (0, 255, 0, 255)
    red = np.array([[2, 2], [13, 2], [13, 13], [2, 13]], np.float32)
    mesh = Mesh(
        np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]], np.intp),
        np.concatenate([red, red + np.array((16, 0))]).astype(np.float32),
        texture_pyramid(texture, 1),
    )
    points = np.concatenate([corners(5, 5, 40, 40), corners(20, 5, 60, 40)])
    for near, far, seen in ((300.0, 600.0, 0), (600.0, 300.0, 1)):
        patch = draw(mesh, points, np.repeat([near, far], 4), SIZE)
        assert patch is not None
        assert _at(patch, 30, 20)[seen] > 200


def test_what_is_turned_away_or_outside_is_not_drawn() -> None:
    mesh, depth = square((9, 9, 9)), np.full(4, 500.0)
    assert draw(mesh, corners(30, 8, 10, 40), depth, SIZE) is None
    assert draw(mesh, corners(100, 8, 120, 40), depth, SIZE) is None
    assert draw(mesh, corners(10, 8, 30, 40), np.full(4, 5.0), SIZE) is None


def test_textures_are_drawn_under_perspective() -> None:
    """The middle of a square that leans back is not the middle of its picture."""
    ramp = np.zeros((100, 100, 4), np.uint8)
    ramp[...] = np.arange(100)[:, None, None] * 2
    ramp[..., 3] = 255
    mesh = Mesh(
        np.array([[0, 1, 2], [0, 2, 3]], np.intp),
        np.array([[0, 0], [99, 0], [99, 99], [0, 99]], np.float32),
        texture_pyramid(ramp, 1),
    )
    patch = draw(mesh, corners(4, 4, 60, 44), np.array([800.0, 800, 400, 400]), SIZE)
    assert patch is not None
    # Half of the way down the screen 1/z is the mean of the ends: v = (99/400/2) / (3/1600).
    assert _at(patch, 32, 24)[0] == pytest.approx(2 * 66, abs=6)


def test_the_coarse_drawing_of_what_is_large_agrees_with_the_fine(ball: Head) -> None:
    points, depth = Lens(1.0).project(ball.vertices_mm + np.array((0, 0, 300.0)))
    large = draw(ball.mesh, points, depth, (640, 480))
    small = draw(ball.mesh, (points - (240, 160)), depth, (160, 160))  # a part, at full resolution
    assert large is not None
    assert small is not None
    height, width = small.alpha.shape
    top, left = 160 + small.top - large.top, 240 + small.left - large.left
    same = large.pixels[top : top + height, left : left + width].astype(float)
    assert np.abs(same - small.pixels)[8:-8, 8:-8].mean() < 4


def test_turns_go_the_way_they_are_named() -> None:
    front = np.array([0.0, 0.0, -1.0])
    assert (turn(0.3, 0, 0) @ front)[0] > 0
    assert (turn(0, 0.3, 0) @ front)[1] > 0
    assert (turn(0, 0, 0.3) @ np.array([1.0, 0, 0]))[1] > 0


def test_a_bent_sheet_keeps_its_length_and_its_eyes() -> None:
    photo = Photo(np.full((64, 48, 4), 255, np.uint8), np.array((23.5, 20.0)), 14.0)
    bent = sheet(photo, 63, 24).bent(1 / 100, upright=True).reshape(25, 25, 3)
    length = np.linalg.norm(np.diff(bent, axis=1), axis=2).sum(axis=1)
    np.testing.assert_allclose(length, 48 * 63 / 14, rtol=0.01)
    assert np.abs(bent[..., 2]).min() < 0.1
    assert bent[..., 2].max() > 30


@pytest.mark.needs_models
def test_a_portraits_head_is_as_deep_as_heads_are(portrait_head: Head) -> None:
    vertices = portrait_head.vertices_mm
    assert 58 <= portrait_head.inter_ocular_mm <= 68
    assert -70 < vertices[1, 2] < -20  # the nose's tip
    assert vertices[468:, 2].max() > 70  # ears and hair
    assert vertices[list(OVAL), 2].max() > 30
    assert abs(vertices[[33, 133, 263, 362]].mean(axis=0)[:2]).max() < 0.5


@pytest.mark.needs_models
def test_eyelids_close_downwards_and_nothing_else_moves(portrait_head: Head) -> None:
    moved = portrait_head.posed(1.0) - portrait_head.vertices_mm
    assert moved[159, 1] > 2
    assert moved[386, 1] > 2
    assert np.abs(moved[[1, 152, 145, 374]]).max() == 0


def _at(patch: Patch, x: int, y: int) -> NDArray[np.uint8]:
    assert patch.alpha[y - patch.top, x - patch.left] == 1
    return patch.pixels[y - patch.top, x - patch.left]
