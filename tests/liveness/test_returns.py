"""Frames that are shown again, moved and scaled, and heads that come back a little turned."""

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inperson.liveness.returns import Glance, least_change, make_glance
from inperson.liveness.shape import load_shape
from tests.liveness.making import LIMITS, landmarks
from tests.liveness.test_relief import depth_at, moved

SHAPE = load_shape()
TURNED_RAD = 0.03
THERE_AND_BACK = (0.15, 0.2, 0.3, 0.21, 0.15)


def turned(x: NDArray[np.float64], y: NDArray[np.float64], by: float):
    return depth_at(x, y) * by, np.zeros_like(y)


def frame(size: float, face: NDArray[np.uint8], aside: float, seed: int) -> Glance:
    """A face at a place and a size in a frame with noise of its own."""
    points = landmarks(aside, 0.0, size)
    scale = size * 480 / 60
    into = np.array([[scale, 0, points[:, 0].mean()], [0, scale, points[:, 1].mean()]])
    middle = SHAPE.vertices[:, :2].mean(axis=0) * 60 + (96, 84)
    into[:, 2] -= scale * middle
    drawn = cv2.warpAffine(face, into, (640, 480), borderMode=cv2.BORDER_REFLECT).astype(float)
    noisy = drawn + np.random.default_rng(seed).normal(0, 3, drawn.shape)
    return make_glance(np.clip(noisy, 0, 255).astype(np.uint8), points, SHAPE)


def shown(turns: tuple[float, ...]) -> list[Glance]:
    return [
        frame(size, moved(turned, turn), 0.02 * number, number)
        for number, (size, turn) in enumerate(zip(THERE_AND_BACK, turns, strict=True))
    ]


def test_a_frame_shown_again_has_not_changed_wherever_it_is_moved() -> None:
    found = least_change(shown((0.0, 0.01, 0.02, 0.01, 0.0)), SHAPE)
    assert found is not None
    assert not LIMITS.changed.holds(found)


def test_a_head_that_comes_back_is_turned_a_little() -> None:
    found = least_change(shown((0.0, 0.01, 0.02, 0.01 + TURNED_RAD, TURNED_RAD)), SHAPE)
    assert found is not None
    assert LIMITS.changed.holds(found)


def test_one_pair_that_is_alike_by_chance_is_no_recording() -> None:
    turns = (0.0, 0.01, 0.02, 0.07, 0.11, 0.15, 0.0)
    sizes = (0.15, 0.16, 0.3, 0.165, 0.155, 0.16, 0.15)
    glances = [
        frame(size, moved(turned, turn), 0.02 * number, number)
        for number, (size, turn) in enumerate(zip(sizes, turns, strict=True))
    ]
    found, alike = least_change(glances, SHAPE), least_change([*glances[:3], glances[-1]], SHAPE)
    assert found is not None
    assert alike is not None
    assert LIMITS.changed.holds(found)
    assert not LIMITS.changed.holds(alike)


def test_of_frames_that_come_seldom_one_pair_is_enough() -> None:
    glances = shown((0.0, 0.05, 0.1, 0.15, 0.0))
    often, seldom = (least_change(glances, SHAPE, rate_hz) for rate_hz in (7.0, 6.9))
    assert often is not None
    assert seldom is not None
    assert LIMITS.changed.holds(often)
    assert not LIMITS.changed.holds(seldom)


def test_a_recording_is_found_in_a_long_capture_of_it() -> None:
    there = np.geomspace(0.15, 0.3, 36)
    turns = np.random.default_rng(1).normal(0, 0.1, 36)
    recorded = [
        frame(size, moved(turned, turn), 0.0, number)
        for number, (size, turn) in enumerate(zip(there, turns, strict=True))
    ]
    again = [recorded[round(17.5 * (1 - math.cos(number / 12)))] for number in range(300)]
    found = least_change(again, SHAPE)
    assert found is not None
    assert not LIMITS.changed.holds(found)


@pytest.mark.parametrize("sizes", [(), (0.15, 0.15, 0.15), (0.15, 0.2, 0.25), (0.15, 0.3)])
def test_of_a_face_that_does_not_come_back_nothing_is_said(sizes: tuple[float, ...]) -> None:
    glances = [frame(size, moved(turned, 0.0), 0.0, 1) for size in sizes]
    assert least_change(glances, SHAPE) is None
