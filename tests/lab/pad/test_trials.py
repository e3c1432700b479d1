"""Real sessions, few of them: the packaged photographs, the models, the whole way."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from inperson.liveness import STANDARD
from inperson.vision import FacePipeline
from inperson_lab.pad import (
    Half,
    HeadSource,
    LivenessReport,
    Plan,
    draw_tasks,
    measure_liveness,
    run_trials,
    write_liveness_report,
)
from inperson_lab.pad.trials import PipelineMaker
from inperson_lab.presenter import SpeciesUnknown
from tests.lab.pad.opening import fail_to_open, open_from

pytestmark = pytest.mark.needs_models


@pytest.fixture(scope="module")
def opened(models_dir: Path) -> PipelineMaker:
    return partial(open_from, models_dir)


@pytest.fixture(scope="module")
def heads(photos: Path) -> list[HeadSource]:
    found = sorted(photos.glob("*/*.jpg"))
    return [HeadSource(path.stem, path) for path in (found[0], found[-1])]


@pytest.fixture(scope="module")
def report(photos: Path, pipeline: FacePipeline) -> LivenessReport:
    plan = Plan(photos, species=("live", "print_flat"), sessions=3, half=Half.ALL, workers=1)
    return measure_liveness(plan, lambda: pipeline)


def test_living_people_pass_and_flat_prints_do_not(report: LivenessReport) -> None:
    live, flat = report.species
    assert (live.error.count, live.error.of) == (0, 3)
    assert (flat.error.count, flat.error.of) == (0, 3)
    assert "depth" in {each.cue for each in flat.cues}
    assert report.complete
    assert 1.5 < live.duration_s[0] < 8.0


def test_outcomes_do_not_depend_on_the_number_of_processes(
    heads: list[HeadSource], opened: PipelineMaker, pipeline: FacePipeline
) -> None:
    tasks = draw_tasks(heads, ["print_flat"], 2, STANDARD, seed=5, pictures=1)
    seen: list[tuple[int, int]] = []
    alone = run_trials(tasks, lambda: pipeline, workers=1)
    both = run_trials(tasks, opened, workers=2, progress=lambda *at: seen.append(at))
    for one, other in zip(alone, both, strict=True):
        assert replace(one, decision_ms=0) == replace(other, decision_ms=0)
    assert len(alone[0].pictures) == 2
    assert not alone[1].pictures
    assert seen == [(1, 2), (2, 2)]


def test_wide_trials_say_before_which_camera_and_line_they_were(
    heads: list[HeadSource], pipeline: FacePipeline
) -> None:
    tasks = draw_tasks(heads, ["print_flat"], 2, STANDARD, seed=5, pictures=0, wide=True)
    worn = [each.head.wears for each in tasks]
    assert worn == ["glasses without tint", None], "one head in four wears glasses"
    for wide in run_trials(tasks, lambda: pipeline, workers=1):
        assert wide.error is None
        assert {"focal", "rolling_s", "lux", "light_deg", "rate_hz"} <= wide.conditions.keys()
        assert wide.conditions["glasses"] == float(wide.index == 0)


def test_a_trial_that_raises_is_told_and_the_others_go_on(
    heads: list[HeadSource], pipeline: FacePipeline
) -> None:
    (task,) = draw_tasks(heads, ["print_flat"], 1, STANDARD, seed=5, pictures=0)
    gone = replace(task, index=1, head=HeadSource("gone", Path("gone.jpg")))
    trials = run_trials([gone, task], lambda: pipeline, workers=1)
    assert trials[0].error is not None
    assert trials[0].error.startswith("FileNotFoundError")
    assert not trials[0].wrong
    assert trials[1].error is None
    assert trials[1].index == 0


def test_a_process_that_does_not_begin_fails_its_trials_and_says_so(
    heads: list[HeadSource],
) -> None:
    tasks = draw_tasks(heads, ["live"], 2, STANDARD, seed=5, pictures=0)
    trials = run_trials(tasks, fail_to_open, workers=2)
    assert [each.error is not None for each in trials] == [True, True]


def test_a_report_is_written_for_machines_and_for_people(
    report: LivenessReport, tmp_path: Path
) -> None:
    write_liveness_report(report, tmp_path / "new")
    facts = json.loads((tmp_path / "new" / "report.json").read_text())
    assert [each["species"] for each in facts["species"]] == ["live", "print_flat"]
    assert facts["species"][0]["error"]["count"] == 0
    assert facts["complete"] is True
    assert facts["real"]["skipped"] == ["real recordings: no folder was given"]
    lines = (tmp_path / "new" / "sessions.jsonl").read_text().splitlines()
    assert len(lines) == 6
    assert {"depth.head_depth", "depth.unbent"} <= json.loads(lines[0])["evidence"].keys()
    html = (tmp_path / "new" / "report.html").read_text()
    assert html.count("data:image/jpeg;base64,") == 12
    assert html.count("<img") == html.count(' alt="')
    assert "http" not in html.replace("http-equiv", "")


def test_a_species_that_there_is_not_is_refused(opened: PipelineMaker) -> None:
    with pytest.raises(SpeciesUnknown):
        measure_liveness(Plan(None, species=("ghost",)), opened)


def test_the_command_measures_and_says_what_it_skipped(
    photos: Path, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_MODELS_DIR", str(models_dir))
    (tmp_path / "data").mkdir()
    asked = ["evaluate", "liveness", str(photos), "--half", "all", "--species", "print_flat"]
    asked += ["--sessions", "1", "--workers", "1", "--data", str(tmp_path / "data")]
    result = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "print_flat" in result.stdout
    assert "skipped: phone-dev is not in data" in result.stdout
    assert "nuaa-dev is not in data" in (tmp_path / "out" / "report.html").read_text()


def test_the_command_refuses_a_half_that_there_is_not() -> None:
    result = CliRunner().invoke(app, ["evaluate", "liveness", "--half", "third"])
    assert result.exit_code == 2
