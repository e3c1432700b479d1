"""Which photographs are compared: drawn from a folder for each person, the same on every run."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    first: Path
    second: Path
    same: bool
    """Whether the two show one person."""


def draw_pairs(folder: Path, count: int, seed: int = 2007) -> Sequence[Pair]:
    """Draw pairs, half of one person and half of two, alternating.

    Raises ValueError if the folder has too few people.
    """
    people = {
        person: photos
        for person in sorted(path for path in folder.iterdir() if path.is_dir())
        if (photos := sorted(person.glob("*.jpg")))
    }
    with_two = [person for person, photos in people.items() if len(photos) > 1]
    half = (count + 1) // 2
    if len(with_two) < half or len(people) < 2:
        raise ValueError(f"{folder} has too few people for {count} pairs.")
    draw = random.Random(seed)
    pairs: list[Pair] = []
    for person in draw.sample(with_two, half):
        first, second = draw.sample(people[person], 2)
        pairs.append(Pair(first, second, same=True))
        one, other = draw.sample(list(people), 2)
        pairs.append(Pair(draw.choice(people[one]), draw.choice(people[other]), same=False))
    return pairs[:count]
