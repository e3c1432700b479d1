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
    limits = load_thresholds()
    assert 0 < limits.head_depth_turned.least < limits.head_depth.least


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        TEXT.replace("inperson-liveness-thresholds", "something-else"),
        TEXT.replace('"version": 2', '"version": 1'),
        damaged(head_depth={"least": "1.0", "why": ""}),
        damaged(head_depth={"least": 1, "why": ""}),
        damaged(head_depth={"least": float("nan"), "why": ""}),
        damaged(head_depth={"least": float("-inf"), "why": ""}),
        damaged(head_depth={"least": 2.0, "most": 1.0, "why": ""}),
        damaged(head_depth={"least": 0.6}),
        damaged(head_depth={"why": ""}),
        damaged(head_depth={"value": 0.6, "why": ""}),
        damaged(head_depth=None),
        damaged(unknown={"least": 1.0, "why": ""}),
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
