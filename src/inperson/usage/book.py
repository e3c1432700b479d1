"""The usage book of one tenant: what was used, and the report that closes a period.

How a period is closed:

1. It is over, and an hour more, so that every session of it has ended; those whose time was over
   are expired and counted first, in a transaction of their own.
2. Every period before it is closed, the empty ones too, so that numbers have no gap.
3. In one transaction: the period is locked against counting, its active subjects are counted, its
   report is signed, the audit log takes a leaf, and the report is stored in the place of the salt
   and the marks, which are deleted. A process that is killed leaves all of it or nothing, and
   perhaps a leaf of what did not happen.

Nothing changes a closed period: what comes later, by a clock that goes back or an end that was
stored late, counts in the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from inperson.audit import Act, AuditLog, Entry
from inperson.core import Clock
from inperson.tenants import Silo, Transaction
from inperson.usage.billing import Operation, PeriodUsage
from inperson.usage.errors import PeriodOpen, PeriodUnknown
from inperson.usage.periods import Period
from inperson.usage.ports import StoredPeriod, UsageRows
from inperson.usage.report import KIND, NOTHING_BEFORE, UsageReport, claims_of, digest
from inperson.vault import StatementSigner

GRACE = timedelta(hours=1)
"""Far longer than a session can last; a test holds the two against each other."""

Statistics = Callable[[Period], Mapping[str, Any] | None]
"""Makes what private statistics release of a period. Asked again, it gives the same."""


def no_statistics(_: Period) -> None:
    """Release no statistics."""


@dataclass(frozen=True, slots=True)
class UsageBook:
    """What one tenant used."""

    silo: Silo
    audit: AuditLog
    signer: StatementSigner
    clock: Clock
    deployment: str
    """`managed` or `private`."""
    actor: str
    statistics: Statistics = no_statistics

    def usage(self, period: Period) -> PeriodUsage:
        """Return what was used in a period; so far, if it is open."""
        with self.silo.read() as tx:
            stored = {each.period: each for each in tx.rows(UsageRows).usage_periods()}
            return _usage(tx, stored.get(period, StoredPeriod(period, closed=False)))

    def periods(self) -> Sequence[PeriodUsage]:
        """Return every period in which something was counted, in order."""
        with self.silo.read() as tx:
            return [_usage(tx, each) for each in tx.rows(UsageRows).usage_periods()]

    def reports(self) -> Sequence[UsageReport]:
        """Return the reports of the closed periods, in order."""
        with self.silo.read() as tx:
            texts = [each.report for each in tx.rows(UsageRows).usage_periods()]
        return [UsageReport.read(text) for text in texts if text is not None]

    def report(self, period: Period) -> UsageReport:
        """Return the report of a closed period, always the same bytes.

        Raises:
            PeriodOpen: if it is not closed.

        """
        for each in self.reports():
            if each.period == period:
                return each
        raise PeriodOpen(f"{period} is not closed, so there is no report of it.")

    def close(self, period: Period) -> UsageReport:
        """Close a period and every one before it; one that is closed stays as it is.

        Raises:
            PeriodOpen: if it is not over, or not for an hour.
            PeriodUnknown: if nothing was counted in it or before it.
            AuditUnavailable: if it cannot be recorded.

        """
        if self.clock.now() < period.ends_at + GRACE:
            raise PeriodOpen(f"{period} is closed an hour after its end at the earliest.")
        self._expire()
        for each in self._due(period):
            self._close(each)
        with self.silo.read() as tx:
            known = {each.period for each in tx.rows(UsageRows).usage_periods()}
        if period not in known:
            raise PeriodUnknown(f"Nothing was counted in {period} or before it.")
        return self.report(period)

    def run_due(self) -> int:
        """Close every period that is due, and return how many were."""
        self._expire()
        last, closed = Period.of(self.clock.now() - GRACE), 0
        for each in self._due(last):
            if each < last:
                self._close(each)
                closed += 1
        return closed

    def _expire(self) -> None:
        with self.silo.begin() as tx:
            tx.rows(UsageRows).expire_sessions(self.clock.now())

    def _due(self, last: Period) -> Sequence[Period]:
        """Return the open periods up to one, from the first in which something was counted."""
        with self.silo.read() as tx:
            stored = tx.rows(UsageRows).usage_periods()
        closed = {each.period for each in stored if each.closed}
        due, period = [], stored[0].period if stored else last.next
        while period <= last:
            if period not in closed:
                due.append(period)
            period = period.next
        return due

    def _close(self, period: Period) -> None:
        statistics = self.statistics(period)
        with self.silo.begin() as tx:
            stored = tx.rows(UsageRows).lock_usage(period)
            if stored.closed:
                return  # another process was faster
            number, previous = _before(tx)
            usage = _usage(tx, stored)
            claims = claims_of(
                number=number,
                previous=previous,
                usage=usage,
                deployment=self.deployment,
                statistics=statistics,
            )
            text = UsageReport.read(self.signer.sign(claims, KIND)).text
            self.audit.append(Entry(Act.USAGE_CLOSED, self.actor, purpose=period.text))
            tx.rows(UsageRows).close_usage(
                StoredPeriod(
                    period, closed=True, number=number, report=text, active=usage.active_subjects
                )
            )


def _before(tx: Transaction) -> tuple[int, str]:
    """Return the number of the next report, and the hash of the last one."""
    texts = [each.report for each in tx.rows(UsageRows).usage_periods() if each.report is not None]
    return len(texts) + 1, digest(texts[-1]) if texts else NOTHING_BEFORE


def _usage(tx: Transaction, stored: StoredPeriod) -> PeriodUsage:
    counts: Mapping[Operation, int] = tx.rows(UsageRows).usage_counts(stored.period)
    active = (
        tx.rows(UsageRows).active_subjects(stored.period)
        if stored.active is None
        else stored.active
    )
    return PeriodUsage(stored.period, counts, active, closed=stored.closed)
