import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from inperson.matching import (
    LEAST_PEOPLE,
    Calibration,
    CalibrationInvalid,
    Counted,
    Group,
    NoCalibration,
    load_calibration,
)
from inperson.vision import QualityLimits, load_manifest
from tests.scene import ladder


def test_the_models_that_ship_have_a_ladder() -> None:
    calibration = load_calibration(load_manifest().spec("embedder").sha256)
    assert [rung.fmr_target for rung in calibration.rungs] == [1e-2, 1e-3, 1e-4, 1e-5]
    assert all(calibration.bound(rung.level) <= rung.fmr_target for rung in calibration.rungs)
    assert len(calibration.groups) > 1  # and what is not shown of some is said
    assert calibration.unproven(1) == ()
    assert calibration.conditions == QualityLimits(), "the rules changed: make it anew"


def test_without_a_ladder_there_is_no_threshold() -> None:
    with pytest.raises(NoCalibration):
        load_calibration("ab" * 32)
    for level in (0, 5, -1):
        with pytest.raises(NoCalibration):
            ladder().threshold(level)


def test_a_similarity_reaches_the_highest_level_it_can() -> None:
    made = ladder()
    assert [made.level(s) for s in (-1, 0.44, 0.45, 0.5, 0.55, 0.61, 1)] == [0, 0, 1, 2, 3, 4, 4]
    assert made.level(float("nan")) == 0


def test_a_ladder_survives_its_file() -> None:
    assert Calibration.from_json(ladder().to_json()) == ladder()


CHANGES: list[Any] = [
    lambda c: c.update(version=1),
    lambda c: c.update(version=True),
    lambda c: c.update(extra=1),
    lambda c: c.pop("dataset"),
    lambda c: c.update(model_digest="x"),
    lambda c: c.update(date="today"),
    lambda c: c.update(date=5),
    lambda c: c.update(photos_refused=-1),
    lambda c: c.pop("conditions"),
    lambda c: c["conditions"].pop("min_brightness"),
    lambda c: c["conditions"].update(min_brightness="30"),
    lambda c: c["conditions"].update(more=1.0),
    lambda c: c.update(rungs={}),
    lambda c: c["rungs"].pop(),
    lambda c: c["rungs"][0].update(threshold=0.99),
    lambda c: c["rungs"][0].update(threshold=2.0),
    lambda c: c["rungs"][1].update(fmr_target=0.5),
    lambda c: c["rungs"][1].update(set_by="nobody"),
    lambda c: c.update(groups=[]),
    lambda c: c["groups"].append(c["groups"][0]),
    lambda c: c["groups"][0].update(name="some"),
    lambda c: c["groups"][0].update(photos="many"),
    lambda c: c["groups"][0].update(identities=1),
    lambda c: c["groups"][0].update(comparisons=10**9),
    lambda c: c["groups"][0]["levels"].pop(),
    lambda c: c["groups"][0]["levels"][1].update(errors=-1),
    lambda c: c["groups"][0]["levels"][1].update(people_low=1.0),
    lambda c: c["groups"][0]["levels"][3].update(fmr_high=1e-7),
    lambda c: c["groups"][0]["levels"][3].update(fmr_high=2e-5),
    lambda c: c["groups"][0]["levels"][3].update(people_high=2e-5),
    lambda c: c["groups"][0]["levels"][3].update(errors=20),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_ladder_that_contradicts_itself_is_refused(change: Any) -> None:
    content = json.loads(ladder().to_json())
    change(content)
    with pytest.raises(CalibrationInvalid):
        Calibration.from_json(json.dumps(content))


def test_what_was_not_shown_of_a_group_is_not_claimed() -> None:
    content = json.loads(ladder().to_json())
    one = Counted(1, 1e-6, 5e-4, 0.0, 5e-4)
    few = Group("origin=few", LEAST_PEOPLE, 200, 10_000, (one,) * 4)
    fewer = replace(few, name="origin=fewer", identities=LEAST_PEOPLE - 1)
    content["groups"] += [asdict(few), asdict(fewer)]
    made = Calibration.from_json(json.dumps(content))
    assert [made.unproven(level) for level in (2, 3)] == [
        ("origin=fewer",),
        ("origin=few", "origin=fewer"),
    ]
    assert (made.bound(2), made.bound(3)) == (5e-4, 3.7e-6)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1, "format": 2}', "[" * 100_000])
def test_what_is_no_calibration_is_refused(text: str) -> None:
    with pytest.raises(CalibrationInvalid):
        Calibration.from_json(text)
