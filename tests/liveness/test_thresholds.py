import json
from importlib import resources

import pytest

from inperson.liveness import ThresholdsInvalid
from inperson.liveness.thresholds import load_thresholds, read_thresholds

TEXT = resources.files("inperson.liveness").joinpath("thresholds.json").read_text("utf-8")


def damaged(**changes: object) -> str:
    content = json.loads(TEXT)
    content["limits"].update(changes)
    return json.dumps(content)


def test_the_packages_own_can_be_read() -> None:
    assert 0 < load_thresholds().relief < load_thresholds().relief_most


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        TEXT.replace("inperson-liveness-thresholds", "something-else"),
        TEXT.replace('"version": 1', '"version": 2'),
        damaged(relief={"value": "1.0"}),
        damaged(relief={"value": 1}),
        damaged(relief={"value": float("nan")}),
        damaged(relief={"value": float("inf")}),
        damaged(relief=None),
        damaged(unknown={"value": 1.0}),
    ],
)
def test_others_are_refused(text: str) -> None:
    with pytest.raises(ThresholdsInvalid):
        read_thresholds(text)


def test_a_missing_limit_is_refused() -> None:
    content = json.loads(TEXT)
    del content["limits"]["scatter"]
    with pytest.raises(ThresholdsInvalid):
        read_thresholds(json.dumps(content))
