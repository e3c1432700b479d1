from pathlib import Path

import numpy as np
import pytest

from inperson.liveness import FaceTarget, Hint, build_engine
from inperson.vision import FacePipeline
from inperson_lab.pad import HeadSource
from inperson_lab.people import CONDITIONS, PeopleReport, Visit, write_people_report
from inperson_lab.people.measure import TRIES, visit
from inperson_lab.people.persons import Ear, heads_of

BY_NAME = {each.name: each for each in CONDITIONS}
TARGET = FaceTarget(0.1, 0.0, 0.2)


def visits(name: str, *missed: int) -> list[Visit]:
    return [Visit(name, "somebody", ("depth",) * count, 10.0) for count in missed]


def test_who_misses_every_try_did_not_complete(tmp_path: Path) -> None:
    report = PeopleReport(3, (*visits("usual", 0, 1, 2), *visits("by ear", 0, 0)))
    assert report.conditions == ["usual", "by ear"]
    assert (report.completed("usual").count, report.first("usual").count) == (2, 1)
    assert report.completed("usual").interval == pytest.approx((0.094, 0.992), abs=0.001)
    assert report.reasons("usual") == {"depth": 3}
    write_people_report(report, tmp_path)
    shown = (tmp_path / "report.html").read_text()
    assert "2 of 3" in shown
    assert "depth: 3" in shown
    assert "by ear: 2 of 2" in report.summary()


def test_who_hears_waits_for_the_next_word_and_steps_shorter_where_the_way_turns() -> None:
    ear, face = Ear(np.random.default_rng(1)), FaceTarget(0.0, 0.0, 0.2)
    first = ear.goal(0.0, Hint.MOVE_CLOSER, TARGET, face)
    assert first is not None
    assert first.inter_ocular > 0.2 * np.exp(0.25)
    assert ear.goal(0.5, Hint.MOVE_BACK, TARGET, face) is first, "nothing new was heard"
    back = ear.goal(2.0, Hint.MOVE_BACK, TARGET, first)
    assert back is not None
    assert first.inter_ocular * np.exp(-0.25) < back.inter_ocular < first.inter_ocular
    aside = ear.goal(4.0, Hint.MOVE_INTO_OVAL, TARGET, face)
    assert aside is not None
    assert (aside.x > 0, aside.y, aside.inter_ocular) == (True, 0.0, 0.2)
    assert ear.goal(6.0, Hint.HOLD_STILL, TARGET, aside) is aside


@pytest.mark.needs_models
@pytest.mark.parametrize("name", ["slow: 0 to 5 s", "120 kbit/s, 600 ms"])
def test_a_person_who_needs_time_gets_through(
    pipeline: FacePipeline, photos: Path, name: str
) -> None:
    source = HeadSource("somebody", photos / "barack_obama" / "obama.jpg")
    condition = BY_NAME[name]
    heads = heads_of(condition, pipeline)
    came = visit(build_engine(pipeline), condition, source, heads, (3, 0))
    assert came.completed, came.missed
    assert len(came.missed) < len(TRIES)
