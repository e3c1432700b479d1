"""What is behind a face: one room seen again, moved or covered, and another room."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inperson.liveness.cues.sameness import motion
from inperson.liveness.take import Take
from inperson_lab.presenter.backdrop import paint_room
from tests.liveness.making import LIMITS, landmarks, seen, track

FRAME_S = 0.2


def room(seed: int) -> NDArray[np.uint8]:
    """A made-up room: (480, 640) uint8."""
    painted = paint_room(np.random.default_rng(seed), (640, 480))
    return np.asarray(cv2.cvtColor(painted, cv2.COLOR_RGB2GRAY), np.uint8)


def frames(*rooms: NDArray[np.uint8], apart_s: float = FRAME_S, size: float = 0.14) -> float | None:
    """Show a face before these rooms, one a frame, and return what was kept."""
    take = Take()
    for number, behind in enumerate(rooms):
        picture, points = behind.copy(), landmarks(0.02 * number, 0.0, size)
        middle, half = points[:, :2].mean(axis=0), np.ptp(points[:, :2], axis=0) / 2
        axes = (int(half[0]), int(half[1]))
        cv2.ellipse(picture, (int(middle[0]), int(middle[1])), axes, 0, 0, 360, 150, -1)
        take.see(picture, points, number * apart_s)
    return take.kept


def refused(kept: float | None) -> bool:
    """Tell whether `motion` says so of who moves as a head does."""
    finding = motion(track([seen(0.0), seen(0.1)], kept_behind=kept), LIMITS)
    assert finding is not None
    return not finding.live


def test_photographs_before_other_rooms_are_no_one_take() -> None:
    assert refused(frames(room(1), room(1), room(2), room(2), room(3)))
    assert not refused(frames(*[room(1)] * 5))


def test_a_room_goes_on_though_the_light_the_hand_and_somebody_behind_change_it() -> None:
    first = room(1)
    darker = np.asarray(0.6 * first + 10, np.uint8)
    by_hand = [np.roll(first, (3 * step, 5 * step), (0, 1)) for step in range(4)]
    passed_by = first.copy()
    passed_by[:, 480:] = room(9)[:, 480:]
    assert not refused(frames(first, darker, first, darker))
    assert not refused(frames(*by_hand))
    assert not refused(frames(first, passed_by, first, passed_by))


def test_photographs_are_told_at_every_rate_that_is_judged() -> None:
    for apart_s in (1 / 30, 0.1, 0.14, 0.2, 0.25):
        held = max(2, round(0.25 / apart_s))  # frames of each, as a target asks for
        shown = [room(seed) for seed in (1, 2, 3) for _ in range(held)]
        assert refused(frames(*shown, apart_s=apart_s)), apart_s


def test_one_torn_frame_is_no_album() -> None:
    torn = np.full((480, 640), 128, np.uint8)
    torn[::2] = room(7)[::2]
    kept = frames(room(1), room(1), room(1), room(1), torn)
    assert not refused(kept)


@pytest.mark.parametrize(
    "kept",
    [
        frames(room(1), room(2), room(3), apart_s=0.5),
        frames(*[np.full((480, 640), 90, np.uint8)] * 4),
        frames(room(1), room(2), room(3), size=0.4),
    ],
    ids=["frames far apart", "a bare wall", "a face that fills the frame"],
)
def test_where_too_little_is_seen_nothing_is_said(kept: float | None) -> None:
    assert kept is None
    assert not refused(kept)
