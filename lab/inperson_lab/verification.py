"""How well two photos are told apart: 1:1 verification, over folds where pairs are given."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inperson.matching import DEFAULT_LEVEL, Calibration
from inperson.vision import FacePipeline
from inperson_lab.errors import DatasetUnusable
from inperson_lab.folds import Compared, draw_pairs, fold_accuracy, read_pairs, score_pairs
from inperson_lab.groups import GroupPoint, Groups, measure_groups, read_groups
from inperson_lab.photos import Gallery, Progress, no_progress, read_gallery
from inperson_lab.scores import exact_interval, impostor_scores, mated_scores
from inperson_lab.templates import TemplatePoint, measure_templates

FMR_POINTS = (1e-2, 1e-3, 1e-4)
_BINS = 80
_CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Error rates at one threshold, each with its exact 95 % interval."""

    name: str
    threshold: float
    fmr: float
    fmr_interval: tuple[float, float]
    fnmr: float
    fnmr_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What was measured. FNMR and FMR count comparisons of photos that were acquired."""

    dataset: str
    model_digest: str
    photos: int
    people: int
    session_rules: bool
    """Whether photos that a session would refuse as poor are left out."""
    refused: dict[str, int]
    """Photos not acquired, by first reason: failure to acquire (FTA)."""
    mated: int
    non_mated: int
    points: tuple[OperatingPoint, ...]
    """At FMR 1e-2, 1e-3, 1e-4, and at the levels of the calibration."""
    templates: tuple[TemplatePoint, ...]
    """At the default level, of several photos on either side; empty without calibration."""
    groups: tuple[GroupPoint, ...]
    """Within each group at each level, all people first; empty without groups or calibration."""
    equal_error_rate: float
    fold_accuracy: tuple[float, ...]
    """Accuracy of each fold, with the threshold from the others. Without a list of pairs the folds
    are of people, each with all its mated pairs and as many others; empty if there are too few."""
    pairs_missed: int
    """Pairs with a photo that was not acquired; each counts as an error in its fold."""
    curve: tuple[tuple[float, float], ...]
    """(FMR, FNMR) along the thresholds: the DET curve."""
    histogram: tuple[tuple[float, float, float], ...]
    """(similarity, share of mated, share of non-mated) in bins."""

    @property
    def failure_to_acquire(self) -> float:
        """Return the share of photos that were refused."""
        return sum(self.refused.values()) / self.photos

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self) | {"failure_to_acquire": self.failure_to_acquire}

    def summary(self) -> str:
        """Return a table for people."""
        lines = [
            f"{self.dataset}: {self.people} people, {self.photos} photos, "
            f"failure to acquire {self.failure_to_acquire:.2%}"
            + (" under the quality rules of sessions" if self.session_rules else ""),
            f"{self.mated} mated and {self.non_mated} non-mated comparisons, "
            f"equal error rate {self.equal_error_rate:.2%}",
        ]
        if self.fold_accuracy:
            lines.append(
                f"accuracy over {len(self.fold_accuracy)} folds: "
                f"{np.mean(self.fold_accuracy):.2%} "
                f"(standard deviation {np.std(self.fold_accuracy, ddof=1):.2%}), "
                f"{self.pairs_missed} pairs not acquired"
            )
        lines += [
            f"{point.name:12} threshold {point.threshold:.4f}  FMR {point.fmr:.2e}  "
            f"FNMR {point.fnmr:.2%} ({point.fnmr_interval[0]:.2%} to {point.fnmr_interval[1]:.2%})"
            for point in self.points
        ]
        lines += [
            f"{point.name} photos in reference and probe, "
            f"level {DEFAULT_LEVEL}: FMR {point.fmr:.2e}  "
            f"FNMR {point.fnmr:.2%} ({point.fnmr_interval[0]:.2%} to {point.fnmr_interval[1]:.2%})"
            for point in self.templates
        ]
        lines += [
            f"{point.group}, level {point.level}: FMR {point.fmr.value:.2e} "
            f"({point.fmr.low:.2e} to {point.fmr.high:.2e})  FNMR {point.fnmr.value:.2%} "
            f"({point.fnmr.low:.2%} to {point.fnmr.high:.2%})"
            + ("  WORSE by more than 25 %" if point.worse else "")
            for point in self.groups
        ]
        return "\n".join(lines)


def evaluate_verification(
    folders: Sequence[Path],
    pipeline: FacePipeline,
    calibration: Calibration | None = None,
    pairs: Path | None = None,
    labels: Path | None = None,
    progress: Progress = no_progress,
    *,
    session_rules: bool = False,
) -> VerificationReport:
    """Measure verification on folders of people.

    Args:
        folders: each with one folder of photos for each person.
        pipeline: the model.
        calibration: its ladder, whose levels are measured too; None to leave them out.
        pairs: pairs to compare in folds, in the format of LFW's pairs.txt; without it all photos
            are compared with all.
        labels: says which groups people belong to (`read_groups`).
        progress: told (done, total) photos.
        session_rules: leave out photos that a session would refuse as poor. Without it every photo
            counts in which a face is found, as in published results.

    Raises:
        DatasetUnusable: if nothing can be compared, or the pairs or labels are malformed or name
            what is not there.

    """
    gallery = read_gallery(folders, pipeline, progress)
    groups = read_groups(gallery, labels)
    digest = pipeline.model_digest
    return measure(gallery, digest, calibration, pairs, groups, session_rules=session_rules)


def measure(
    gallery: Gallery,
    model_digest: str,
    calibration: Calibration | None = None,
    pairs: Path | None = None,
    groups: Groups | None = None,
    *,
    session_rules: bool = False,
) -> VerificationReport:
    """Measure verification on photos that were examined."""
    if session_rules:
        gallery = gallery.under_session_rules()
    mated, foreign, compared = _compare(gallery, pairs)
    mated = np.sort(mated)
    thresholds = {
        f"FMR {fmr:.0e}": _threshold_at(foreign, fmr)
        for fmr in FMR_POINTS
        if len(foreign) * fmr >= 1
    }
    for rung in calibration.rungs if calibration is not None else ():
        thresholds[f"level {rung.level}"] = rung.threshold
    curve = _curve(mated, foreign)
    return VerificationReport(
        dataset=gallery.name,
        model_digest=model_digest,
        photos=len(gallery.files),
        people=len(np.unique(gallery.people)),
        session_rules=session_rules,
        refused=gallery.refused,
        mated=len(mated),
        non_mated=len(foreign),
        points=tuple(_point(*each, mated, foreign) for each in thresholds.items()),
        templates=tuple(measure_templates(gallery, calibration)) if calibration else (),
        groups=measure_groups(gallery, calibration, groups or {}) if calibration else (),
        equal_error_rate=min(max(pair) for pair in curve),
        fold_accuracy=fold_accuracy(*compared),
        pairs_missed=int(np.isnan(compared[0]).sum()),
        curve=curve,
        histogram=_histogram(mated, foreign),
    )


def _compare(
    gallery: Gallery, pairs: Path | None
) -> tuple[NDArray[np.float32], NDArray[np.float32], Compared]:
    """Return the mated scores, the others' in falling order, and the pairs of the folds."""
    if pairs is None:
        mated, foreign = mated_scores(gallery).scores, impostor_scores(gallery).scores
        compared = draw_pairs(gallery)
    else:
        scores, same, _ = compared = score_pairs(gallery, read_pairs(pairs))
        acquired = ~np.isnan(scores)
        mated, foreign = scores[same & acquired], np.sort(scores[~same & acquired])[::-1]
    if not len(mated) or not len(foreign):
        raise DatasetUnusable("There are no photos of one person, or none of two, to compare.")
    return mated, foreign, compared


def _threshold_at(foreign: NDArray[np.float32], fmr: float) -> float:
    """Return the lowest threshold that at most a share `fmr` of the falling scores reaches."""
    return float(np.nextafter(foreign[int(len(foreign) * fmr)], np.float32(2.0)))


def _point(
    name: str, threshold: float, mated: NDArray[np.float32], foreign: NDArray[np.float32]
) -> OperatingPoint:
    missed = int(np.searchsorted(mated, np.float32(threshold)))
    passed = len(foreign) - int(np.searchsorted(foreign[::-1], np.float32(threshold)))
    return OperatingPoint(
        name=name,
        threshold=threshold,
        fmr=passed / len(foreign),
        fmr_interval=exact_interval(passed, len(foreign)),
        fnmr=missed / len(mated),
        fnmr_interval=exact_interval(missed, len(mated)),
    )


def _curve(
    mated: NDArray[np.float32], foreign: NDArray[np.float32]
) -> tuple[tuple[float, float], ...]:
    rising = foreign[::-1]
    ranks = np.unique(np.geomspace(1, len(rising), _CURVE_POINTS).astype(int))
    thresholds = np.unique(
        np.r_[rising[len(rising) - ranks], np.quantile(mated, np.linspace(0, 1, 50))]
    )
    fmr = 1 - np.searchsorted(rising, thresholds) / len(rising)
    fnmr = np.searchsorted(mated, thresholds) / len(mated)
    return tuple((float(x), float(y)) for x, y in zip(fmr, fnmr, strict=True))


def _histogram(
    mated: NDArray[np.float32], foreign: NDArray[np.float32]
) -> tuple[tuple[float, float, float], ...]:
    edges = np.linspace(-0.5, 1.0, _BINS + 1)
    shares = [np.histogram(each, edges)[0] / len(each) for each in (mated, foreign)]
    middles = (edges[:-1] + edges[1:]) / 2
    return tuple((float(x), float(a), float(b)) for x, a, b in zip(middles, *shares, strict=True))
