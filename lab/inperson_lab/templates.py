"""What several photographs on either side bring, and that they keep the ladder's promise.

A session compares a reference of several samples with a probe of several, and not one photograph
with another. What is compared in fact is measured here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

SAMPLE_COUNTS = ((1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2))
"""Photographs of a reference, and of a probe."""
_SEED = 20260105


@dataclass(frozen=True, slots=True)
class TemplatePoint:
    """Error rates at the default level when templates are made of so many photographs each."""

    samples: int
    """Of a reference."""
    probe_samples: int
    references: int
    """People with enough photographs; one reference each, of photographs drawn at random."""
    not_enrolled: int
    """People whose photographs were refused because they disagree: failure to enrol."""
    not_probed: int
    """Probes that were, failures to acquire: of those of the enrolled themselves."""
    mated: int
    non_mated: int
    fmr: float
    fmr_interval: tuple[float, float]
    fnmr: float
    fnmr_interval: tuple[float, float]

    @property
    def name(self) -> str:
        """Return how many photographs are compared with how many."""
        return f"{self.samples} and {self.probe_samples}"


def measure_templates(gallery: Gallery, calibration: Calibration) -> Iterator[TemplatePoint]:
    """Compare references with probes of photographs that are not in them, and with all others'.

    Args:
        gallery: the photographs.
        calibration: the ladder.

    """
    for samples, probe_samples in SAMPLE_COUNTS:
        point = _measured(gallery, calibration, samples, probe_samples)
        if point is not None:
            yield point


def _measured(
    gallery: Gallery, calibration: Calibration, samples: int, probe_samples: int
) -> TemplatePoint | None:
    where = np.flatnonzero(gallery.usable)
    chance = np.random.default_rng(_SEED)
    strangers, owners = _probes_of_all(gallery, calibration, where, probe_samples)
    mated, foreign, disagreed, unread = [], [], 0, 0
    for person in np.unique(gallery.people[where]):
        own = chance.permutation(where[gallery.people[where] == person])
        if len(own) < samples + probe_samples - 1:
            continue
        reference = _template(gallery, own[:samples], calibration)
        if reference is None:
            disagreed += 1
            continue
        dealt = _dealt(own[samples:], probe_samples)
        probes = [_template(gallery, each, calibration) for each in dealt]
        unread += probes.count(None)
        found = [each.embedding for each in probes if each is not None]
        mated.append(np.array(found).reshape(-1, 128) @ reference.embedding)
        foreign.append(strangers[owners != person] @ reference.embedding)
    own_scores, other_scores = (np.concatenate([*each, np.empty(0)]) for each in (mated, foreign))
    if not len(own_scores) or not len(other_scores):
        return None
    threshold = calibration.threshold(DEFAULT_LEVEL)
    missed = int((own_scores < threshold).sum())
    passed = int((other_scores >= threshold).sum())
    return TemplatePoint(
        samples=samples,
        probe_samples=probe_samples,
        references=len(mated),
        not_enrolled=disagreed,
        not_probed=unread,
        mated=len(own_scores),
        non_mated=len(other_scores),
        fmr=passed / len(other_scores),
        fmr_interval=exact_interval(passed, len(other_scores)),
        fnmr=missed / len(own_scores),
        fnmr_interval=exact_interval(missed, len(own_scores)),
    )


def _probes_of_all(
    gallery: Gallery, calibration: Calibration, where: NDArray[np.int64], size: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return a probe of every so many photographs of everybody, and whose each is."""
    if size == 1:
        return gallery.embeddings[where], gallery.people[where]
    probes, owners = [np.empty((0, 128), np.float32)], []
    for person in np.unique(gallery.people[where]):
        for photos in _dealt(where[gallery.people[where] == person], size):
            made = _template(gallery, photos, calibration)
            if made is not None:
                probes.append(made.embedding[None])
                owners.append(person)
    return np.concatenate(probes), np.array(owners, np.int64)


def _dealt(photos: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    return [photos[at : at + size] for at in range(0, len(photos) - size + 1, size)]


def _template(
    gallery: Gallery, photos: NDArray[np.int64], calibration: Calibration
) -> Template | None:
    """Return the template of photographs; None if they disagree."""
    found = [
        Examination(None, Quality(float(gallery.qualities[each]), ()), gallery.embeddings[each])
        for each in photos
    ]
    try:
        return build_template(found, calibration.model_digest, calibration)
    except SamplesDisagree:
        return None
