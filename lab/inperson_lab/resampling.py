"""Intervals over people: comparisons that share a person are not independent."""

import numpy as np
from numpy.typing import NDArray

from inperson_lab.scores import CONFIDENCE

_RESAMPLINGS = 500
_SEED = 20260105


class People:
    """People drawn with replacement, the same 500 times whatever is asked.

    A comparison counts as often as both its people were drawn (two-way resampling of dyads, as in
    Bolle, Ratha and Pankanti, CVIU 2004, by subsets).

    Args:
        people: (N,) which person each photo shows.

    """

    def __init__(self, people: NDArray[np.int64]) -> None:
        self._ids, photos = np.unique(people, return_counts=True)
        chance = np.random.default_rng(_SEED)
        count = len(self._ids)
        self._drawn = np.stack(
            [
                np.bincount(chance.integers(count, size=count), minlength=count)
                for _ in range(_RESAMPLINGS)
            ]
        ).astype(np.int64)
        weight = self._drawn * photos
        self._foreign = (weight.sum(axis=1) ** 2 - (weight**2).sum(axis=1)) / 2
        own = photos * (photos - 1) // 2
        self._mated = (self._drawn * own).sum(axis=1)

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self._ids)

    def foreign(self, pairs: NDArray[np.int64]) -> tuple[float, float]:
        """Return the interval of the share of comparisons of two people that these are.

        Args:
            pairs: (K, 2) whose photos were compared.

        """
        first, second = np.searchsorted(self._ids, pairs).T
        counts = [int((drawn[first] * drawn[second]).sum()) for drawn in self._drawn]
        return _interval(np.array(counts), self._foreign)

    def mated(self, people: NDArray[np.int64]) -> tuple[float, float]:
        """Return the interval of the share of comparisons of one person that these are.

        Args:
            people: (K,) whose photos were compared.

        """
        counts = self._drawn[:, np.searchsorted(self._ids, people)].sum(axis=1)
        return _interval(counts, self._mated)


def _interval(counts: NDArray[np.int64], trials: NDArray[np.int64]) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(counts / np.maximum(trials, 1), [tail, 1 - tail])
    return float(low), float(high)
