"""Which client is it? The release over all clients hides each of them, the largest too.

Every bound is one-sided at 1 - 5e-8: a sound mechanism fails with a probability below 1e-7.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from inperson.core import ManualClock
from inperson.store import open_stores
from inperson.store.statistics_tables import across_ledger
from inperson.usage import Period
from inperson.usage.statistics import DOMAINS, Measure, Parameters, Release
from inperson.usage.statistics.across import (
    BINS,
    WEIGHT,
    AcrossMechanisms,
    AcrossParameters,
    AcrossStatistics,
    contribution,
)
from inperson.usage.statistics.errors import (
    EpsilonBudgetSpent,
    ParametersInvalid,
    PeriodNotOver,
)
from inperson.usage.statistics.noise import MICRO
from inperson.usage.statistics.service import Mechanisms
from inperson_lab.privacy import Attack, Part, attack
from tests.usage.people import NOVEMBER, counted, folder

P = AcrossParameters()
RUNS = 20_000


def client(sessions: int, **bins: str) -> Release:
    """Return the release of a client with so many sessions, all in one bin of each histogram."""
    nobody = Mechanisms(Parameters()).release(NOVEMBER, counted([], Parameters()))
    told: dict[Measure, dict[str, int | None]] = {
        each: dict.fromkeys(DOMAINS[each]) for each in Measure
    }
    for measure in Measure:
        told[measure][bins.get(measure.value, DOMAINS[measure][0])] = sessions
    return replace(nobody, subjects=sessions, bins=told)


SMALL = [client(150 + each) for each in range(40)]
GIANT = client(900_000_000, outcome="liveness.refused", sdk="other", device_class="tablet")


def worlds(vectors: Sequence[Sequence[int]], giant: Sequence[int]) -> list[Part]:
    """Return what a release says differently with the giant and without it."""
    mechanisms = AcrossMechanisms(P)
    number, sums = mechanisms.clients, mechanisms.sums
    parts = [Part(len(vectors), len(vectors) + 1, number.scale, number.add)]
    for place, adds in enumerate(giant):
        out = sum(each[place] for each in vectors)
        if adds:
            parts.append(Part(out, out + adds, sums.scale, sums.add))
    return parts


def singled_out(giant: Sequence[int], runs: int = RUNS) -> Attack:
    claimed = P.epsilon_micro / MICRO
    return attack(worlds([contribution(each) for each in SMALL], giant), claimed, runs)


def test_a_giant_weighs_no_more_than_anybody() -> None:
    assert sum(contribution(GIANT)) <= WEIGHT
    assert all(sum(contribution(each)) <= WEIGHT for each in SMALL)
    few = client(100)
    assert sum(contribution(few)) == 100 * len(Measure)
    for each in (GIANT, *SMALL):
        assert all(type(n) is int and n >= 0 for n in contribution(each))


def test_whether_a_giant_is_among_small_clients_is_hidden_as_claimed() -> None:
    found = singled_out(contribution(GIANT))
    assert found.sound
    # epsilon 1 allows 46 points; who knows all others has about 26 of them, with a deviation of 1
    assert found.advantage_high < 0.4


def test_a_giant_that_is_not_brought_down_is_singled_out() -> None:
    raw = [GIANT.bins[measure][name] or 0 for measure, name in BINS]
    found = singled_out(raw, 2_000)
    assert not found.sound
    assert found.advantage == 1.0


def test_a_client_that_puts_everything_into_one_bin_is_hidden_too() -> None:
    assert singled_out([WEIGHT, *([0] * (len(BINS) - 1))]).sound


@pytest.fixture
def across(tmp_path: Path) -> Iterator[AcrossStatistics]:
    stores = open_stores(data=folder(tmp_path / "data"), keys=folder(tmp_path / "keys"))
    yield AcrossStatistics(stores.across, ManualClock(NOVEMBER.ends_at), P)
    stores.close()


def test_few_clients_are_withheld(across: AcrossStatistics) -> None:
    found = AcrossMechanisms(replace(P, least_clients=90)).release(
        NOVEMBER, [contribution(each) for each in SMALL[:3]]
    )
    # 3 and noise of scale 4 reach 90 with probability e^-21
    content = found.to_json()
    assert found.withheld
    assert found.epsilon_micro == P.clients_micro
    assert {each for bins in content["histograms"].values() for each in bins.values()} == {None}


def test_a_release_is_made_once(across: AcrossStatistics) -> None:
    first = across.release(NOVEMBER, SMALL * 3)
    assert not first.withheld  # 120 and noise of scale 4 fall below 20 with probability e^-25
    assert across.release(NOVEMBER, [GIANT]) == first
    assert across.stored(NOVEMBER) == first
    assert [each.epsilon_micro for each in across.ledger()] == [first.epsilon_micro]
    assert first.epsilon_micro <= P.epsilon_micro
    shown = json.dumps(first.to_json())
    assert "ten_" not in shown
    with pytest.raises(PeriodNotOver):
        across.release(Period("2026-12"), SMALL)


def test_withheld_silos_do_not_count(across: AcrossStatistics) -> None:
    nobody = replace(client(0), subjects=None)
    release = across.release(NOVEMBER, [nobody] * 500)
    # 0 and noise of scale 4 reach 100 with probability e^-25 / 2; 500 would have been there
    count = release.to_json()["clients"]
    assert count is None or count < 100


def test_the_server_has_a_budget_too(tmp_path: Path) -> None:
    stores = open_stores(data=folder(tmp_path / "data"), keys=folder(tmp_path / "keys"))
    tight = replace(P, yearly_micro=1_000_000)
    mine = AcrossStatistics(stores.across, ManualClock(Period("2026-12").ends_at), tight)
    mine.release(NOVEMBER, SMALL)
    with pytest.raises(EpsilonBudgetSpent):
        mine.release(Period("2026-12"), SMALL)
    engine = stores.databases[0].engine("directory")
    for change in (delete(across_ledger), update(across_ledger).values(epsilon_micro=1)):
        with engine.connect() as connection, pytest.raises(DatabaseError, match="spent"):
            connection.execute(change)
    stores.close()


@pytest.mark.parametrize(
    "wrong",
    [{"least_clients": 9}, {"sums_micro": 0}, {"sums_micro": 1_900_000}, {"yearly_micro": 1}],
)
def test_parameters_that_hide_no_client_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ParametersInvalid):
        replace(P, **wrong)
