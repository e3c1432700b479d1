"""The few statistics that are reported."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """Times of one operation."""

    median: float
    p95: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), quantile(values, 95))


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one operation, by how many of all were as fast."""

    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @classmethod
    def of(cls, took_ms: Sequence[float]) -> "Latency":
        if not took_ms:
            return cls(0, 0.0, 0.0, 0.0)
        return cls(len(took_ms), *(quantile(took_ms, percent) for percent in (50, 95, 99)))


@dataclass(frozen=True, slots=True)
class Ratio:
    """How one median compares with another, and where the ratio lies in 95 of 100 cases."""

    ratio: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.ratio:.2f} x ({self.low:.2f} to {self.high:.2f})"


def quantile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least so many percent do not exceed."""
    rising = sorted(values)
    return rising[-(-percent * len(rising) // 100) - 1]


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of ours over theirs, each pair of photos divided by itself."""
    return median(own / other for own, other in zip(ours, theirs, strict=True))


_RESAMPLES = 2000


def ratio_of(ours: Sequence[float], base: Sequence[float], seed: int = 0) -> Ratio:
    """Return the ratio of two medians, with the 95 % interval of a percentile bootstrap.

    Both were measured in turns, round by round, so rounds are drawn, and both values of a round
    stay together: what else the machine did then hit both.
    """
    rounds = list(zip(ours, base, strict=True))
    chance = random.Random(seed)
    drawn = []
    for _ in range(_RESAMPLES):
        own, other = zip(*chance.choices(rounds, k=len(rounds)), strict=True)
        drawn.append(median(own) / median(other))
    drawn.sort()
    edge = _RESAMPLES * 25 // 1000
    return Ratio(median(ours) / median(base), drawn[edge], drawn[-edge - 1])
