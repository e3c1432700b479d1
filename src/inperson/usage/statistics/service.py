"""The use case: release a period's statistics once, and never for more than the year's budget.

1. Only a period that is over is released: nothing of it changes any more.
2. A period that was released is answered with the very same release, for nothing. What was erased
   in between changes nothing: a second release with noise of its own would be a second look at the
   same people, and the difference between the two would show who is gone.
3. The sessions are read in pages, each in a transaction of its own, so that a silo goes on writing.
4. In one transaction, with the ledger locked: the release is looked up again, the year must cover
   what it may cost, the noise is drawn, and cost and release are stored together. A process that
   is killed before the commit has spent nothing and told nobody; one that is killed after it finds
   the release. Of two that try at once, the second gets the release of the first.
5. The number of subjects is drawn first. If it is too small *with its noise*, nothing else is
   looked at and the release says only that it is withheld. The true number would decide better and
   tell more: whether one person more or less was there could be read off the decision.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from inperson.core import Clock
from inperson.tenants import Silo
from inperson.usage.periods import Period
from inperson.usage.statistics.domains import DOMAINS, Measure
from inperson.usage.statistics.errors import EpsilonBudgetSpent, PeriodNotOver
from inperson.usage.statistics.noise import Noise, library_version, noise_for
from inperson.usage.statistics.parameters import Parameters
from inperson.usage.statistics.ports import EndedRows, EpsilonLedger, Spent
from inperson.usage.statistics.release import MOST_COUNT, Cost, Release, Terms
from inperson.usage.statistics.tally import EndedSession, Tally, tally

_PAGE = 5_000


class SiloStatistics:
    """The statistics of one tenant.

    Args:
        silo: all of the tenant's data.
        clock: tells whether a period is over.
        parameters: of every release.
        note: is told of a period's text just before its release is kept; what it raises, nothing is
            released by.

    """

    def __init__(
        self,
        silo: Silo,
        clock: Clock,
        parameters: Parameters,
        note: Callable[[str], None],
    ) -> None:
        self._silo = silo
        self._clock = clock
        self._parameters = parameters
        self._note = note

    def release(self, period: Period) -> Release:
        """Return the release of a period; make it if there is none yet.

        Raises:
            PeriodNotOver: if the period is not over.
            EpsilonBudgetSpent: if the year's budget does not cover it.

        """
        self._require_over(period)
        if (made := self.stored(period)) is not None:
            return made
        parameters = self._parameters
        cost, yearly = parameters.epsilon_micro, parameters.yearly_micro
        with self._silo.read() as tx:
            require_budget(tx.rows(EpsilonLedger), period, cost, yearly)
        counts = tally(self._sessions(period), parameters.sessions_each, parameters.retry_within_s)
        mechanisms = Mechanisms(parameters)
        with self._silo.begin() as tx:
            ledger = tx.rows(EpsilonLedger)
            ledger.lock_ledger()
            if (line := ledger.spent(period)) is not None:
                return Release.parse(line.release)
            require_budget(ledger, period, cost, yearly)
            release = mechanisms.release(period, counts)
            ledger.spend(Spent(period, release.epsilon_micro, release.to_text()))
            self._note(period.text)
        return release

    def stored(self, period: Period) -> Release | None:
        """Return the release of a period if it was made."""
        with self._silo.read() as tx:
            line = tx.rows(EpsilonLedger).spent(period)
        return None if line is None else Release.parse(line.release)

    def exact(self, period: Period) -> Tally:
        """Count a period exactly, for the tenant's own eyes: this never leaves its silo.

        Every session counts. The period need not be over.
        """
        return tally(self._sessions(period), None, self._parameters.retry_within_s)

    def ledger(self) -> Sequence[Spent]:
        """Return what was spent, by period."""
        with self._silo.read() as tx:
            return tx.rows(EpsilonLedger).ledger()

    def left_micro(self, year: int) -> int:
        """Return what is left of a year's budget, in millionths."""
        with self._silo.read() as tx:
            return self._parameters.yearly_micro - spent_in(tx.rows(EpsilonLedger), year)

    def _require_over(self, period: Period) -> None:
        if self._clock.now() < period.ends_at:
            raise PeriodNotOver("The period is not over; its statistics can be released then.")

    def _sessions(self, period: Period) -> Iterator[EndedSession]:
        last: EndedSession | None = None
        while True:
            with self._silo.read() as tx:
                page = tx.rows(EndedRows).ended_sessions(period, last, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1]


class Mechanisms:
    """The mechanisms of a release under some parameters: one for each histogram, and one more."""

    def __init__(self, parameters: Parameters) -> None:
        self.subjects = noise_for(1, parameters.of_subjects)
        self.measures: Mapping[Measure, Noise] = {
            each: noise_for(parameters.sensitivity(each), parameters.of(each)) for each in Measure
        }
        self._parameters = parameters

    @property
    def epsilon_micro(self) -> int:
        """Return what a release costs: by sequential composition, the sum."""
        return self.subjects.epsilon_micro + sum(
            each.epsilon_micro for each in self.measures.values()
        )

    def release(self, period: Period, counts: Tally) -> Release:
        """Draw the noise, and decide on what it gave what is told."""
        parameters = self._parameters
        (subjects,) = self.subjects.add([counts.subjects])
        if subjects < parameters.least_subjects:
            nothing = {each: dict.fromkeys(DOMAINS[each]) for each in Measure}
            return Release(period, self._terms(), None, nothing)
        bins = {
            each: dict(zip(DOMAINS[each], self._told(each, counts), strict=True))
            for each in Measure
        }
        return Release(period, self._terms(), min(subjects, MOST_COUNT), bins)

    def _told(self, measure: Measure, counts: Tally) -> Iterator[int | None]:
        exact = [counts.bins[measure][name] for name in DOMAINS[measure]]
        for noisy in self.measures[measure].add(exact):
            yield None if noisy < self._parameters.least_count else min(noisy, MOST_COUNT)

    def _terms(self) -> Terms:
        parameters = self._parameters
        return Terms(
            sessions_each=parameters.sessions_each,
            retry_within_s=parameters.retry_within_s,
            least_subjects=parameters.least_subjects,
            least_count=parameters.least_count,
            yearly_micro=parameters.yearly_micro,
            library=library_version(),
            subjects=_cost(self.subjects),
            measures={name: _cost(each) for name, each in self.measures.items()},
        )


def spent_in(ledger: EpsilonLedger, year: int) -> int:
    """Return what the releases of a year's periods cost together, in millionths."""
    return sum(each.epsilon_micro for each in ledger.ledger() if each.period.year == year)


def require_budget(
    ledger: EpsilonLedger, period: Period, epsilon_micro: int, yearly_micro: int
) -> None:
    """Refuse a release that the year of its period does not cover.

    Raises:
        EpsilonBudgetSpent: if it does not.

    """
    if spent_in(ledger, period.year) + epsilon_micro > yearly_micro:
        raise EpsilonBudgetSpent(f"The privacy budget of {period.year} is spent.")


def _cost(noise: Noise) -> Cost:
    return Cost(noise.sensitivity, noise.scale, noise.epsilon_micro)
