"""A rate, with what it is known to be within."""

from dataclasses import dataclass

from inperson_lab.scores import exact_interval


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that was counted, with its exact 95 % interval."""

    count: int
    of: int
    share: float
    interval: tuple[float, float]

    @classmethod
    def of_count(cls, count: int, of: int) -> "Rate":
        """Return the rate; of nothing it is anything between 0 and 1."""
        return cls(count, of, count / of if of else 0.0, exact_interval(count, of))
