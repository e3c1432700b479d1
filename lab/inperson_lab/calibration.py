"""Making a calibrated ladder: the lowest thresholds whose error rates are proven low enough.

A level promises a false match rate of *at most* so much, so what is held against the promise is
not the rate that was seen but the upper ends of two 95 % intervals: the exact one, which takes
comparisons for independent, and one over resampled people, because comparisons that share a
person are not.
"""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson.matching import FMR_TARGETS, Calibration, Rung
from inperson.vision import FacePipeline
from inperson_lab.errors import DatasetUnusable
from inperson_lab.photos import Gallery, Progress, no_progress, read_gallery
from inperson_lab.scores import CONFIDENCE, Impostors, exact_interval, impostor_scores

_RESAMPLINGS = 500
_SEED = 20260105
_DIGITS = 4


def calibrate(
    folder: Path, pipeline: FacePipeline, out: Path, progress: Progress = no_progress
) -> Calibration:
    """Make the ladder of a model from all comparisons of different people in a folder.

    Photos that a session would refuse are left out.

    Args:
        folder: one folder of photos for each person.
        pipeline: the model.
        out: where the calibration file goes.
        progress: told (done, total) photos.

    Raises:
        DatasetUnusable: if the set is too small to prove the strictest level.

    """
    gallery = read_gallery(folder, pipeline, progress).under_session_rules()
    calibration = make_calibration(gallery, pipeline.model_digest)
    out.write_text(calibration.to_json(), "utf-8")
    return calibration


def make_calibration(gallery: Gallery, model_digest: str) -> Calibration:
    """Make the ladder from examined photos.

    Raises:
        DatasetUnusable: if the set is too small to prove the strictest level.

    """
    impostors = impostor_scores(gallery)
    if exact_interval(0, impostors.comparisons)[1] > FMR_TARGETS[-1]:
        raise DatasetUnusable(
            f"{impostors.comparisons} comparisons cannot prove a rate of {FMR_TARGETS[-1]:g}."
        )
    most = int(FMR_TARGETS[0] * impostors.comparisons) + 1
    people_rates = _rates_over_people(gallery, impostors, most)
    rungs = tuple(
        _rung(level, target, impostors, people_rates)
        for level, target in enumerate(FMR_TARGETS, start=1)
    )
    return Calibration(
        model_digest=model_digest,
        dataset=gallery.name,
        identities=len(np.unique(gallery.people[gallery.usable])),
        photos=int(gallery.usable.sum()),
        photos_refused=int((~gallery.usable).sum()),
        comparisons=impostors.comparisons,
        date=datetime.now(UTC).date(),
        rungs=rungs,
    )


def _rates_over_people(gallery: Gallery, impostors: Impostors, most: int) -> NDArray[np.float64]:
    """Return (2, most + 1): the interval of the FMR when the first 0, 1, ... errors pass.

    People are drawn with replacement; a comparison counts as often as both its people were drawn
    (two-way resampling of dyads, as in Bolle, Ratha and Pankanti, CVIU 2004, by subsets).
    """
    chance = np.random.default_rng(_SEED)
    photos_of = np.bincount(gallery.people[gallery.usable])
    first, second = gallery.people[impostors.pairs[:most]].T
    rates = np.empty((_RESAMPLINGS, most + 1), np.float32)
    for index in range(_RESAMPLINGS):
        drawn = np.bincount(
            chance.integers(len(photos_of), size=len(photos_of)), minlength=len(photos_of)
        )
        weight = drawn * photos_of
        comparisons = (weight.sum() ** 2 - (weight**2).sum()) / 2
        rates[index, 0] = 0.0
        rates[index, 1:] = np.cumsum(drawn[first] * drawn[second])[:most] / comparisons
    tail = (1 - CONFIDENCE) / 2
    return np.asarray(np.quantile(rates, [tail, 1 - tail], axis=0), np.float64)


def _rung(
    level: int, target: float, impostors: Impostors, people_rates: NDArray[np.float64]
) -> Rung:
    """Find the lowest threshold of a level, of four digits, whose bounds keep the promise."""
    scores, comparisons = impostors.scores, impostors.comparisons
    within = np.flatnonzero(people_rates[1] <= target)
    errors = min(int(within[-1]), int(target * comparisons), len(scores) - 1)
    while errors >= 0 and exact_interval(errors, comparisons)[1] > target:
        errors -= 1
    if errors < 0:
        raise DatasetUnusable(f"{comparisons} comparisons cannot prove a rate of {target:g}.")
    # the next score must not reach the threshold: round up past it
    threshold = float(np.floor(float(scores[errors]) * 10**_DIGITS) + 1) / 10**_DIGITS
    errors = int((scores >= threshold).sum())
    low, high = exact_interval(errors, comparisons)
    people_low, people_high = (float(rate) for rate in people_rates[:, errors])
    return Rung(level, target, threshold, errors, comparisons, low, high, people_low, people_high)
