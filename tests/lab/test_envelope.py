"""The rules of quality hold what docs/accuracy.md says of each condition, on a sample of people."""

import json
from pathlib import Path

import pytest

from inperson.matching import DEFAULT_LEVEL, load_calibration
from inperson.vision import FacePipeline
from inperson_lab.envelope import CONDITIONS, evaluate_envelope, write_envelope_report

PASS = ("as it is", "eyes 28 px apart", "light / 4", "glasses without tint", "cap")
"""Of these hardly anybody is refused."""
REFUSED = ("light / 15", "contrast x 0.12", "surgical mask", "sunglasses and mask")
"""Of these hardly anybody passes: strangers look alike, or nobody like oneself."""


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_what_passes_keeps_the_promise_and_what_would_not_is_refused(
    pipeline: FacePipeline, data: Path, tmp_path: Path
) -> None:
    report = evaluate_envelope(
        data / "lfw-dev",
        pipeline,
        load_calibration(pipeline.model_digest),
        people=24,
        conditions={name: CONDITIONS[name] for name in PASS + REFUSED},
    )
    found = {each.condition: each for each in report.conditions}
    assert report.people >= 22
    for name in PASS:
        assert found[name].refusals <= 2, name
        point = found[name].levels[DEFAULT_LEVEL - 1]
        assert point.fmr.trials > 150
        assert point.fmr.errors == 0, name
        assert point.fnmr.value < 0.2, name
    for name in REFUSED:
        assert found[name].tried - found[name].refusals <= 1, name
    write_envelope_report(report, tmp_path)
    assert json.loads((tmp_path / "report.json").read_text())["people"] == report.people
    page = (tmp_path / "report.html").read_text()
    assert all(name in page for name in PASS + REFUSED)
