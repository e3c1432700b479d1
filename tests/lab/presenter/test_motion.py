import numpy as np
import pytest

from inperson.liveness import FaceTarget, draw_challenge
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.motion import Follower, Manner, steady


class Seeded:
    """Entropy that is the same every time."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def bytes(self, count: int) -> bytes:
        return self._generator.bytes(count)


LENS = Lens(1.0)
REST = np.array((10.0, -5.0, 500.0))


def follower(seed: int, manner: Manner | None = None) -> Follower:
    generator = np.random.default_rng(seed)
    return Follower(generator, lambda target: LENS.place(target, 63), REST, manner)


def off(place_mm: np.ndarray, target: FaceTarget) -> tuple[float, float]:
    """How far off the middle is, in shares of the shorter side, and the size, as a share."""
    points, depth = LENS.project(place_mm[None])
    aside = (points[0] - (319.5, 239.5)) / 480 - (target.x, target.y)
    return float(np.hypot(*aside)), abs(63 / float(depth[0]) / target.inter_ocular - 1)


@pytest.mark.parametrize("seed", range(12))
def test_each_target_is_reached_within_1_3_s_and_held(seed: int) -> None:
    someone, at_s = follower(seed), 0.0
    for target in draw_challenge(Seeded(seed)):
        errors = []
        for _ in range(30):
            pose = someone.pose(at_s, target)
            errors.append(off(pose.position_mm, target))
            at_s += 0.1
        held = np.array(errors[14:])  # the target was shown in the first of these frames
        assert held[:, 0].max() < 0.05
        assert held[:, 1].max() < 0.09
        assert np.median(held[:, 0]) < 0.03
        assert np.median(held[:, 1]) < 0.06


def test_nobody_moves_before_seeing_the_target() -> None:
    someone = follower(1)
    for tick in range(10):
        someone.pose(0.1 * tick, None)
    before = someone.pose(1.0, FaceTarget(0.1, 0, 0.3)).position_mm
    assert np.linalg.norm(someone.pose(1.15, FaceTarget(0.1, 0, 0.3)).position_mm - before) < 12
    assert np.linalg.norm(someone.pose(2.2, FaceTarget(0.1, 0, 0.3)).position_mm - before) > 200


def test_how_often_is_asked_changes_nothing() -> None:
    often, seldom = follower(2), follower(2)
    target = FaceTarget(0.0, 0.05, 0.3)
    for tick in range(101):
        fine = often.pose(0.02 * tick, target)
    seldom.pose(0.0, target)
    np.testing.assert_allclose(seldom.pose(2.0, target).position_mm, fine.position_mm)


def test_people_blink_and_hands_do_not() -> None:
    for manner, blinks in ((Manner(), True), (steady(Manner(), 2, 1), False)):
        someone = follower(3, manner)
        closed = [someone.pose(0.05 * tick, None).closed for tick in range(400)]
        assert (max(closed) > 0.8) == blinks
        assert np.mean(closed) < 0.15


@pytest.mark.parametrize("side", [-1, 1])
def test_a_head_turns_about_its_neck_and_comes_back(side: int) -> None:
    someone, straight = follower(4), FaceTarget(0.0, 0.0, 0.15)
    for tick in range(20):
        before = someone.pose(0.1 * tick, straight)
    for tick in range(20, 35):
        turned = someone.pose(0.1 * tick, FaceTarget(0.0, 0.0, 0.15, side * 25.0))
    assert np.degrees(turned.yaw - before.yaw) * side == pytest.approx(25, abs=12)
    assert (turned.position_mm - before.position_mm)[0] * side == pytest.approx(36, abs=24)
    for tick in range(35, 60):
        back = someone.pose(0.1 * tick, straight)
    assert np.degrees(back.yaw - before.yaw) == pytest.approx(0, abs=9)
