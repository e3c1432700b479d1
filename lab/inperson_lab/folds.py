"""Pairs of photos in folds: those of a published list, or drawn from the people of a gallery."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson_lab.errors import DatasetUnusable
from inperson_lab.photos import Gallery

_FOLDS = 10
_SEED = 20260105

Pair = tuple[str, str, bool, int]
"""Two files without suffix (`Person/Person_0001`), whether one person, and the fold."""


def read_pairs(path: Path) -> Sequence[Pair]:
    """Read pairs in the format of LFW's pairs.txt.

    The first line is `folds <tab> pairs of a kind in a fold`, or the number of pairs of a kind;
    then `name n m` for one person and `name n other m` for two.

    Raises:
        DatasetUnusable: if a line is of another form.

    """
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
        head = [int(word) for word in lines[0]]
        folds, of_a_kind = (head[0], head[1]) if len(head) > 1 else (1, head[0])
        pairs = [(*_pair(words), index // (2 * of_a_kind)) for index, words in enumerate(lines[1:])]
    except (ValueError, IndexError) as error:
        raise DatasetUnusable(f"{path.name} is not a list of pairs.") from error
    if len(pairs) != 2 * folds * of_a_kind:
        raise DatasetUnusable(f"{path.name} has {len(pairs)} pairs, not what its head says.")
    return pairs


def _pair(words: list[str]) -> tuple[str, str, bool]:
    if len(words) not in {3, 4} or not all(re.fullmatch(r"[^/\\]+", word) for word in words):
        raise ValueError(words)
    first = f"{words[0]}/{words[0]}_{int(words[1]):04d}"
    name, number = (words[0], words[2]) if len(words) == 3 else (words[2], words[3])
    return first, f"{name}/{name}_{int(number):04d}", len(words) == 3


Compared = tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.int64]]
"""Of each pair its similarity, whether it is of one person, and its fold."""


def score_pairs(gallery: Gallery, pairs: Sequence[Pair]) -> Compared:
    """Compare pairs; the similarity is NaN where a photo was not acquired.

    Raises:
        DatasetUnusable: if a pair names a photo that is not there.

    """
    where = {file.rpartition(".")[0]: index for index, file in enumerate(gallery.files)}
    missing = {name for pair in pairs for name in pair[:2] if name not in where}
    if missing:
        raise DatasetUnusable(f"{len(missing)} photos of the pairs are missing: {min(missing)}.")
    left = gallery.embeddings[[where[pair[0]] for pair in pairs]]
    right = gallery.embeddings[[where[pair[1]] for pair in pairs]]
    same = np.array([pair[2] for pair in pairs])
    return (left * right).sum(axis=1), same, np.array([pair[3] for pair in pairs], np.int64)


def draw_pairs(gallery: Gallery) -> Compared:
    """Deal the people into folds, the same in every run: all mated pairs and as many others."""
    chance = np.random.default_rng(_SEED)
    scores, same, fold = [], [], []
    for number, people in enumerate(
        np.array_split(chance.permutation(np.unique(gallery.people)), _FOLDS)
    ):
        where = np.flatnonzero(np.isin(gallery.people, people) & gallery.usable)
        owner = gallery.people[where]
        first, second = np.triu_indices(len(where), 1)
        mated = owner[first] == owner[second]
        own, others = np.flatnonzero(mated), np.flatnonzero(~mated)
        if not 0 < len(own) <= len(others):
            return np.empty(0, np.float32), np.empty(0, np.bool_), np.empty(0, np.int64)
        chosen = np.r_[own, chance.choice(others, len(own), replace=False)]
        left, right = (gallery.embeddings[where[each[chosen]]] for each in (first, second))
        scores.append((left * right).sum(axis=1))
        same.append(mated[chosen])
        fold.append(np.full(len(chosen), number))
    return np.concatenate(scores), np.concatenate(same), np.concatenate(fold)


def fold_accuracy(
    scores: NDArray[np.float32], same: NDArray[np.bool_], fold: NDArray[np.int64]
) -> tuple[float, ...]:
    """Return each fold's accuracy at the threshold that is best on the other folds."""
    accuracies = []
    for held_out in np.unique(fold) if len(np.unique(fold)) > 1 else []:
        rest = (fold != held_out) & ~np.isnan(scores)
        order = np.argsort(scores[rest])
        rising, mated = scores[rest][order], same[rest][order]
        # accepting from position k on: the impostors before k and the mated from k on are right
        right = np.cumsum(np.r_[0, ~mated]) + np.r_[np.cumsum(mated[::-1])[::-1], 0]
        best = np.flatnonzero(right == right.max())
        # halfway between two scores, and in the middle where several thresholds are as good
        gaps = (np.r_[-1.0, rising] + np.r_[rising, 1.0]) / 2
        threshold = gaps[best[len(best) // 2]]
        tested = fold == held_out
        accepted = np.where(np.isnan(scores[tested]), ~same[tested], scores[tested] >= threshold)
        accuracies.append(float((accepted == same[tested]).mean()))
    return tuple(accuracies)
