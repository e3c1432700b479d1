"""Statistics over all clients of a service: the unit of privacy is one client for the period.

1. Only what a silo has released goes in. With respect to people that is post-processing: it costs
   them nothing beyond what their own silo's ledger holds.
2. Each client is brought to at most `WEIGHT` in sum over all bins, so a giant weighs no more than
   anybody: whether it is there changes the sums by no more than `WEIGHT` in L1.
3. The sums get integer noise for that, and so does the number of clients. Of fewer than
   `least_clients`, counted with noise, nothing is released.
4. A bin below what one client alone could have put there is not told.
5. The server's ledger holds cost and release, as a silo's does: a period is released once.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from inperson.core import Clock
from inperson.usage.periods import Period
from inperson.usage.statistics.domains import DOMAINS, Measure
from inperson.usage.statistics.errors import ParametersInvalid, PeriodNotOver
from inperson.usage.statistics.noise import MECHANISM, Noise, library_version, noise_for
from inperson.usage.statistics.parameters import MOST_EPSILON_MICRO
from inperson.usage.statistics.ports import LedgerStore, Spent
from inperson.usage.statistics.release import MOST_COUNT, Release
from inperson.usage.statistics.service import require_budget

VERSION = "inperson.usage-across-clients.v1"
UNIT = "one client for the whole period, added or removed"
WEIGHT = 1000
"""What one client adds at most, over all bins together."""
BINS = tuple((measure, name) for measure in Measure for name in DOMAINS[measure])


@dataclass(frozen=True, slots=True)
class AcrossParameters:
    """The parameters of the service's own releases.

    Raises:
        ParametersInvalid: if they would protect nobody.

    """

    clients_micro: int = 250_000
    """What the number of clients may cost, in millionths."""
    sums_micro: int = 750_000
    """What the sums may cost."""
    yearly_micro: int = 12_000_000
    least_clients: int = 20

    def __post_init__(self) -> None:
        if min(self.clients_micro, self.sums_micro) <= 0 or self.least_clients < 10:
            raise ParametersInvalid("Each part costs something, and a group has 10 clients.")
        if self.epsilon_micro > min(MOST_EPSILON_MICRO, self.yearly_micro):
            raise ParametersInvalid("epsilon of a period is at most 2, and fits the year.")

    @property
    def epsilon_micro(self) -> int:
        """Return what a release may cost."""
        return self.clients_micro + self.sums_micro


@dataclass(frozen=True, slots=True)
class AcrossRelease:
    """A release over all clients. It was made by this server, and is kept as it was made."""

    period: Period
    epsilon_micro: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return its members."""
        content: dict[str, Any] = json.loads(self.text)
        return content

    @property
    def withheld(self) -> bool:
        """Tell whether there were too few clients."""
        return bool(self.to_json()["withheld"])

    @classmethod
    def of(cls, line: Spent) -> Self:
        """Return the release of a line of the ledger."""
        return cls(line.period, line.epsilon_micro, line.release)


class AcrossMechanisms:
    """The two mechanisms of a release: one for the number of clients, one for the sums."""

    def __init__(self, parameters: AcrossParameters) -> None:
        self.clients: Noise = noise_for(1, parameters.clients_micro)
        self.sums: Noise = noise_for(WEIGHT, parameters.sums_micro)
        self._parameters = parameters

    def release(self, period: Period, vectors: Sequence[Sequence[int]]) -> AcrossRelease:
        """Draw the noise and decide on what it gave."""
        (clients,) = self.clients.add([len(vectors)])
        withheld = clients < self._parameters.least_clients
        told: Sequence[int | None] = [None] * len(BINS)
        cost = self.clients.epsilon_micro
        if not withheld:
            cost += self.sums.epsilon_micro
            exact = [sum(column) for column in zip(*vectors, strict=True)] or [0] * len(BINS)
            noisy = self.sums.add(exact)
            told = [None if each < WEIGHT else min(each, MOST_COUNT) for each in noisy]
        count = None if withheld else min(clients, MOST_COUNT)
        content = self._content(period, count, told, cost)
        return AcrossRelease(period, cost, json.dumps(content, sort_keys=True))

    def _content(
        self, period: Period, count: int | None, told: Sequence[int | None], cost: int
    ) -> dict[str, Any]:
        bins: dict[str, dict[str, int | None]] = {each.value: {} for each in Measure}
        for (measure, name), number in zip(BINS, told, strict=True):
            bins[measure.value][name] = number
        return {
            "schema": VERSION,
            "period": period.text,
            "withheld": count is None,
            "parameters": {
                "mechanism": MECHANISM,
                "library_version": library_version(),
                "unit_of_privacy": UNIT,
                "epsilon_micro": cost,
                "yearly_epsilon_micro": self._parameters.yearly_micro,
                "weight_of_one_client": WEIGHT,
                "least_clients": self._parameters.least_clients,
                "clients_scale": self.clients.scale,
                "sums_scale": self.sums.scale,
            },
            "clients": count,
            "histograms": bins,
        }


class AcrossStatistics:
    """The statistics of a whole service."""

    def __init__(self, store: LedgerStore, clock: Clock, parameters: AcrossParameters) -> None:
        self._store = store
        self._clock = clock
        self._parameters = parameters

    def release(self, period: Period, released: Iterable[Release]) -> AcrossRelease:
        """Return the release of a period; make it if there is none yet.

        Args:
            period: which one.
            released: of each client the release of its own silo. Withheld ones say nothing and
                do not count.

        Raises:
            PeriodNotOver: if the period is not over.
            EpsilonBudgetSpent: if the year's budget does not cover it.

        """
        if self._clock.now() < period.ends_at:
            raise PeriodNotOver("The period is not over; its statistics can be released then.")
        if (made := self.stored(period)) is not None:
            return made
        vectors = [contribution(each) for each in released if not each.withheld]
        mechanisms, parameters = AcrossMechanisms(self._parameters), self._parameters
        with self._store.begin() as tx:
            tx.lock_ledger()
            if (line := tx.spent(period)) is not None:
                return AcrossRelease.of(line)
            require_budget(tx, period, parameters.epsilon_micro, parameters.yearly_micro)
            release = mechanisms.release(period, vectors)
            tx.spend(Spent(period, release.epsilon_micro, release.text))
        return release

    def stored(self, period: Period) -> AcrossRelease | None:
        """Return the release of a period if it was made."""
        with self._store.read() as tx:
            line = tx.spent(period)
        return None if line is None else AcrossRelease.of(line)

    def ledger(self) -> Sequence[Spent]:
        """Return what was spent, by period."""
        with self._store.read() as tx:
            return tx.ledger()


def contribution(release: Release) -> list[int]:
    """Return what a client adds: its bins, brought to at most `WEIGHT` in sum."""
    counts = [release.bins[measure][name] or 0 for measure, name in BINS]
    total = max(sum(counts), WEIGHT)
    return [each * WEIGHT // total for each in counts]
