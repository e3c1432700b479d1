from pathlib import Path

import numpy as np
import pytest

from inperson.liveness import FaceTarget, Hint, build_engine
from inperson.vision import FacePipeline
from inperson_lab.browser import Word
from inperson_lab.pad import HeadMaker, HeadSource
from inperson_lab.people import CONDITIONS, Kept, PeopleReport, Visit, write_people_report
from inperson_lab.people.measure import TRIES, visit
from inperson_lab.people.persons import SAID, Ear

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
    on = ear.goal(3.9, Hint.MOVE_BACK, TARGET, back)
    assert on is not None
    assert on.inter_ocular < back.inter_ocular * np.exp(-0.19), "the same word again goes further"
    aside = ear.goal(5.8, Hint.MOVE_INTO_OVAL, TARGET, face)
    assert aside is not None
    assert (aside.x > 0, aside.y) == (True, 0.0)
    assert aside.inter_ocular == on.inter_ocular, "whoever moves aside comes no nearer meanwhile"
    assert ear.goal(7.8, Hint.HOLD_STILL, TARGET, aside) is aside


def test_who_hears_to_turn_does_so_where_they_are_and_faces_the_camera_again() -> None:
    ear, asked = Ear(np.random.default_rng(1)), FaceTarget(0.1, 0.0, 0.2, -22.0)
    there = ear.goal(0.0, Hint.MOVE_INTO_OVAL, TARGET, FaceTarget(0.03, 0.0, 0.2))
    assert there is not None
    first = ear.goal(2.0, Hint.TURN_HEAD, asked, FaceTarget(0.1, 0.0, 0.2, 1.0))
    assert first is not None
    assert -20 < first.turn_deg < -10
    aside = FaceTarget(0.05, 0.0, 0.19, -9.0)  # the eyes go round the neck
    on = ear.goal(4.0, Hint.TURN_HEAD, asked, aside)
    assert on is not None
    assert on.turn_deg < first.turn_deg
    assert (on.x, on.y, on.inter_ocular) == (there.x, there.y, there.inter_ocular)
    back = ear.goal(6.0, Hint.LOOK_STRAIGHT, TARGET, aside)
    assert back == there


def test_a_word_is_followed_when_it_was_said_and_once() -> None:
    ear, face = Ear(np.random.default_rng(1)), FaceTarget(0.0, 0.0, 0.2)
    assert ear.hear(0.0, None) is None
    left = Word(1, "Move left", face)
    assert ear.hear(0.1, left) is None, "it is still being said"
    there = ear.hear(0.9, left)
    assert there is not None
    assert (there.x > 0.05, there.y) == (True, 0.0), "a mirror's left is a frame's right"
    assert ear.hear(5.0, left) is there
    assert ear.hear(9.0, Word(2, "Step 2 of 3", face)) is there
    ear.hear(9.5, Word(3, "Move left", face))
    on = ear.hear(12.0, Word(3, "Move left", there))
    assert on is not None
    assert on.x > there.x + 0.05


def test_every_way_that_is_heard_is_one_of_the_pages_words() -> None:
    page = Path("web/src/words.ts").read_text("utf-8")
    for text in SAID:
        assert f'"{text}"' in page


def test_a_run_that_was_ended_goes_on_and_another_seed_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "visits.jsonl"
    Kept(file, 1, resume=False).add(0, visits("usual", 1)[0])
    on = Kept(file, 1, resume=True)
    assert (on.has("usual", 0), on.has("usual", 1)) == (True, False)
    assert on.visits == visits("usual", 1)
    assert Kept(file, 2, resume=True).visits == []
    assert Kept(file, 1, resume=False).visits == []


@pytest.mark.needs_models
@pytest.mark.parametrize("name", ["slow: 0 to 5 s", "120 kbit/s, 600 ms"])
def test_a_person_who_needs_time_gets_through(
    pipeline: FacePipeline, photos: Path, name: str
) -> None:
    source = HeadSource("somebody", photos / "barack_obama" / "obama.jpg")
    condition = BY_NAME[name]
    heads = HeadMaker(pipeline)
    came = visit(build_engine(pipeline), condition, source, heads, (3, 0))
    assert came.completed, came.missed
    assert len(came.missed) < len(TRIES)
