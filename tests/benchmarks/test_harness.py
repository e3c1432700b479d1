"""The parts of the benchmarks that do not depend on time."""

from pathlib import Path

import pytest
from benchmarks.figures import Spread, paired_ratio
from benchmarks.liveness import LivenessTimes
from benchmarks.load import Load, Loads
from benchmarks.pairs import draw_pairs
from benchmarks.peers import INPERSON, Worker
from benchmarks.verification import Comparison, Result


def _people(folder: Path, count: int) -> Path:
    for person in range(count):
        (folder / f"p{person}").mkdir()
        for photo in range(3):
            (folder / f"p{person}" / f"{photo}.jpg").touch()
    return folder


def test_pairs_are_the_same_on_every_run_and_half_of_one_person(tmp_path: Path) -> None:
    folder = _people(tmp_path, 8)
    pairs = draw_pairs(folder, 9)
    assert pairs == draw_pairs(folder, 9)
    assert [pair.same for pair in pairs] == [True, False] * 4 + [True]
    for pair in pairs:
        assert (pair.first.parent == pair.second.parent) == pair.same
        assert pair.first != pair.second


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few people"):
        draw_pairs(_people(tmp_path, 4), 60)


@pytest.mark.needs_models
def test_a_pair_is_taken_apart_into_what_its_verification_does(
    photos: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_MODELS_DIR", str(models_dir))
    pair = photos / "barack_obama" / "obama.jpg", photos / "joe_biden" / "biden.jpg"
    worker = Worker(INPERSON)
    try:
        spent_ms, decision = worker.verify(*pair)
        assert (spent_ms > 0, decision) == (True, False)
        assert list(worker.stages(*pair)) == [
            "read and decode",
            "detect",
            "upright",
            "align",
            "quality",
            "embed",
            "template and compare",
        ]
    finally:
        worker.close()


def test_spread_takes_the_value_that_95_percent_do_not_exceed() -> None:
    assert Spread.of([float(value) for value in range(1, 101)]) == Spread(50.5, 95.0)
    assert Spread.of([7.0]) == Spread(7.0, 7.0)


def test_a_ratio_divides_pair_by_pair() -> None:
    assert paired_ratio([1.0, 30.0, 2.0], [2.0, 60.0, 4.0]) == 0.5


def test_what_was_not_acquired_counts_as_a_false_non_match(tmp_path: Path) -> None:
    result = Result("one", "1", times_ms=[1.0] * 4)
    for pair, decision in zip(
        draw_pairs(_people(tmp_path, 4), 4), (None, None, True, True), strict=True
    ):
        result.note(pair, decision)
    assert (result.wrong_non_match, result.wrong_match, result.not_acquired) == (1, 1, 2)
    comparison = Comparison(4, 1, (result,), {}, {"other": "no wheel"})
    assert comparison.accuracy(result) == 0.5
    assert "skipped: no wheel" in comparison.table()


def test_captures_are_held_against_their_targets() -> None:
    quick, slow = Spread(5.0, 9.0), Spread(310.0, 400.0)
    spreads = {"inperson": quick, "peer": slow}
    ratios = {"inperson": 1.0, "peer": 0.02}
    times = LivenessTimes(10, spreads, ratios, quick, slow, 1000.0, 900.0, {"other": "no wheel"})
    assert "12 ms a frame met, 300 ms a decision missed" in times.table()
    assert "skipped: no wheel" in times.table()


def test_capacity_follows_from_the_servers_own_time() -> None:
    loads = Loads((Load(1, 4, 0, 20.0, 4.0, 9.5, 0.5), Load(2, 0, 3, 20.0, 0.0, 0.0, 9.0)))
    assert "0.20" in loads.table().splitlines()[1]
    assert "by its CPU time alone" in loads.table()
    assert len(loads.to_json()) == 2
