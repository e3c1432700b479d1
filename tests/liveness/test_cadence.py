import math

import numpy as np
import pytest

from inperson.liveness.cadence import LEAST_HZ, rate_hz, too_sparse

LONGEST_S = 2.0


@pytest.mark.parametrize("often_hz", [2.0, 3.0, 10.0])
def test_frames_of_a_weak_line_can_be_judged(often_hz: float) -> None:
    times_s = list(np.arange(0.0, 8.0, 1 / often_hz))
    assert not too_sparse(times_s, times_s[-1], LONGEST_S)


def test_too_few_cannot() -> None:
    times_s = list(np.arange(0.0, 8.0, 1.2 / LEAST_HZ))
    assert too_sparse(times_s, times_s[-1], LONGEST_S)


def test_a_long_silence_cannot_wherever_it_is() -> None:
    often = [each / 10 for each in range(40)]
    assert too_sparse([*often, 6.1], 6.1, LONGEST_S)
    assert too_sparse(often, 6.1, LONGEST_S)
    assert too_sparse([], 0.1, LONGEST_S)
    assert not too_sparse(often, 5.0, LONGEST_S)


def test_a_rate_is_that_of_all_frames() -> None:
    assert rate_hz([0.0, 0.1, 0.4]) == pytest.approx(5.0)
    assert rate_hz([]) == rate_hz([3.0]) == rate_hz([3.0, 3.0]) == math.inf
