"""Comparisons of all photos with all, and exact intervals of the rates counted on them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from inperson_lab.photos import Gallery

_BLOCK = 512
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Mated:
    """The comparisons of one person's photos."""

    scores: NDArray[np.float32]
    people: NDArray[np.int64]
    """Whose photos were compared."""


@dataclass(frozen=True, slots=True)
class Impostors:
    """The comparisons of different people: how many, and the most alike of them."""

    comparisons: int
    scores: NDArray[np.float32]
    """Similarities above the floor, falling."""
    pairs: NDArray[np.int64]
    """(len(scores), 2) which photos were compared."""


def mated_scores(gallery: Gallery) -> Mated:
    """Compare every two usable photos of one person."""
    kept = gallery.embeddings[gallery.usable]
    people = gallery.people[gallery.usable]
    scores, owners = [np.empty(0, np.float32)], [np.empty(0, np.int64)]
    for person in np.unique(people):
        own = kept[people == person]
        scores.append((own @ own.T)[np.triu_indices(len(own), 1)])
        owners.append(np.full(len(scores[-1]), person))
    return Mated(np.concatenate(scores), np.concatenate(owners))


def impostor_scores(gallery: Gallery, floor: float = -1.0) -> Impostors:
    """Compare every two usable photos of different people, block by block.

    Args:
        gallery: the photos.
        floor: similarities below it are counted and not kept.

    """
    where = np.flatnonzero(gallery.usable)
    kept, people = gallery.embeddings[where], gallery.people[where]
    total, scores, pairs = 0, [], []
    for start in range(0, len(kept), _BLOCK):
        block = kept[start : start + _BLOCK] @ kept.T
        row, column = np.arange(start, start + len(block))[:, None], np.arange(len(kept))[None]
        foreign = (column > row) & (people[row] != people[column])
        total += int(foreign.sum())
        rows, columns = np.nonzero(foreign & (block >= floor))
        scores.append(block[rows, columns])
        pairs.append(np.stack([where[rows + start], where[columns]], axis=1))
    flat = np.concatenate(scores)
    order = np.argsort(-flat, kind="stable")
    return Impostors(total, flat[order], np.concatenate(pairs)[order])


def exact_interval(errors: int, trials: int) -> tuple[float, float]:
    """Return the Clopper-Pearson interval (Biometrika 1934) of an error rate, at 95 %.

    Where no error was seen its upper end is 3.7 / trials, the two-sided form of the rule of 3.
    """
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(errors, trials - errors + 1, tail)) if errors > 0 else 0.0
    high = float(betaincinv(errors + 1, trials - errors, 1 - tail)) if errors < trials else 1.0
    return low, high
