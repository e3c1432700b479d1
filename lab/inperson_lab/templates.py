"""What several photographs in one reference bring, and that they keep the ladder's promise."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inperson.matching import (
    DEFAULT_LEVEL,
    Calibration,
    SamplesDisagree,
    Template,
    build_template,
)
from inperson.vision import Examination, Quality
from inperson_lab.photos import Gallery
from inperson_lab.scores import exact_interval

SAMPLE_COUNTS = (1, 2, 3, 4)
_SEED = 20260105


@dataclass(frozen=True, slots=True)
class TemplatePoint:
    """Error rates at the default level when references are made of so many photographs each."""

    samples: int
    references: int
    """People with enough photographs; one reference each, of photographs drawn at random."""
    not_enrolled: int
    """People whose photographs were refused because they disagree: failure to enrol."""
    mated: int
    non_mated: int
    fmr: float
    fmr_interval: tuple[float, float]
    fnmr: float
    fnmr_interval: tuple[float, float]


def measure_templates(gallery: Gallery, calibration: Calibration) -> Iterator[TemplatePoint]:
    """Compare references of one to four photographs with all photographs that are not in them.

    Args:
        gallery: the photographs.
        calibration: the ladder.

    """
    where = np.flatnonzero(gallery.usable)
    for samples in SAMPLE_COUNTS:
        chance = np.random.default_rng(_SEED)
        mated, foreign, references, disagreed = [], [], 0, 0
        for person in np.unique(gallery.people[where]):
            own = chance.permutation(where[gallery.people[where] == person])
            if len(own) < samples:
                continue
            try:
                reference = _enrol(gallery, own[:samples], calibration)
            except SamplesDisagree:
                disagreed += 1
                continue
            references += 1
            others = where[gallery.people[where] != person]
            mated.append(gallery.embeddings[own[samples:]] @ reference.embedding)
            foreign.append(gallery.embeddings[others] @ reference.embedding)
        if references and any(len(each) for each in mated):
            threshold = calibration.threshold(DEFAULT_LEVEL)
            own_scores, other_scores = np.concatenate(mated), np.concatenate(foreign)
            missed = int((own_scores < threshold).sum())
            passed = int((other_scores >= threshold).sum())
            yield TemplatePoint(
                samples=samples,
                references=references,
                not_enrolled=disagreed,
                mated=len(own_scores),
                non_mated=len(other_scores),
                fmr=passed / len(other_scores),
                fmr_interval=exact_interval(passed, len(other_scores)),
                fnmr=missed / len(own_scores),
                fnmr_interval=exact_interval(missed, len(own_scores)),
            )


def _enrol(gallery: Gallery, photos: np.ndarray, calibration: Calibration) -> Template:
    found = [
        Examination(None, Quality(float(gallery.qualities[each]), ()), gallery.embeddings[each])
        for each in photos
    ]
    return build_template(found, calibration.model_digest, calibration)
