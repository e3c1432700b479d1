"""What is compared of recordings, and what is counted."""

from pathlib import Path

import numpy as np
import pytest

from inperson.matching import load_calibration
from inperson.vision import FacePipeline
from inperson_lab import DatasetUnusable
from inperson_lab.recordings import Recording, read_recordings
from inperson_lab.sessions import Seen, evaluate_sessions, measure_sessions
from tests.scene import ladder


def seen(kind: str, person: str, name: str, angle: float, towards: int) -> Seen:
    """Something at an angle from where everybody is, towards an axis of its own."""
    embedding = np.zeros(128, np.float32)
    embedding[0], embedding[towards] = np.cos(angle), np.sin(angle)
    return Seen(kind, Recording(person, name, ()), embedding)


def test_recordings_are_told_by_person_and_occasion(tmp_path: Path) -> None:
    for name in (
        "ada/ada_1_0.png",
        "ada/ada_1_10.png",
        "ada/ada_1_9.png",
        "ada/ada_2_3.png",
        "bob_video.MOV",
        "bob_selfie.jpg",
        "notes.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = {each.name: each for each in read_recordings([tmp_path])}
    assert set(found) == {"ada/ada_1", "ada/ada_2", "/bob_video.MOV", "/bob_selfie"}
    in_order = [each.name for each in found["ada/ada_1"].files]
    assert in_order == ["ada_1_0.png", "ada_1_9.png", "ada_1_10.png"]
    assert len({each.person for each in found.values()}) == 2
    with pytest.raises(DatasetUnusable):
        read_recordings([tmp_path / "ada"])


def test_nothing_is_compared_within_a_recording() -> None:
    shown = [
        seen("session", "ada", "first", 0.1, 1),
        seen("session", "ada", "first", 1.5, 2),  # whom nobody would know again
        seen("session", "ada", "second", 0.1, 3),
        seen("session", "bob", "first", 1.5, 4),
    ]
    report = measure_sessions(shown, ladder(), recordings=3)
    assert (report.people, report.people_mated, report.sessions) == (2, 1, 4)
    point = report.points[2]
    assert (point.reference, point.probe, point.level) == ("session", "session", 3)
    assert (point.fnmr.errors, point.fnmr.comparisons) == (1, 2)
    assert (point.fnmr.people_errors, point.fnmr.people) == (1, 1)
    assert (point.fmr.errors, point.fmr.comparisons, point.fmr.people) == (0, 3, 1)


def test_what_people_share_widens_the_interval() -> None:
    """Twenty of one person's comparisons say less than one of each of twenty people."""
    shown = [
        each
        for number in range(4)
        for each in (
            *[seen("session", f"p{number}", "first", 0.1, 10 * number + 1)] * 5,
            *[seen("session", f"p{number}", "second", 1.5 * (number == 0), 10 * number + 2)] * 5,
        )
    ]
    fnmr = measure_sessions(shown, ladder(), recordings=8).points[0].fnmr
    assert (fnmr.errors, fnmr.comparisons) == (25, 100)
    assert (fnmr.people_errors, fnmr.people) == (1, 4)
    assert fnmr.interval[0] == 0.0
    assert fnmr.interval[1] >= 0.5
    assert fnmr.people_interval[1] == pytest.approx(0.806, abs=1e-3)


def test_people_who_were_recorded_once_are_no_measurement() -> None:
    shown = [seen("session", name, "first", 0.1, axis) for axis, name in ((1, "ada"), (2, "bob"))]
    with pytest.raises(DatasetUnusable):
        measure_sessions(shown, ladder(), recordings=2)


@pytest.mark.needs_models
def test_frames_of_two_occasions_are_recognised_as_sessions(
    pipeline: FacePipeline, data: Path, tmp_path: Path
) -> None:
    for person, occasions in (("0004", ("00_01", "00_02")), ("0006", ("00_01",))):
        (tmp_path / person).mkdir()
        for occasion in occasions:
            for path in (data / "nuaa-dev/bona_fide" / person).glob(f"*_{occasion}_*.jpg"):
                (tmp_path / person / path.name).symlink_to(path)
    report = evaluate_sessions([tmp_path], pipeline, load_calibration(pipeline.model_digest))
    assert (report.recordings, report.sessions, report.no_session) == (3, 3, 0)
    live = [each for each in report.points if each.probe == "session"]
    assert [each.fnmr.errors for each in live] == [0, 0, 0, 0]
    assert [each.fmr.errors for each in live] == [0, 0, 0, 0]
    assert live[0].fnmr.comparisons == 1
    frames = next(each for each in report.points if each.probe == "frame")
    assert frames.fnmr.comparisons == 9
