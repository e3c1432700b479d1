"""The page's light on what stands before it, and what the eye of a camera makes of that."""

from dataclasses import replace

import numpy as np
import pytest

from inperson.liveness import FaceTarget
from inperson.liveness.light import SRGB, Colour, linear
from inperson_lab.presenter import SPECIES, Head, present
from inperson_lab.presenter.light import Lit, Room, draw_room, normals_of
from inperson_lab.presenter.raster import Patch
from inperson_lab.presenter.stage import Staged

FAR, NEAR = FaceTarget(0.0, 0.0, 0.15), FaceTarget(0.0, 0.0, 0.3)
SKY, AMBER = linear(SRGB[Colour.SKY]), linear(SRGB[Colour.AMBER])
MIDDLE = np.s_[200:280, 280:360]


def _room(**other: float) -> Room:
    drawn = draw_room(np.random.default_rng(3))
    return replace(drawn, area_m2=0.0095, below_mm=75.0, white_nit=500.0, lux=60.0, **other)


def test_a_screen_s_light_falls_with_the_square_of_the_distance() -> None:
    room, ahead = replace(_room(), below_mm=0.0), np.array([[0.0, 0.0, -1.0]])
    near, far = (
        float(room.screen_lux(np.array([[0.0, 0.0, away]]), ahead)[0]) for away in (400.0, 800.0)
    )
    assert near / far == pytest.approx(4, rel=0.05)


def test_what_turns_away_gets_less() -> None:
    room, there = replace(_room(), below_mm=0.0), np.array([[0.0, 0.0, 400.0]])
    ahead, aside, behind = (
        float(room.screen_lux(there, np.array([way]))[0])
        for way in ((0.0, 0.0, -1.0), (0.8, 0.0, -0.6), (0.0, 0.0, 1.0))
    )
    assert aside == pytest.approx(0.6 * ahead)
    assert behind == 0


def test_normals_point_out_of_the_side_that_is_seen(ball: Head) -> None:
    normals = normals_of(ball.mesh.triangles, ball.vertices_mm)
    out = ball.vertices_mm / np.linalg.norm(ball.vertices_mm, axis=1, keepdims=True)
    inside = (ball.vertices_mm[:, :2] ** 2).sum(axis=1) < 60**2
    assert ((normals * out).sum(axis=1)[inside] > 0.97).all()


def _tint(species: str, head: Head, target: FaceTarget) -> float:
    """By how much the face is bluer under blue light than under amber."""
    blues = []
    for light in (SKY, AMBER):
        presenter = present(species, head, 4)
        staged = getattr(presenter, "_staged", presenter)
        if isinstance(staged, Staged):
            staged.lit = Lit(replace(_room(), balances=0.0, lamp=np.ones(3), mirrors=0.003))
        frame = None
        for step in range(30):
            frame = presenter.frame(step / 10, target, light)
        face = frame[MIDDLE].reshape(-1, 3).mean(axis=0)
        blues.append(np.log(face[2] / face[1]))
    return blues[0] - blues[1]


def test_living_heads_answer_more_when_they_are_near(ball: Head) -> None:
    far, near = _tint("live", ball, FAR), _tint("live", ball, NEAR)
    assert far > 0.03
    assert near > 1.5 * far


@pytest.mark.parametrize("species", ["print_flat", "relit_injection", "tinted_injection"])
def test_paper_and_scripts_that_follow_answer(species: str, ball: Head) -> None:
    assert _tint(species, ball, NEAR) > 0.03


@pytest.mark.parametrize("species", ["screen", "mesh_injection", "injection"])
def test_displays_and_scripts_that_do_not_hardly_answer(species: str, ball: Head) -> None:
    assert abs(_tint(species, ball, NEAR)) < 0.02


@pytest.mark.parametrize("species", SPECIES)
def test_every_species_takes_a_light(species: str, ball: Head) -> None:
    assert present(species, ball, 2).frame(0.0, FAR, SKY).shape == (480, 640, 3)


def test_white_balance_takes_a_cast_out_slowly() -> None:
    lit = Lit(replace(_room(), balances=0.8, balance_s=1.0))
    grey, blue = (
        np.full((8, 8, 3), value, np.uint8) for value in ((120, 120, 120), (110, 120, 140))
    )
    casts = []
    for step in range(60):
        lit.begin(step / 10)
        casts.append(int(lit.balanced(grey if step < 2 else blue)[0, 0, 2]))
    assert casts[0] == 120
    assert casts[3] > 132
    assert casts[-1] < 128


def test_a_lamp_of_another_colour_answers_less_in_it() -> None:
    warm = Lit(replace(_room(), lamp=np.array((1.5, 1.0, 0.5))))
    warm.begin(0.0)
    patch = Patch(0, 0, np.full((4, 4, 3), 100, np.uint8), np.ones((4, 4), np.float32))
    lit = warm.diffuse(patch, np.full((4, 4), 0.5, np.float32), (1.0, 1.0, 1.0))
    red, _, blue = (int(value) for value in lit.pixels[0, 0])
    assert blue > red
