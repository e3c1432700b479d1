from dataclasses import replace

import pytest

from inperson.liveness import FaceTarget, FrameGuidance, Hint
from inperson_lab.pad.heeding import Heeding, at_it

TARGET = FaceTarget(0.1, 0.0, 0.2)


def told(hint: Hint, size: float) -> FrameGuidance:
    face = replace(TARGET, inter_ocular=size)
    return FrameGuidance(hint, 0, 3, 0.0, finished=False, face=face)


def test_who_has_arrived_and_is_told_closer_comes_closer() -> None:
    heeding, far = Heeding(), told(Hint.MOVE_CLOSER, 0.16)
    assert heeding.aim(TARGET, far, 0.0) == TARGET
    assert heeding.aim(TARGET, far, 0.9) == TARGET, "on the way nobody doubts"
    aimed = heeding.aim(TARGET, far, 1.1)
    assert aimed == replace(TARGET, inter_ocular=pytest.approx(0.23))
    assert heeding.aim(TARGET, told(Hint.HOLD_STILL, 0.2), 3.0) == aimed, "and stays there"


def test_each_target_is_another_one() -> None:
    heeding, near = Heeding(), told(Hint.MOVE_BACK, 0.25)
    heeding.aim(TARGET, near, 0.0)
    back = heeding.aim(TARGET, near, 1.5)
    assert back is not None
    assert back.inter_ocular < TARGET.inter_ocular
    other = replace(TARGET, inter_ocular=0.3)
    assert heeding.aim(other, near, 1.6) == other
    assert heeding.aim(None, near, 1.7) is None


def test_who_does_not_heed_aims_at_the_target() -> None:
    assert at_it(TARGET, told(Hint.MOVE_CLOSER, 0.1), 9.0) == TARGET
