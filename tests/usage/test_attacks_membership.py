"""Was she among them? The best simple attacker is right about as often as a coin.

Every bound is one-sided at 1 - 5e-8 (two of them make one of the attack's): a sound mechanism fails
a test with a probability below 1e-6.
"""

import numpy as np

from inperson.usage.statistics import Measure, Parameters
from inperson.usage.statistics.noise import MICRO
from inperson.usage.statistics.service import Mechanisms
from inperson_lab.privacy import attack, blind_attack, exactly, membership
from tests.usage.people import counted, crowd, differences, telling

P = Parameters()
RUNS = 20_000


def test_who_knows_everybody_else_gains_no_more_than_theory_allows_and_little_at_all() -> None:
    found = membership(P, RUNS)
    assert found.advantage_low <= found.advantage_allowed
    # Near chance: e^0.49 allows 24 points; the best attacker of all seven numbers has about 8, so
    # he is right in 54 of 100 cases. The interval is 5 points wide to each side, the deviation is
    # 0.7 points: what is asked here is 9 deviations away.
    assert found.advantage_high < 0.2
    assert found.accuracy < 0.57


def test_the_same_attack_on_exact_counts_is_always_right() -> None:
    found = exactly(P, 2_000)
    assert found.advantage == 1.0
    assert not found.sound


def test_who_does_not_know_the_others_is_at_chance() -> None:
    """The attacker sees a whole release and knows the kind of the target's sessions.

    The others' number is drawn anew each time (Poisson, 400), as is who is there.
    """
    draw = np.random.default_rng(20261127)
    noise = Mechanisms(P).measures[Measure.REASON]
    others = draw.poisson(400, RUNS)
    inside = draw.random(RUNS) < 0.5
    exact = [int(each) for each in others + np.where(inside, noise.sensitivity, 0)]
    found = blind_attack(noise.add(exact), noise.epsilon_micro / MICRO, list(inside))  # type: ignore[arg-type]
    # The true gain is 4 * 0.005: the interval of 0.075 to each side does not see it. 5,000 runs of
    # each kind have a deviation of 0.01; both bounds are 5.5 of them away.
    assert found.advantage_low <= 0 <= found.advantage_high
    assert found.advantage_high < 0.15


def test_one_who_does_very_much_is_hidden_as_well_as_anybody() -> None:
    """The clamp protects who stands out: 400 sessions show no more than 4."""
    others = crowd(120)
    out = counted(others, P)
    mechanisms = Mechanisms(P)
    parts = {
        times: differences(counted([*others, *telling(times)], P), out, mechanisms)
        for times in (4, 400)
    }
    changed = {times: sorted(p.with_target - p.without for p in parts[times]) for times in parts}
    assert changed[4] == changed[400] == [1, 1, 4, 4, 4, 4, 4]
    found = attack(parts[400], mechanisms.epsilon_micro / MICRO, RUNS)
    assert found.sound
