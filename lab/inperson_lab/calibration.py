"""Making a model's calibrated ladder from photographs of different people."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from inperson.matching import (
    EVERYBODY,
    FMR_TARGETS,
    LEAST_PEOPLE,
    Calibration,
    Counted,
    Group,
    Rung,
)
from inperson.vision import FacePipeline, QualityLimits
from inperson_lab.errors import DatasetUnusable
from inperson_lab.groups import Groups, read_groups
from inperson_lab.photos import Gallery, Progress, no_progress, read_gallery
from inperson_lab.resampling import People
from inperson_lab.scores import exact_interval, impostor_scores

SHIPPED = QualityLimits()
_DIGITS, _STEPS = 4, 10_000
_ENOUGH_ERRORS = 10
"""So many a group's promised rate must stand for, before a threshold is set by it: with fewer, the
bound says more of how few were compared than of how alike they are."""


def calibrate(
    folders: Sequence[Path],
    pipeline: FacePipeline,
    out: Path,
    labels: Path | None = None,
    progress: Progress = no_progress,
) -> Calibration:
    """Make the ladder of a model from all comparisons of different people in folders.

    Photos that a session would refuse are left out.

    Args:
        folders: each with a folder of photos for each person; several are groups of their own.
        pipeline: the model.
        out: where the calibration file goes.
        labels: says which groups people belong to (`read_groups`).
        progress: told (done, total) photos.

    Raises:
        DatasetUnusable: if the set is too small to prove the strictest level, or the labels do not
            fit it.

    """
    gallery = read_gallery(folders, pipeline, progress).under_session_rules()
    groups = read_groups(gallery, labels)
    calibration = make_calibration(gallery, pipeline.model_digest, groups, pipeline.limits)
    out.write_text(calibration.to_json(), "utf-8")
    return calibration


def make_calibration(
    gallery: Gallery,
    model_digest: str,
    groups: Groups | None = None,
    conditions: QualityLimits = SHIPPED,
) -> Calibration:
    """Make the ladder from photos that were examined under `conditions`.

    1. The threshold of a level is the lowest that keeps its promise over all people, by two
       bounds, and in every group with enough comparisons.
    2. A group with too few of them asks for as much more than all people as it needed at the last
       level at which it had enough: nothing is claimed of it there, but it is not forgotten.
    3. At the thresholds the errors of every group are counted.

    Raises:
        DatasetUnusable: if the set is too small to prove the strictest level.

    """
    everybody = _Compared(EVERYBODY, gallery)
    if exact_interval(0, everybody.comparisons)[1] > FMR_TARGETS[-1]:
        raise DatasetUnusable(
            f"{everybody.comparisons} comparisons cannot prove a rate of {FMR_TARGETS[-1]:g}."
        )
    compared = [_Compared(name, gallery.only(who)) for name, who in (groups or {}).items()]
    compared = [each for each in compared if each.comparisons]
    rungs: list[Rung] = []
    more = dict.fromkeys((each.name for each in compared), 0.0)
    for level, target in enumerate(FMR_TARGETS, start=1):
        least = everybody.need(target)
        for each in compared:
            if each.has_enough(target):
                more[each.name] = max(0.0, each.need(target) - least)
        asked = {EVERYBODY: 0.0, **more}
        set_by = max(asked, key=lambda name: asked[name])
        threshold = round(least + asked[set_by], _DIGITS)
        if rungs and threshold <= rungs[-1].threshold:
            threshold = round(rungs[-1].threshold + 1 / _STEPS, _DIGITS)
        rungs.append(Rung(level, target, threshold, set_by))
    thresholds = [rung.threshold for rung in rungs]
    return Calibration(
        model_digest=model_digest,
        dataset=gallery.name,
        date=datetime.now(UTC).date(),
        conditions=conditions,
        photos_refused=int((~gallery.usable).sum()),
        rungs=tuple(rungs),
        groups=tuple(each.at(thresholds) for each in (everybody, *compared)),
    )


class _Compared:
    """A group, all its photos compared with all."""

    def __init__(self, name: str, gallery: Gallery) -> None:
        self.name = name
        self._photos = int(gallery.usable.sum())
        self._people = People(gallery.people[gallery.usable])
        impostors = impostor_scores(gallery)
        self.comparisons = impostors.comparisons
        self._scores = impostors.scores
        self._pairs = gallery.people[impostors.pairs]

    def has_enough(self, target: float) -> bool:
        """Tell whether a rate could be measured here."""
        return len(self._people) >= LEAST_PEOPLE and self.comparisons * target >= _ENOUGH_ERRORS

    def need(self, target: float) -> float:
        """Return the lowest threshold, of four digits, at which both bounds keep a promise."""
        low, high = 0, min(int(target * self.comparisons), len(self._scores) - 1)
        if self._counted(0).bound > target:
            raise DatasetUnusable(f"{self.comparisons} comparisons cannot prove {target:g}.")
        while low < high:  # bounds rise with the errors
            middle = (low + high + 1) // 2
            low, high = (
                (low, middle - 1) if self._counted(middle).bound > target else (middle, high)
            )
        # the next score must not reach the threshold: round up past it
        score = float(self._scores[low])
        return (math.floor(score * _STEPS) + 1) / _STEPS

    def at(self, thresholds: Sequence[float]) -> Group:
        """Count the errors at thresholds."""
        errors = [int((self._scores >= each).sum()) for each in thresholds]
        return Group(
            name=self.name,
            identities=len(self._people),
            photos=self._photos,
            comparisons=self.comparisons,
            levels=tuple(self._counted(each) for each in errors),
        )

    def _counted(self, errors: int) -> Counted:
        exact = exact_interval(errors, self.comparisons)
        return Counted(errors, *exact, *self._people.foreign(self._pairs[:errors]))
