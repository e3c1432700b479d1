from dataclasses import replace

import numpy as np
import pytest

from inperson.liveness import FaceTarget, Sighter
from inperson.vision import FacePipeline, Image, decode_image
from inperson_lab.pad.conditions import conditions_of
from inperson_lab.presenter import Head, Staged, present
from inperson_lab.presenter.camera import Camera, Lens, Sensor
from inperson_lab.presenter.light import draw_room
from inperson_lab.presenter.stage import Layer
from inperson_lab.presenter.surroundings import PLAIN, Surroundings, draw_surroundings

POINTS_MM = np.array([[50.0, -25.0, 500.0], [-50.0, 75.0, 500.0]])
CLEAR = Sensor(0.0, (1.0, 1.0, 1.0), 1 / 120, 0.0, 90)


class Sliding:
    """A head that goes to the right, at so many millimetres a second; black with a gain of 0."""

    def __init__(self, head: Head, speed_mm: float, gain: float = 1.0) -> None:
        self._head, self._speed_mm, self._gain = head, speed_mm, gain

    def layers(self, at_s: float, target: FaceTarget | None) -> tuple[Layer, ...]:
        place = np.array((self._speed_mm * (at_s - 0.1), 0.0, 450.0))
        return (Layer(self._head.mesh, self._head.vertices_mm + place, self._gain),)


def filmed(head: Head, around: Surroundings, speed_mm: float = 0.0) -> np.ndarray:
    """A frame of what goes to the right, and is in the middle just then."""
    camera = Camera(np.random.default_rng(3), lens=Lens(1.0), sensor=CLEAR, around=around)
    staged = Staged(camera, Sliding(head, speed_mm, 0.0), np.random.default_rng(4))
    staged.frame(0.0, None)
    return staged.frame(0.1, None)


def middle(frame: np.ndarray, row: int) -> float:
    """The middle of what is black in a row."""
    there = np.flatnonzero(frame[row].max(axis=1) < 12)
    return float(there[0] + there[-1]) / 2


def test_an_upright_camera_has_right_and_below_where_they_are() -> None:
    upright = Camera(np.random.default_rng(1), lens=Lens(1.0), around=Surroundings(upright=True))
    points, depth = upright.project(POINTS_MM)
    # of the frame, which is turned to the right after it was read
    across, down = 479 - points[:, 1], points[:, 0]
    np.testing.assert_allclose(across, 239.5 + 480 * POINTS_MM[:, 0] / 500)
    np.testing.assert_allclose(down, 319.5 + 480 * POINTS_MM[:, 1] / 500)
    np.testing.assert_array_equal(depth, (500, 500))
    frame = upright.expose(np.zeros((480, 640, 3), np.uint8), 0.0)
    assert frame.shape == (640, 480, 3)


def test_a_plain_camera_is_the_lens_alone() -> None:
    camera = Camera(np.random.default_rng(1))
    for plain, lens in zip(camera.project(POINTS_MM), camera.lens.project(POINTS_MM), strict=True):
        np.testing.assert_array_equal(plain, lens)
    assert (PLAIN.longer(100.0), PLAIN.exposed(20.0)) == (1.0, 1.0)


def test_a_lens_that_breathes_is_longer_or_shorter_for_what_is_near() -> None:
    breathing = Surroundings(breathing=0.03)
    assert breathing.longer(400.0) == 1.0
    assert breathing.longer(200.0) == pytest.approx(1.03)
    assert breathing.longer(800.0) == pytest.approx(0.985)
    camera = Camera(np.random.default_rng(1), lens=Lens(1.0), around=breathing)
    (point,), _ = camera.project(np.array([[20.0, 0.0, 200.0]]))
    assert point[0] == pytest.approx(319.5 + 1.03 * 48)


def test_what_moves_leans_where_rows_are_read_one_after_the_other(ball: Head) -> None:
    rolling = Surroundings(rolling_s=0.03)
    straight, leaning = (filmed(ball, around, 900.0) for around in (PLAIN, rolling))
    top, bottom = 190, 290
    upright = middle(straight, bottom) - middle(straight, top)
    leans = middle(leaning, bottom) - middle(leaning, top)
    # 900 mm a second at 450 mm is 960 pixels a second, for 100 of 480 rows of 0.03 s
    assert leans - upright == pytest.approx(960 * 0.03 * 100 / 480, abs=1.5)
    np.testing.assert_array_equal(filmed(ball, rolling), filmed(ball, PLAIN))


def test_light_from_a_side_leaves_the_other_one_dark(ball: Head) -> None:
    camera = Camera(np.random.default_rng(3), lens=Lens(1.0), sensor=CLEAR, around=Surroundings())
    camera.around = replace(camera.around, shaded=True)
    staged = Staged(camera, Sliding(ball, 0.0), np.random.default_rng(4))
    room = draw_room(np.random.default_rng(1))
    left, right = [], []
    for side in (-1.0, 1.0):
        staged.lit.room = replace(room, towards=np.array((side, 0.0, 0.0)), ambient=0.4, lux=500)
        frame = staged.frame(0.1, None).astype(float)
        left.append(frame[200:280, 260:300].mean())
        right.append(frame[200:280, 340:380].mean())
    assert left[0] > left[1] + 20
    assert right[1] > right[0] + 20


def test_a_dark_room_leaves_a_shutter_little_light() -> None:
    drawn = draw_surroundings(np.random.default_rng(1))
    assert drawn.exposed(500.0) == 1.0
    assert drawn.exposed(60.0) == pytest.approx(0.4**0.5)
    assert drawn.exposed(1.0) == 0.35


@pytest.mark.parametrize("species", ["live", "print_bent", "screen", "mask_80", "swap"])
def test_wide_ranges_are_drawn_and_told(species: str, ball: Head) -> None:
    told = []
    for seed in range(12):
        presenter = present(species, ball, seed, wide=True)
        frame = decode_image(presenter.jpeg(0.0, None))
        told.append(conditions_of(presenter))
        tall = frame.height_px > frame.width_px
        assert tall == bool(told[-1]["upright"])
        assert {frame.width_px, frame.height_px} == {640, 480}
    assert {each["upright"] for each in told} == {0.0, 1.0}
    for name in ("focal", "rolling_s", "breathing", "behind", "lux", "light_deg", "quality"):
        assert len({each[name] for each in told}) > 6, name
    assert max(each["focal"] for each in told) > 1.3, "longer than a plain camera's"


@pytest.mark.needs_models
def test_a_person_meets_the_targets_before_any_camera(
    portrait_head: Head, pipeline: FacePipeline
) -> None:
    sighter, target = Sighter(pipeline), FaceTarget(0.08, -0.05, 0.2)
    for seed in range(6):
        presenter = present("live", portrait_head, seed, wide=True)
        frames = [presenter.frame(at_s / 5, target) for at_s in range(12)]
        seen = sighter.sight(Image(frames[-1]), 0.0, 0)
        assert seen.place is not None
        assert seen.place == pytest.approx((target.x, target.y), abs=0.05)
        assert seen.size == pytest.approx(target.inter_ocular, rel=0.1)
