import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from inperson.core import SystemEntropy
from inperson.liveness import FaceTarget, draw_challenge
from inperson.liveness.challenge import COUNTS, FAR, LEAST_RETURN, LEAST_STEP, NEAR, TURN_DEG

DRAWN = [draw_challenge(SystemEntropy()) for _ in range(2000)]


def sizes(targets: tuple[FaceTarget, ...]) -> list[float]:
    return [target.inter_ocular for target in targets]


def test_a_challenge_has_three_to_five_targets_one_far_and_one_near() -> None:
    for targets in DRAWN:
        assert len(targets) in COUNTS
        assert any(FAR[0] <= size <= FAR[1] for size in sizes(targets))
        assert any(NEAR[0] <= size <= NEAR[1] for size in sizes(targets))
        assert max(sizes(targets)) / min(sizes(targets)) >= 1.8


def test_the_sizes_go_back_and_forth_by_steps_that_are_movements() -> None:
    for targets in DRAWN:
        order = sizes(targets)
        steps = [max(pair) / min(pair) for pair in pairwise(order)]
        assert min(steps) >= LEAST_STEP
        assert math.prod(steps) / (max(order) / min(order)) >= math.exp(LEAST_RETURN)


def test_the_whole_head_stays_inside_the_frame() -> None:
    for targets in DRAWN:
        for target in targets:
            size = target.inter_ocular
            assert abs(target.x) + 1.15 * size <= 0.5 + 1e-9
            assert target.y - 1.2 * size >= -0.5 - 1e-9
            assert target.y + 1.8 * size <= 0.5 + 1e-9


def test_nothing_about_the_next_target_can_be_foretold() -> None:
    first_is_smaller = Counter(sizes(t)[0] < sizes(t)[1] for t in DRAWN)
    assert min(first_is_smaller.values()) > 0.35 * len(DRAWN)
    counts = Counter(len(targets) for targets in DRAWN)
    assert set(counts) == set(COUNTS)
    assert min(counts.values()) > 0.1 * len(DRAWN)
    places = [round(targets[0].x, 3) for targets in DRAWN]
    assert max(Counter(places).values()) < 40
    assert sum(places) / len(places) == pytest.approx(0, abs=0.02)
    assert len(set(DRAWN)) == len(DRAWN)


def test_a_turn_asks_for_another_angle_and_for_nothing_else() -> None:
    turned = [draw_challenge(SystemEntropy(), turns=1) for _ in range(1000)]
    sides, places = Counter[bool](), Counter[int]()
    for targets in turned:
        (at,) = (index for index, each in enumerate(targets) if each.turn_deg)
        assert TURN_DEG[0] <= abs(targets[at].turn_deg) <= TURN_DEG[1]
        assert targets[at - 1] == replace(targets[at], turn_deg=0.0)
        sides[targets[at].turn_deg > 0] += 1
        places[at] += 1
    assert min(sides.values()) > 400
    assert len(places) == 5
    assert min(places.values()) > 5  # of the last some 37


def test_a_challenge_without_turns_asks_for_none() -> None:
    assert not any(each.turn_deg for targets in DRAWN for each in targets)
