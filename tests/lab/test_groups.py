"""A level is for every group: the one whose strangers look most alike sets its threshold."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inperson.matching import EVERYBODY, FMR_TARGETS
from inperson_lab import DatasetUnusable, Gallery, make_calibration, measure, read_gallery
from inperson_lab.groups import read_groups
from inperson_lab.report import write_report
from inperson_lab.resampling import People
from tests.lab.test_measuring import gallery
from tests.scene import MODEL, ColourExaminer, png

PEOPLE, PHOTOS = 900, 2


def alike(members: int, share: float = 0.35) -> Gallery:
    """Return random people, of whom the first ones look more alike than the others do."""
    some = gallery(PEOPLE, PHOTOS)
    rows = some.embeddings.copy()
    rows[: members * PHOTOS] += share * np.eye(128, dtype=np.float32)[0]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return replace(some, embeddings=rows)


def labels(folder: Path, members: int) -> Path:
    lines = [f"P{person:04d},{'few' if person < members else ''}" for person in range(PEOPLE)]
    path = folder / "labels.csv"
    path.write_text("person,origin\n" + "\n".join(lines))
    return path


def test_the_group_whose_strangers_look_alike_sets_the_threshold(tmp_path: Path) -> None:
    some = alike(150)
    groups = read_groups(some, labels(tmp_path, 150))
    made, before = make_calibration(some, MODEL, groups), make_calibration(some, MODEL)
    assert [group.name for group in made.groups] == [EVERYBODY, "origin=few"]
    assert made.rungs[0].set_by == "origin=few"
    assert made.threshold(1) > before.threshold(1)
    assert "origin=few" not in made.unproven(1)
    within = some.embeddings[:300] @ some.embeddings[:300].T
    same = some.people[:300, None] == some.people[None, :300]
    passed = (within >= made.threshold(1)) & ~same
    assert made.groups[1].levels[0].errors == passed.sum() / 2


def test_of_whom_there_are_too_few_nothing_is_claimed_and_yet_more_is_asked(
    tmp_path: Path,
) -> None:
    some = alike(40)  # 3,120 comparisons: enough for a rate of 1e-2, not of 1e-3
    made = make_calibration(some, MODEL, read_groups(some, labels(tmp_path, 40)))
    before = make_calibration(some, MODEL)
    assert made.unproven(1) == ()
    assert all("origin=few" in made.unproven(level) for level in (3, 4))
    more = [made.threshold(k) - before.threshold(k) for k in range(1, len(FMR_TARGETS) + 1)]
    assert more[0] > 0
    assert more == pytest.approx([more[0]] * 4, abs=1e-6)


def test_a_handful_of_people_sets_nothing(tmp_path: Path) -> None:
    some = alike(12, share=1.0)
    made = make_calibration(some, MODEL, read_groups(some, labels(tmp_path, 12)))
    assert all(rung.set_by == EVERYBODY for rung in made.rungs)
    assert made.unproven(1) == ("origin=few",)


def test_groups_are_measured_beside_all_people(tmp_path: Path) -> None:
    some = alike(150)
    groups = read_groups(some, labels(tmp_path, 150))
    report = measure(some, MODEL, make_calibration(some, MODEL), groups=groups)
    assert [point.group for point in report.groups] == [EVERYBODY] * 4 + ["origin=few"] * 4
    whole, few = report.groups[0], report.groups[4]
    assert (few.people, few.photos, few.fmr.trials) == (150, 300, 150 * 149 * 2)
    assert few.fmr.ratio == pytest.approx(few.fmr.value / whole.fmr.value)
    assert few.worse
    assert not whole.worse
    assert few.fmr.low < few.fmr.value < few.fmr.high
    assert "origin=few, level 1" in report.summary()
    assert "WORSE" in report.summary()
    write_report(report, tmp_path)
    page = (tmp_path / "report.html").read_text()
    assert "FMR of groups at level 3 plot" in page
    assert "origin=few, level 3" in page


def test_a_pair_counts_as_often_as_both_its_people_were_drawn() -> None:
    people = People(np.repeat(np.arange(30), 2))
    every = np.array([(a, b) for a in range(30) for b in range(a) for _ in range(4)])
    assert people.foreign(every) == (1.0, 1.0)
    assert people.foreign(every[:0]) == (0.0, 0.0)
    assert people.mated(np.arange(30)) == (1.0, 1.0)
    low, high = people.foreign(every[np.isin(every[:, 0], (28, 29))])
    assert low < 57 * 4 / len(every) < high
    assert high - low > 0.1  # two people make all the errors: who else is drawn matters


def test_folders_are_groups(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        for person in (1, 2):
            (tmp_path / folder / str(person)).mkdir(parents=True)
            (tmp_path / folder / str(person) / "a.png").write_bytes(png(person, 0))
    folders = [tmp_path / "one", tmp_path / "two"]
    read = read_gallery(folders, ColourExaminer())  # type: ignore[arg-type]
    assert read.name == "one+two"
    assert read.files == ("one/1/a.png", "one/2/a.png", "two/1/a.png", "two/2/a.png")
    assert len(np.unique(read.people)) == 4
    groups = read_groups(read, None)
    assert [name for name, of in groups.items() if of[0]] == ["folder=one"]
    with pytest.raises(DatasetUnusable, match="one name"):
        read_gallery(folders[:1] * 2, ColourExaminer())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,sex\nP0001,f\n",
        "person,sex\nNobody,f\n",
        "person,sex\nP0001,f\nP0001,m\n",
        'person,sex\nP0001,"f\n',
        "person,sex\nP0001,f,m\n",
    ],
)
def test_labels_that_do_not_fit_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(DatasetUnusable):
        read_groups(gallery(3, 2), path)


def test_labels_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable):
        read_groups(gallery(3, 2), tmp_path / "none.csv")
