"""What a cue found: numbers, each held against its limit, and nothing that is not among them.

A cue gives numbers and no verdict: whether they speak for a living person is told here alone, from
the numbers and the limits. So what is kept of a session shows every number that decided it, and a
limit that is moved can be tried on sessions of the past.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from inperson.liveness.errors import ThresholdsInvalid


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which numbers a living person's lie, both ends included.

    Raises:
        ThresholdsInvalid: if it bounds nothing, or an end is not a number.

    """

    least: float = -math.inf
    most: float = math.inf

    def __post_init__(self) -> None:
        ends = (self.least, self.most)
        if any(type(end) is not float or math.isnan(end) for end in ends):
            raise ThresholdsInvalid("A limit's end is not a number.")
        if not any(abs(end) < 1e6 for end in ends) or self.least > self.most:
            raise ThresholdsInvalid("A limit bounds nothing, or leaves nothing.")

    def holds(self, value: float) -> bool:
        """Tell whether a number is within; one that is none never is."""
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number and the limit that it was held against."""

    name: str
    value: float
    limit: Bounds

    @property
    def holds(self) -> bool:
        """Tell whether it speaks for a living person."""
        return self.limit.holds(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one cue found: kept as evidence and never shown."""

    cue: str
    measures: tuple[Measurement, ...]

    @property
    def live(self) -> bool:
        """Tell whether every number speaks for a living person; none at all do not."""
        return bool(self.measures) and all(each.holds for each in self.measures)

    @property
    def evidence(self) -> Mapping[str, float]:
        """Return the numbers by `cue.measure`, as they are kept."""
        return {f"{self.cue}.{each.name}": each.value for each in self.measures}
