"""Reports that follow one another: what their difference tells of one person.

The attacker has many periods' releases, and in each the same person is there or not; he knows all
others. He adds up what each says. The cost adds up too, and the year's budget bounds it.
"""

from pathlib import Path

import numpy as np

from inperson.core import ManualClock
from inperson.usage import Period
from inperson.usage.statistics import Parameters, SiloStatistics
from inperson.usage.statistics.noise import MICRO
from inperson.usage.statistics.service import Mechanisms
from inperson_lab.privacy import Part, all_year, attack
from tests.usage.people import (
    NOVEMBER,
    counted,
    crowd,
    differences,
    fill,
    folder,
    quietly,
    silo_at,
    telling,
)

P = Parameters()
RUNS = 20_000


def difference_of(part: Part) -> Part:
    """Return the difference of two successive releases of one number, as a number.

    Everybody else does the same in both periods. She is there in the second one, or in neither.
    """

    def subtract(exact: list[int]) -> list[int]:
        before = np.asarray(part.add([part.without] * len(exact)))
        after = np.asarray(part.add(exact))
        return [int(each) for each in after - before]

    step = part.with_target - part.without

    def shifted(exact: list[int]) -> list[int]:
        return subtract([part.without + each for each in exact])

    return Part(0, step, part.scale, shifted)  # type: ignore[arg-type]


def worlds() -> list[Part]:
    others = crowd(120)
    there, out = counted([*others, *telling(4)], P), counted(others, P)
    return differences(there, out, Mechanisms(P))


def test_the_difference_of_two_reports_tells_no_more_than_one_of_them() -> None:
    """The first one is the same in both worlds: its noise only blurs."""
    claimed = Mechanisms(P).epsilon_micro / MICRO
    found = attack([difference_of(each) for each in worlds()], claimed, RUNS)
    assert found.sound
    assert found.advantage_high < 0.2


def test_exact_reports_would_give_her_away_by_their_difference() -> None:
    exact = [Part(each.without, each.with_target, 1, list) for each in worlds()]
    found = attack([difference_of(each) for each in exact], 0.5, 2_000)
    assert found.advantage == 1.0


def test_she_is_there_in_every_period_of_a_year_and_the_year_costs_what_its_budget_says() -> None:
    cost = Mechanisms(P).epsilon_micro
    found = all_year(P, RUNS // 10)
    assert 12 * cost <= P.yearly_micro
    assert found.epsilon_low <= P.yearly_micro / MICRO
    assert found.advantage_low <= found.advantage_allowed
    # The attack adds up: who is there all year is less hidden than in one month. About 0.25 in a
    # thousand runs, with a deviation of 0.022.
    assert found.advantage > 0.1


def test_asking_again_gives_no_second_look(tmp_path: Path) -> None:
    """A hundred answers of one period have the noise of one: there is nothing to average."""
    with silo_at(folder(tmp_path)) as (silo, database):
        fill(database, crowd(300))
        for number in range(100):
            # other parameters and other processes do not help
            asked = Parameters(least_count=10 + number)
            clock = ManualClock(NOVEMBER.ends_at)
            SiloStatistics(silo, clock, asked, quietly).release(NOVEMBER)
        (line,) = SiloStatistics(silo, clock, P, quietly).ledger()
        mine = SiloStatistics(silo, clock, P, quietly)
        told = {mine.release(NOVEMBER).to_text() for _ in range(20)}
    assert told == {line.release}


def test_another_period_has_noise_of_its_own(tmp_path: Path) -> None:
    with silo_at(folder(tmp_path)) as (silo, database):
        fill(database, crowd(300))
        mine = SiloStatistics(silo, ManualClock(Period("2026-12").ends_at), P, quietly)
        november, december = mine.release(NOVEMBER), mine.release(Period("2026-12"))
    assert november.bins != december.bins
