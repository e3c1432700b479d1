from pathlib import Path

import pytest

from inperson.liveness import STANDARD
from inperson.vision import FacePipeline
from inperson_lab import DatasetUnusable
from inperson_lab.pad import Half, HeadSource, choose_heads, draw_tasks, half_of
from inperson_lab.presenter import SPECIES

HEADS = [HeadSource(name, Path(name)) for name in ("a", "b", "c")]


def test_a_person_is_in_one_half_for_ever() -> None:
    halves = [half_of(f"person {number}") for number in range(1000)]
    assert halves[:4] == [half_of(f"person {number}") for number in range(4)]
    assert 450 < halves.count(Half.CALIBRATION) < 550
    assert set(halves) == {Half.CALIBRATION, Half.MEASUREMENT}
    # thresholds are committed with their evidence: people must not change sides
    assert half_of("Aaron_Peirsol") is Half.MEASUREMENT


def test_no_person_is_in_both_halves(data: Path, pipeline: FacePipeline) -> None:
    people, scans = data / "lfw-dev", data / "heads3d"
    measured = choose_heads(people, scans, pipeline, Half.MEASUREMENT, 6)
    calibrated = choose_heads(people, scans, pipeline, Half.CALIBRATION, 6)
    assert len(measured) == len(calibrated) == 6
    assert not {each.name for each in measured} & {each.name for each in calibrated}
    assert [each.is_scan for each in measured] == [True] + [False] * 5
    assert not any(each.is_scan for each in calibrated)
    assert choose_heads(people, scans, pipeline, Half.MEASUREMENT, 6) == measured
    later = choose_heads(people, scans, pipeline, Half.MEASUREMENT, 4, past=2)
    assert later[1:] == measured[3:], "the heads that limits have seen are left out, scans are not"


def test_a_folder_of_nobody_is_refused(tmp_path: Path, pipeline: FacePipeline) -> None:
    (tmp_path / "someone").mkdir()
    (tmp_path / "someone" / "photo.jpg").write_bytes(b"not a photo")
    with pytest.raises(DatasetUnusable):
        choose_heads(tmp_path, None, pipeline, Half.ALL)


def test_heads_are_dealt_evenly_and_nobody_wears_their_own_face() -> None:
    tasks = draw_tasks(HEADS, SPECIES, 30, STANDARD, seed=1, pictures=2)
    assert len(tasks) == 30 * len(SPECIES)
    for species in SPECIES:
        own = [each for each in tasks if each.species == species]
        assert [sum(each.head == head for each in own) for head in HEADS] == [10, 10, 10]
        assert sum(each.pictures for each in own) == 2
    assert all(each.head != each.attacker for each in tasks)
    assert len({each.seeds for each in tasks}) == len(tasks)


def test_what_is_drawn_for_a_species_does_not_depend_on_the_others() -> None:
    some = draw_tasks(HEADS, ["screen"], 5, STANDARD, seed=1, pictures=0)
    more = draw_tasks(HEADS, ["live", "screen"], 8, STANDARD, seed=1, pictures=0)
    assert list(some) == [each for each in more if each.species == "screen"][:5]
