import pytest

from inperson.liveness import GENTLE, STANDARD, FaceTarget, Hint
from inperson.liveness.pursuit import Pursuit
from inperson.vision import QualityIssue
from tests.liveness.making import seen

TARGETS = (FaceTarget(0.1, 0.0, 0.15), FaceTarget(-0.05, 0.02, 0.3), FaceTarget(0.0, 0.0, 0.2))


@pytest.fixture
def pursuit() -> Pursuit:
    return Pursuit(TARGETS, STANDARD, began_s=0.0)


def on(pursuit: Pursuit, at_s: float, **more: object):
    target = TARGETS[pursuit.index]
    return seen(at_s, (target.x, target.y), target.inter_ocular, **more)  # type: ignore[arg-type]


def test_who_meets_every_target_finishes(pursuit: Pursuit) -> None:
    shown, at_s = [], 0.0
    while not pursuit.finished:
        at_s += 0.1
        shown.append(pursuit.index)
        last = pursuit.step(on(pursuit, at_s))
    assert sorted(set(shown)) == [0, 1, 2]
    assert len(shown) == 3 * STANDARD.hold_frames
    assert last.finished
    assert last.progress == 1.0
    assert pursuit.target is None
    assert not pursuit.given_up
    assert all(reach.reached_s is not None for reach in pursuit.reaches)


@pytest.mark.parametrize(
    ("place", "size", "hint"),
    [
        ((0.1, 0.0), 0.12, Hint.MOVE_CLOSER),
        ((0.1, 0.0), 0.19, Hint.MOVE_BACK),
        ((0.0, 0.0), 0.15, Hint.MOVE_INTO_OVAL),
        ((0.1, 0.0), 0.15, Hint.HOLD_STILL),
        (None, 0.0, Hint.NO_FACE),
    ],
)
def test_each_frame_gets_the_one_hint_that_helps(
    pursuit: Pursuit, place: tuple[float, float] | None, size: float, hint: Hint
) -> None:
    assert pursuit.step(seen(0.1, place, size)).hint is hint


def test_the_answer_says_where_the_one_face_is(pursuit: Pursuit) -> None:
    assert pursuit.step(seen(0.1, (-0.1, 0.05), 0.12)).face == FaceTarget(-0.1, 0.05, 0.12)
    assert pursuit.step(seen(0.2, None, 0.0)).face is None
    assert pursuit.step(seen(0.3, (0.1, 0.0), 0.15, faces=2)).face is None


@pytest.mark.parametrize(
    ("issue", "hint"),
    [
        (QualityIssue.TOO_DARK, Hint.TOO_DARK),
        (QualityIssue.TOO_BRIGHT, Hint.TOO_BRIGHT),
        (QualityIssue.TURNED_AWAY, Hint.LOOK_STRAIGHT),
        (QualityIssue.BLURRED, Hint.TOO_BLURRED),
        (QualityIssue.OCCLUDED, Hint.NO_FACE),
    ],
)
def test_a_poor_picture_on_the_target_does_not_count(
    pursuit: Pursuit, issue: QualityIssue, hint: Hint
) -> None:
    found = pursuit.step(on(pursuit, 0.1, issues=(issue,)))
    assert found.hint is hint
    assert found.progress == 0.0


def test_a_second_face_does_not_count(pursuit: Pursuit) -> None:
    assert pursuit.step(on(pursuit, 0.1, faces=2)).hint is Hint.MULTIPLE_FACES


def test_leaving_the_target_begins_its_holding_anew(pursuit: Pursuit) -> None:
    assert pursuit.step(on(pursuit, 0.1)).progress == 0.5
    assert pursuit.step(seen(0.2, (0.0, 0.0), 0.15)).progress == 0.0
    pursuit.step(on(pursuit, 0.3))
    assert pursuit.index == 0


def test_a_target_waits_for_who_begins_late(pursuit: Pursuit) -> None:
    for at_s in (0.1, 2.0, STANDARD.patience_s - 0.5):
        assert not pursuit.step(seen(at_s, (0.3, 0.3), 0.2)).finished
    pursuit.step(on(pursuit, STANDARD.patience_s))
    assert not pursuit.given_up


def test_who_finds_the_camera_late_has_the_first_targets_whole_time(pursuit: Pursuit) -> None:
    nobody = STANDARD.window_s - 1
    assert not pursuit.step(seen(nobody, None, 0.0)).finished
    assert not pursuit.step(seen(nobody + 0.5, (0.3, 0.3), 0.2)).finished
    pursuit.step(on(pursuit, nobody + STANDARD.patience_s))
    assert not pursuit.given_up


def test_each_step_nearer_gains_time(pursuit: Pursuit) -> None:
    at_s, away = 0.0, 0.3
    while pursuit.index == 0 and not pursuit.given_up:
        pursuit.step(seen(at_s, (0.1 + away, 0.0), 0.15))
        at_s, away = at_s + 1.5, away - 0.02
    assert at_s > STANDARD.window_s + 5
    assert not pursuit.given_up


def test_who_comes_nearer_for_ever_has_the_captures_time(pursuit: Pursuit) -> None:
    at_s, away = 0.0, 3.0
    while not pursuit.step(seen(at_s, (0.1 + away, 0.0), 0.15)).finished:
        at_s, away = at_s + 1.0, away - 0.03
    assert at_s == pytest.approx(STANDARD.capture_s, abs=1.0)
    assert pursuit.given_up


@pytest.mark.parametrize("sways", [0.0, 0.015])
def test_who_comes_no_nearer_is_not_waited_for(pursuit: Pursuit, sways: float) -> None:
    at_s = 0.0
    while not pursuit.step(seen(at_s, (0.3 + sways * (int(at_s) % 2), 0.3), 0.2)).finished:
        at_s += 1.0
    assert at_s == pytest.approx(STANDARD.patience_s, abs=1.0)
    assert pursuit.index == 0


def test_time_alone_ends_it_too(pursuit: Pursuit) -> None:
    pursuit.tick(STANDARD.capture_s + 1)
    assert pursuit.given_up
    assert pursuit.target is None


def test_the_gentle_profile_gives_more_time_and_room() -> None:
    slow = Pursuit(TARGETS, GENTLE, began_s=0.0)
    assert slow.step(seen(STANDARD.patience_s + 2, (0.17, 0.0), 0.17)).hint is Hint.HOLD_STILL
    assert not slow.finished


TURN = (FaceTarget(0.0, 0.0, 0.2), FaceTarget(0.0, 0.0, 0.2, 20.0), FaceTarget(0.0, 0.0, 0.3))


def turning() -> Pursuit:
    """A pursuit whose first target is met, and whose second is a turn."""
    pursuit = Pursuit(TURN, STANDARD, began_s=0.0)
    for at_s in (0.1, 0.2):
        pursuit.step(seen(at_s, (0.0, 0.0), 0.2))
    assert pursuit.index == 1
    return pursuit


@pytest.mark.parametrize(
    ("turn_deg", "x", "size", "hint"),
    [
        (0.0, 0.0, 0.2, Hint.TURN_HEAD),
        (-20.0, -0.12, 0.19, Hint.MOVE_INTO_OVAL),
        (-20.0, -0.02, 0.19, Hint.TURN_HEAD),
        (40.0, 0.12, 0.16, Hint.TURN_HEAD),
        (17.0, 0.11, 0.19, Hint.HOLD_STILL),
        (25.0, 0.0, 0.18, Hint.HOLD_STILL),
        (20.0, 0.3, 0.19, Hint.MOVE_INTO_OVAL),
        (20.0, 0.1, 0.12, Hint.MOVE_CLOSER),
    ],
)
def test_a_turn_is_told_and_goes_round_the_neck(
    turn_deg: float, x: float, size: float, hint: Hint
) -> None:
    issues = (QualityIssue.TURNED,) if turn_deg else ()
    told = turning().step(seen(0.3, (x, 0.0), size, turn_deg=turn_deg, issues=issues))
    assert told.hint is hint
    assert told.face is not None
    assert told.face.turn_deg == turn_deg


def test_a_turn_the_wrong_way_is_no_failure() -> None:
    pursuit = turning()
    at_s = 0.3
    for turn_deg in (-20.0, -20.0, 0.0, 10.0, 20.0, 20.0):
        at_s += 0.5
        pursuit.step(seen(at_s, (0.0, 0.0), 0.2, turn_deg=turn_deg))
    assert pursuit.index == 2
    assert not pursuit.given_up


def test_who_has_turned_has_to_look_straight_again() -> None:
    pursuit = turning()
    for at_s in (0.4, 0.5):
        pursuit.step(seen(at_s, (0.05, 0.0), 0.19, turn_deg=20.0))
    assert pursuit.step(seen(0.9, (0.0, 0.0), 0.3, turn_deg=18.0)).hint is Hint.LOOK_STRAIGHT
    assert pursuit.step(seen(1.0, (0.0, 0.0), 0.3, turn_deg=8.0)).hint is Hint.HOLD_STILL
