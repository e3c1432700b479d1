"""A trial is counted over people, and tells of nobody."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inperson.core import SessionId, SubjectId
from inperson.improvement import KeptFootage
from inperson.liveness import FaceTarget, load_thresholds
from inperson.sessions import FilmFrame
from inperson_lab.trial.figures import figures_of
from inperson_lab.trial.outcomes import Outcome
from inperson_lab.trial.replay import last_beginning, targets_of
from inperson_lab.trial.report import TrialReport, write_trial_report


def outcome(
    person: int, *, live: bool = True, species: str = "", named: float | None = None, **more: str
) -> Outcome:
    groups = {f"group.{name}": more.pop(name) for name in ("age",) if name in more}
    label = {"volunteer": str(person), "species": species, "device": "phone", **more, **groups}
    reasons = () if live else ("liveness_depth",)
    told = {} if named is None else {"named": named, "told": 1.0}
    origin = load_thresholds().finding("origin", **told) if told else None
    return Outcome(label, live, True, 5.0 + person, live or None, reasons, origin)


def trial() -> list[Outcome]:
    living = [outcome(person, light="daylight") for person in range(10) for _ in range(4)]
    evening = [outcome(0, live=False, light="evening") for _ in range(4)]
    older = [outcome(person, age="65 or more") for person in (1, 2, 3)]
    alone = [outcome(4, age="under 25")]
    prints = [outcome(person, live=person == 0, species="print") for person in range(10)]
    return [*living, *evening, *older, *alone, *prints]


def test_one_person_who_fails_often_is_one_person() -> None:
    figures = figures_of(trial())
    named = {f"{each.name} {each.value}": each for each in figures.slices}
    everybody, evening = named["all all"], named["light evening"]
    assert (everybody.bpcer.errors, everybody.bpcer.comparisons) == (4, 48)
    assert (everybody.bpcer.people_errors, everybody.bpcer.people) == (1, 10)
    assert everybody.bpcer.interval[1] > 0.2  # 0.2 is the end if captures were independent
    assert (evening.bpcer.rate, evening.people, evening.worse) == (1.0, 1, True)
    assert everybody.fnmr is not None
    assert everybody.fnmr.rate == 0
    (attack,) = figures.attacks
    assert (attack.apcer.errors, attack.iapar.errors, attack.captures) == (1, 1, 10)
    assert figures.refused_by["living"] == {"liveness_depth": 4}


def test_a_group_of_two_is_in_no_report_and_what_was_said_once_holds_always(tmp_path: Path) -> None:
    figures = figures_of(trial())
    (older,) = (each for each in figures.slices if each.name == "age")
    assert (older.value, older.people, older.captures) == ("65 or more", 3, 15)
    assert figures.left_out == ("age under 25",)
    report = TrialReport("pilot", datetime.now(UTC), "an engine", "digest", figures, figures, 2)
    write_trial_report(report, tmp_path)
    shown = (tmp_path / "report.html").read_text()
    assert "2 captures of people who were never enrolled" in shown
    assert "age 65 or more" in shown
    assert "volunteer" not in (tmp_path / "report.json").read_text()
    assert "print: APCER 10.00%" in report.summary()


def test_what_is_said_of_cameras_stands_beside_device_light_group_and_species(
    tmp_path: Path,
) -> None:
    living = [outcome(person, named=1.0, light="daylight", age="25 to 44") for person in range(3)]
    opaque = [outcome(person, named=0.0, light="evening") for person in range(2)]
    program = [outcome(0, live=False, species="virtual", named=-1.0)]
    silent = [outcome(0, live=False, species="print")]
    figures = figures_of([*living, *opaque, *program, *silent])
    rows = [(f"{each.name} {each.value}", each.origin) for each in figures.slices]
    rows += [(each.species, each.origin) for each in figures.attacks]
    assert {
        who: said and (said.refused.errors, said.refused.comparisons, said.refused.people, said.by)
        for who, said in rows
    } == {
        "all all": (2, 5, 3, {"named": 2}),
        "age 25 to 44": (2, 5, 3, {"named": 2}),
        "device phone": (2, 5, 3, {"named": 2}),
        "light daylight": (0, 3, 3, {}),
        "light evening": (2, 2, 2, {"named": 2}),
        "virtual": (1, 1, 1, {"named": 1}),
        "print": None,
    }
    report = TrialReport("pilot", datetime.now(UTC), "an engine", "digest", figures)
    write_trial_report(report, tmp_path)
    _, _, shown = (tmp_path / "report.html").read_text().partition("Where frames seem to come from")
    table = shown.partition("</table>")[0]
    assert "light evening" in table
    assert "named 2" in table
    assert "virtual" in table
    assert "print" not in table


FIRST, SECOND, THIRD = (FaceTarget(0.1 * each, 0.0, 0.2) for each in (1, 2, 3))


def frames(*shown: tuple[int, FaceTarget | None]) -> list[FilmFrame]:
    return [FilmFrame(at / 10, index, target, b"") for at, (index, target) in enumerate(shown)]


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ([(0, FIRST), (0, FIRST), (1, SECOND)], 3),
        ([(0, FIRST), (1, SECOND), (0, THIRD), (1, FIRST)], 2),
        ([(0, FIRST), (0, SECOND), (0, SECOND)], 2),
    ],
)
def test_what_was_seen_before_a_challenge_began_anew_is_left_out(
    shown: list[tuple[int, FaceTarget]], left: int
) -> None:
    taken = frames(*shown)
    assert list(last_beginning(taken)) == taken[-left:]


def kept(*reasons: str) -> KeptFootage:
    return KeptFootage(
        session_id=SessionId("ses_x"),
        subject_id=SubjectId("sub_x"),
        taken_at=datetime.now(UTC),
        label={},
        about={"decision": "refused"},
        liveness="not_checked",
        reasons=reasons,
        profile="standard",
        origin={},
        frames=tuple(frames((0, FIRST), (1, SECOND))),
    )


def test_a_capture_that_was_given_up_asks_for_one_target_more() -> None:
    assert targets_of(kept()) == [FIRST, SECOND]
    assert targets_of(kept("targets_not_reached")) == [FIRST, SECOND, FIRST]
