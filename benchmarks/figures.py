"""The few statistics that are reported."""

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
        rising = sorted(values)
        # the smallest value that at least 95 % do not exceed
        return cls(median(rising), rising[-(-95 * len(rising) // 100) - 1])


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of ours over theirs, each pair of photos divided by itself."""
    return median(own / other for own, other in zip(ours, theirs, strict=True))
