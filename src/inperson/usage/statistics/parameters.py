"""What a release costs, and whom it hides: all of it public, and part of every release."""

from dataclasses import dataclass, field

from inperson.usage.statistics.domains import Measure
from inperson.usage.statistics.errors import ParametersInvalid

MOST_EPSILON_MICRO = 2_000_000
"""More than this a period is refused: with epsilon 2 an attacker is right in 88 % of cases."""


def _shares() -> dict[Measure, int]:
    return dict.fromkeys(Measure, 150)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a silo's releases.

    Raises:
        ParametersInvalid: if they would protect nobody, or the year covers no release at all.

    """

    epsilon_micro: int = 500_000
    """What one release may cost, in millionths."""
    yearly_micro: int = 6_000_000
    """What the releases of a calendar year may cost together: twelve, and nothing beside."""
    sessions_each: int = 4
    """How many sessions of one subject count, of each histogram."""
    retry_within_s: int = 600
    """A session that begins so soon after a failed one is a retry."""
    least_subjects: int = 100
    """Of fewer (counted with noise) nothing is released."""
    least_count: int = 100
    """A bin below it (with noise) is not told."""
    shares: dict[Measure, int] = field(default_factory=_shares, hash=False)
    """How the cost is split over the histograms, in thousandths; the rest is for the subjects."""

    def __post_init__(self) -> None:
        left = 1000 - sum(self.shares.values())
        if not 0 < self.epsilon_micro <= min(MOST_EPSILON_MICRO, self.yearly_micro):
            raise ParametersInvalid("epsilon of a period is above 0, at most 2, and fits the year.")
        if set(self.shares) != set(Measure) or min(left, *self.shares.values()) <= 0:
            raise ParametersInvalid("Every histogram and the number of subjects have a share.")
        if self.sessions_each < 1 or self.retry_within_s < 1:
            raise ParametersInvalid("At least one session of a subject counts.")
        if self.least_subjects < 20 or self.least_count < 10:
            raise ParametersInvalid("A group has at least 20 subjects, and a bin at least 10.")

    def of(self, measure: Measure) -> int:
        """Return what a histogram may cost, in millionths."""
        return self.epsilon_micro * self.shares[measure] // 1000

    @property
    def of_subjects(self) -> int:
        """Return what the number of subjects may cost, in millionths."""
        return self.epsilon_micro * (1000 - sum(self.shares.values())) // 1000

    def sensitivity(self, measure: Measure) -> int:
        """Return by how much one subject can change a histogram, in L1.

        Each subject is in one bin of the retries, and has at most `sessions_each` sessions in
        every other histogram.
        """
        return 1 if measure is Measure.RETRIES else self.sessions_each
