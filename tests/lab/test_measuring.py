from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inperson.matching import EVERYBODY
from inperson_lab import DatasetUnusable, Gallery, make_calibration, measure, read_gallery
from inperson_lab.folds import read_pairs
from inperson_lab.scores import exact_interval, impostor_scores, mated_scores
from tests.scene import MODEL, ColourExaminer, ladder, png


def gallery(people: int, photos: int, noise: float = 0.5) -> Gallery:
    """Random people: near their own direction, far from others'."""
    chance = np.random.default_rng(5)
    centres = np.repeat(chance.normal(size=(people, 128)), photos, axis=0)
    rows = centres + noise * chance.normal(size=centres.shape)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = [f"P{p:04d}/P{p:04d}_{k + 1:04d}.jpg" for p in range(people) for k in range(photos)]
    return Gallery(
        "random",
        rows.astype(np.float32),
        np.ones(len(rows)),
        np.repeat(np.arange(people), photos),
        tuple(names),
        (None,) * len(rows),
    )


def test_every_two_photos_are_compared_once() -> None:
    some = gallery(40, 3)
    assert len(mated_scores(some).scores) == 40 * 3
    impostors = impostor_scores(some)
    assert impostors.comparisons == len(impostors.scores) == (120 * 119) // 2 - 120
    assert (np.diff(impostors.scores) <= 0).all()
    first, second = impostors.pairs.T
    assert (some.people[first] != some.people[second]).all()
    assert impostor_scores(some, 0.2).comparisons == impostors.comparisons


def test_the_exact_interval_is_clopper_and_pearsons() -> None:
    assert exact_interval(0, 1000)[1] == pytest.approx(0.003682, abs=1e-6)
    assert exact_interval(5, 100) == pytest.approx((0.01643, 0.11284), abs=1e-5)
    assert exact_interval(10, 10)[1] == 1.0


def test_a_ladder_keeps_its_promises_on_the_set_it_was_made_from() -> None:
    some = gallery(700, 2)
    made = make_calibration(some, MODEL)
    scores = impostor_scores(some).scores
    (everybody,) = made.groups
    for rung, counted in zip(made.rungs, everybody.levels, strict=True):
        assert (scores >= rung.threshold).sum() == counted.errors
        assert counted.bound <= rung.fmr_target
        assert rung.set_by == EVERYBODY
        lower = rung.threshold - 1e-4  # one digit lower would break a bound
        more = int((scores >= lower).sum())
        assert more >= counted.errors


def test_a_set_that_is_too_small_proves_nothing() -> None:
    with pytest.raises(DatasetUnusable):
        make_calibration(gallery(20, 2), MODEL)


def test_a_measurement_counts_and_says_so() -> None:
    report = measure(gallery(60, 3, noise=1.2), MODEL, ladder())
    assert report.mated == 180
    points = {point.name: point for point in report.points}
    assert points["FMR 1e-02"].fmr <= 1e-2
    assert points["FMR 1e-02"].fnmr <= points["FMR 1e-03"].fnmr
    assert points["level 3"].threshold == pytest.approx(0.55)
    assert 0 <= report.equal_error_rate < 0.2
    assert "FMR 1e-02" in report.summary()
    assert len(report.fold_accuracy) == 10
    assert min(report.fold_accuracy) > 0.8
    assert "accuracy over 10 folds" in report.summary()
    assert measure(gallery(4, 3), MODEL).fold_accuracy == ()


def test_pairs_are_measured_over_folds(tmp_path: Path) -> None:
    some = gallery(40, 2, noise=0.3)
    lines = ["2\t10"]
    for fold in range(2):
        lines += [f"P{20 * fold + p:04d}\t1\t2" for p in range(10)]
        lines += [f"P{20 * fold + p:04d}\t1\tP{20 * fold + p + 10:04d}\t2" for p in range(10)]
    (tmp_path / "pairs.txt").write_text("\n".join(lines))
    report = measure(some, MODEL, pairs=tmp_path / "pairs.txt")
    assert report.fold_accuracy == (1.0, 1.0)
    assert (report.mated, report.non_mated, report.pairs_missed) == (20, 20, 0)
    some.embeddings[0] = np.nan
    missed = measure(some, MODEL, pairs=tmp_path / "pairs.txt")
    assert missed.pairs_missed == 2
    assert missed.fold_accuracy == (0.9, 1.0)


@pytest.mark.parametrize(
    "text", ["", "x", "1\n", "2 2\nP 1 2", "1\nP 1 2 3 4\nP 1 Q 1", "1\n../x 1 2\nP 1 Q 1"]
)
def test_malformed_pairs_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pairs.txt").write_text(text)
    with pytest.raises(DatasetUnusable):
        read_pairs(tmp_path / "pairs.txt")


def test_pairs_of_photos_that_are_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text("1\nNobody 1 2\nP0000 1 P0001 1")
    with pytest.raises(DatasetUnusable, match="2 photos"):
        measure(gallery(3, 2), MODEL, pairs=tmp_path / "pairs.txt")


def test_a_folder_is_read_and_what_is_refused_is_counted(tmp_path: Path) -> None:
    for person in (1, 2):
        (tmp_path / str(person)).mkdir()
        for shot in range(2):
            (tmp_path / str(person) / f"{shot}.png").write_bytes(png(person, shot))
    (tmp_path / "1" / "broken.png").write_bytes(b"nothing")
    (tmp_path / "1" / "empty.png").write_bytes(b"")
    (tmp_path / "1" / "notes.txt").write_bytes(b"not a photo")
    seen: list[tuple[int, int]] = []
    read = read_gallery([tmp_path], ColourExaminer(), lambda *at: seen.append(at))  # type: ignore[arg-type]
    assert read.refused == {"image_empty": 1, "image_type_unsupported": 1}
    assert int(read.usable.sum()) == 4
    assert seen[-1] == (6, 6)


def test_references_of_several_photos_are_measured() -> None:
    report = measure(gallery(60, 4, noise=0.8), MODEL, ladder())
    # with four in the reference none is left to compare, nor two with three
    assert [point.name for point in report.templates] == [
        "1 and 1",
        "2 and 1",
        "3 and 1",
        "2 and 2",
    ]
    one, two, three, both = report.templates
    assert (one.references, one.mated) == (60, 180)
    assert two.mated == 2 * two.references
    assert one.non_mated == 60 * 59 * 4
    assert both.mated + both.not_probed == both.references
    assert both.non_mated <= both.references * 59 * 2
    assert one.fnmr > two.fnmr >= three.fnmr
    assert two.fnmr >= both.fnmr
    assert "2 and 1 photos in reference and probe" in report.summary()


def test_people_whose_photos_disagree_are_not_enrolled() -> None:
    some = gallery(60, 3, noise=0.2)
    some.embeddings[:3] = np.eye(128, dtype=np.float32)[:3]
    one, two, *_ = measure(some, MODEL, ladder()).templates
    assert (one.not_enrolled, two.not_enrolled) == (0, 1)
    assert (one.references, two.references) == (60, 59)


def test_session_rules_leave_out_poor_photos() -> None:
    some = gallery(60, 3)
    poor = replace(some, issues=("blurred", *some.issues[1:]))
    assert measure(poor, MODEL).mated == 180
    judged = measure(poor, MODEL, session_rules=True)
    assert (judged.mated, judged.refused) == (178, {"blurred": 1})
    assert judged.failure_to_acquire == pytest.approx(1 / 180)
    assert "quality rules" in judged.summary()


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable):
        read_gallery([tmp_path], ColourExaminer())  # type: ignore[arg-type]
