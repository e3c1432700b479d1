"""Groups of people: of an age band, a sex, a skin tone, an origin, whatever an operator labels."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson.matching import EVERYBODY, Calibration
from inperson_lab.errors import DatasetUnusable
from inperson_lab.photos import Gallery
from inperson_lab.resampling import People
from inperson_lab.scores import exact_interval, impostor_scores, mated_scores

Groups = Mapping[str, NDArray[np.bool_]]
"""By name (`column=value`), which of the photos show people of the group: (N,) bool."""

WORSE = 1.25
"""No group may fare worse than all people by more (NIST SP 800-63A-4, section 3.11)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of errors, with the wider of its exact and its resampled 95 % interval."""

    errors: int
    trials: int
    low: float
    high: float
    ratio: float | None
    """To that of all people; None where those made no error, or nothing was compared."""

    @property
    def value(self) -> float:
        """Return the share; 0 of nothing."""
        return self.errors / self.trials if self.trials else 0.0


@dataclass(frozen=True, slots=True)
class GroupPoint:
    """Error rates within one group at one level."""

    group: str
    level: int
    people: int
    photos: int
    fmr: Rate
    fnmr: Rate
    worse: bool
    """Whether either is more than 25 % above that of all people."""


def read_groups(gallery: Gallery, labels: Path | None) -> Groups:
    """Return the groups of a gallery: its folders, if there are several, and the labels' values.

    Args:
        gallery: the photos.
        labels: CSV with a column `person`, named as the person's folder (`folder/person` where
            there are several folders), and others; an empty value says nothing. None: no labels.

    Raises:
        DatasetUnusable: if the file cannot be read, lacks the column, names a person twice, or
            nobody of the gallery.

    """
    owners = [file.rpartition("/")[0] for file in gallery.files]
    groups: dict[str, set[str]] = {}
    for owner in owners:
        if "/" in owner:
            groups.setdefault(f"folder={owner.partition('/')[0]}", set()).add(owner)
    for row in _rows(labels, set(owners)) if labels is not None else ():
        for column, value in row.items():
            if column != "person" and value:
                groups.setdefault(f"{column}={value}", set()).add(row["person"])
    return {
        name: np.array([owner in members for owner in owners])
        for name, members in sorted(groups.items())
    }


def _rows(labels: Path, owners: set[str]) -> list[dict[str, str]]:
    try:
        with labels.open(encoding="utf-8", newline="") as file:
            rows = [
                {column: (value or "").strip() for column, value in row.items()}
                for row in csv.DictReader(file, strict=True)
            ]
        people = [row["person"] for row in rows]
    except (OSError, ValueError, csv.Error, KeyError, AttributeError) as error:
        raise DatasetUnusable(f"{labels.name} is not a CSV with a column `person`.") from error
    if len(set(people)) < len(people):
        raise DatasetUnusable(f"{labels.name} names a person twice.")
    known = [row for row in rows if row["person"] in owners]
    if not known:
        raise DatasetUnusable(f"{labels.name} names nobody who is in the photos.")
    return known


def measure_groups(
    gallery: Gallery, calibration: Calibration, groups: Groups
) -> tuple[GroupPoint, ...]:
    """Compare the people of each group among themselves, at every level of the ladder.

    All people come first; without groups nothing is measured.
    """
    if not groups:
        return ()
    whole = _points(EVERYBODY, gallery, calibration, None)
    rest = [
        point
        for name, members in groups.items()
        for point in _points(name, gallery.only(members), calibration, whole)
    ]
    return (*whole, *rest)


def _points(
    name: str, gallery: Gallery, calibration: Calibration, whole: Sequence[GroupPoint] | None
) -> tuple[GroupPoint, ...]:
    if not gallery.usable.any():
        return ()
    people = People(gallery.people[gallery.usable])
    impostors, mated = impostor_scores(gallery), mated_scores(gallery)
    points = []
    for rung in calibration.rungs:
        passed = int((impostors.scores >= rung.threshold).sum())
        missed = mated.people[mated.scores < rung.threshold]
        base = whole[rung.level - 1] if whole else None
        fmr = rate(
            passed,
            impostors.comparisons,
            people.foreign(gallery.people[impostors.pairs[:passed]]),
            base.fmr if base else None,
        )
        fnmr = rate(
            len(missed), len(mated.scores), people.mated(missed), base.fnmr if base else None
        )
        worse = max(fmr.ratio or 0.0, fnmr.ratio or 0.0) > WORSE
        points.append(
            GroupPoint(name, rung.level, len(people), int(gallery.usable.sum()), fmr, fnmr, worse)
        )
    return tuple(points)


def rate(errors: int, trials: int, over: tuple[float, float], whole: Rate | None) -> Rate:
    """Return a rate with the wider of two intervals: the exact one, and that over people."""
    if not trials:
        return Rate(0, 0, 0.0, 1.0, None)
    exact = exact_interval(errors, trials)
    ratio = errors / trials / whole.value if whole and whole.value else None
    return Rate(errors, trials, min(exact[0], over[0]), max(exact[1], over[1]), ratio)
