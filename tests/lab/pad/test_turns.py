from pathlib import Path

from inperson.liveness import load_thresholds
from inperson.vision import FacePipeline
from inperson_lab.pad import HeadSource
from inperson_lab.pad.turns import FOCAL, measure_turns, turns_table


def test_turns_tell_heads_from_pictures_through_any_lens(
    pipeline: FacePipeline, photos: Path
) -> None:
    heads = [HeadSource(path.stem, path) for path in sorted(photos.glob("*/*.jpg"))[:2]]
    found = measure_turns(heads, ("live", "print_flat"), pipeline, seed=5)
    assert {(each.species, each.head) for each in found} == {
        (species, head.name) for species in ("live", "print_flat") for head in heads
    }
    for each in found:
        assert FOCAL[0] <= each.focal <= FOCAL[1]
        assert (each.both.depth > 0.6) is (each.species == "live")
        assert each.deep(load_thresholds()) is False or each.species == "live"
    table = turns_table(found).splitlines()
    assert [line.split()[:2] for line in table[1:]] == [["live", "2"], ["print_flat", "2"]]
