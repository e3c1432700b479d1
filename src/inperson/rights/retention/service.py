"""The use cases of retention: choose how long, see what is due, delete it.

How a sweep goes:

1. What is due is counted, and the plan put on the audit log, or nothing happens.
2. Records go a few at a time, each few in a transaction of its own. What is a part of something
   goes before it, so that the counts are those of the plan.
3. Subjects whose template is due are erased one by one, whole, as anybody else is.
4. What went is stored beside the plan.

A sweep that is killed leaves due records behind and nothing else; the next one finds them. Two at
once share the work.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inperson.audit import Act
from inperson.desks import GoverningDesk
from inperson.rights.kept_terms import kept_terms
from inperson.rights.laws import Category
from inperson.rights.retention.model import SETTING, RetentionSchedule, schedule_of
from inperson.rights.retention.plans import Due, Plan, Run, SweepReport
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions import ConsentPurpose, ConsentRows, RecordSealing, SessionRows, Subject
from inperson.tenants import Transaction

RUNS = "retention_runs"
EVERY = timedelta(hours=1)
_AT_ONCE = 200
_RUNS_KEPT = 50
Progress = Callable[[int, int], None]

_ORDER = (
    Category.SESSION_RECORD,
    Category.FRAME_DIGESTS,
    Category.IDEMPOTENCY,
    Category.DELIVERY_LOG,
    Category.CONSENT_RECORD,
    Category.PRIVACY_REQUEST,
    Category.DISCLOSURE_RECORD,
    Category.SESSION_OUTCOME,
    Category.IMPROVEMENT_SAMPLES,
    Category.TEMPLATE,
)
"""Parts before what they are a part of: the other way round they would go uncounted."""


@dataclass(slots=True)
class _Going:
    """A sweep under way."""

    schedule: RetentionSchedule
    planned: Plan
    progress: Progress
    gone: dict[Category, int] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.planned.at

    @property
    def cutoffs(self) -> Mapping[Category, datetime]:
        return self.schedule.cutoffs(self.now)

    def add(self, category: Category, count: int) -> None:
        if count:
            self.gone[category] = self.gone.get(category, 0) + count
            done = sum(self.gone.values())
            self.progress(done, max(done, self.planned.total))


class Retention:
    """How long one tenant keeps things; both kinds of its tokens alike."""

    def __init__(self, desk: GoverningDesk) -> None:
        self._desk = desk

    def schedule(self) -> RetentionSchedule:
        """Return how long each category is kept."""
        with self._desk.whole.read() as tx:
            return schedule_of(self._desk, tx)

    def set(
        self,
        jurisdictions: Iterable[str],
        days: Mapping[Category, int],
        reasons: Mapping[Category, str] | None = None,
        *,
        tell: Callable[[Transaction], object],
    ) -> RetentionSchedule:
        """Replace the tenant's choice.

        Args:
            jurisdictions: codes of the places whose law it falls under, beside that of the country
                that its notice names.
            days: of the categories that are not to be kept as long as by default.
            reasons: why, where a law wants to hear it.
            tell: says it in the tenant's notice, in the same transaction: `Notices.refresh_in`.

        Raises:
            JurisdictionUnknown: if a code is not in the table.
            RetentionInvalid: if a number of days or a reason is out of range.
            RetentionOverCap: if something was to be kept longer than a cap allows.
            RetentionReasonMissing: if a reason is wanted and missing.

        """
        chosen, desk = RetentionSchedule.of(jurisdictions, days, reasons), self._desk
        chosen.check()
        salt = desk.salt()
        with desk.whole.begin() as tx:
            desk.keep_setting(tx, SETTING, {**chosen.content(), "salt": salt.hex()})
            schedule = schedule_of(desk, tx)
            schedule.check()  # by the law of the notice's country as well, or nothing is kept
            tell(tx)  # the notice says it too, or it does not change
            kept = {category.value: str(count) for category, count in schedule.days.items()}
            codes = " ".join(each.code for each in chosen.jurisdictions)
            detail = {"jurisdictions": codes, **kept}
            desk.note(Act.RETENTION_SET, subject_id=None, salt=salt, **detail)
        return schedule

    def plan(self, now: datetime | None = None) -> Plan:
        """Return what a sweep at a time would do; now, unless another is given."""
        at = now or self._desk.clock.now()
        with self._desk.whole.read() as tx:
            return self._plan(tx, schedule_of(self._desk, tx), at)

    def preview(
        self,
        jurisdictions: Iterable[str],
        days: Mapping[Category, int],
        reasons: Mapping[Category, str] | None = None,
    ) -> tuple[RetentionSchedule, Plan]:
        """Return what `set` would make of a choice, and what a sweep would delete then.

        Nothing is changed.

        Raises:
            JurisdictionUnknown, RetentionInvalid, RetentionOverCap, RetentionReasonMissing: as
                `set` does.

        """
        chosen = RetentionSchedule.of(jurisdictions, days, reasons)
        chosen.check()
        with self._desk.whole.read() as tx:
            kept = kept_terms(self._desk, tx)
            schedule = chosen.under(None if kept is None else kept.country)
            schedule.check()
            return schedule, self._plan(tx, schedule, self._desk.clock.now())

    def sweep(
        self, now: datetime | None = None, progress: Progress = lambda _done, _total: None
    ) -> SweepReport:
        """Delete what is due, and nothing else.

        Args:
            now: what is due at this time; a time to come counts as now.
            progress: told how many records of how many went.

        Raises:
            AuditUnavailable: if the plan cannot be put on record; then nothing went.
            SiloUnavailable, StoreUnavailable, KeyUnavailable: what is left goes the next time.

        """
        present = self._desk.clock.now()
        at = min(now or present, present)
        with self._desk.whole.begin() as tx:
            schedule = schedule_of(self._desk, tx)
            plan = self._plan(tx, schedule, at)
            run = self._begin(tx, plan)
        going = _Going(schedule, plan, progress)
        for category in _ORDER:
            self._forget(category, going)
        self._finish(run, going)
        return SweepReport(plan, going.gone)

    def run_due(self) -> SweepReport | None:
        """Sweep if the last sweep was not finished, or is an hour ago; None otherwise."""
        now = self._desk.clock.now()
        with self._desk.whole.read() as tx:
            runs = self._desk.setting(tx, RUNS)
        if runs is not None and runs["finished_at"] is not None:
            last = datetime.fromisoformat(runs["finished_at"])
            # one that lies ahead is of a clock that was put back since
            if timedelta(0) <= now - last < EVERY:
                return None
        return self.sweep(now)

    def runs(self) -> list[Run]:
        """Return the latest sweeps in which anything was due, with what opens their leaves."""
        with self._desk.whole.read() as tx:
            return self._runs(tx)

    def _plan(self, tx: Transaction, schedule: RetentionSchedule, at: datetime) -> Plan:
        cutoffs, days = schedule.cutoffs(at), schedule.days
        due = []
        for category in _ORDER:
            if category is Category.IMPROVEMENT_SAMPLES:
                count, earliest = self._samples(tx, cutoffs[category], at)
            else:
                count, earliest = tx.rows(RetentionRows).overdue(category, cutoffs, at)
            due.append(Due(category, days[category], count, earliest))
        return Plan(at, tuple(due))

    def _samples(
        self, tx: Transaction, before: datetime, at: datetime
    ) -> tuple[int, datetime | None]:
        keeper, withdrawn = self._desk.subjects.keeper, self._withdrawn(tx, at)
        spared = [*tx.rows(RetentionRows).spared_subjects(at), *(each.id for each in withdrawn)]
        count, earliest = keeper.overdue(before, spared)
        return count + sum(keeper.count(each.id) for each in withdrawn), earliest

    def _withdrawn(self, tx: Transaction, at: datetime) -> list[Subject]:
        """Return those who ended their consent to improvement while an order held the samples."""
        freed = tx.rows(RetentionRows).freed_subjects(at)
        agreed = [
            tx.rows(ConsentRows).consent(each.reference, ConsentPurpose.IMPROVEMENT)
            for each in freed
        ]
        pairs = zip(freed, agreed, strict=True)
        return [who for who, one in pairs if one is None or one.withdrawn_at is not None]

    def _forget(self, category: Category, going: _Going) -> None:
        if category is Category.IMPROVEMENT_SAMPLES:
            self._forget_samples(going)
        elif category is Category.TEMPLATE:
            self._erase(going)
        else:
            self._forget_rows(category, going)
        if category is Category.SESSION_RECORD:
            self._prune(going)

    def _forget_rows(self, category: Category, going: _Going) -> None:
        gone = 1
        while gone:
            with self._desk.whole.begin() as tx:
                gone = tx.rows(RetentionRows).forget(category, going.cutoffs, going.now, _AT_ONCE)
            going.add(category, gone)

    def _prune(self, going: _Going) -> None:
        """Take from the records of sessions the fields that go before the others."""
        records, pruned = RecordSealing(self._desk.vault), 1
        while pruned:
            with self._desk.whole.begin() as tx:
                due = tx.rows(SessionRows).due_records(going.now, _AT_ONCE)
                for session in due:
                    kept = records.open(session).pruned(session.created_at, going.now)
                    tx.rows(SessionRows).set_record(session.id, records.seal(kept, session))
                pruned = len(due)
            going.add(Category.SESSION_RECORD, pruned)

    def _forget_samples(self, going: _Going) -> None:
        keeper, category = self._desk.subjects.keeper, Category.IMPROVEMENT_SAMPLES
        with self._desk.whole.begin() as tx:
            withdrawn = self._withdrawn(tx, going.now)
            spared = tx.rows(RetentionRows).spared_subjects(going.now)
            # an order that is placed meanwhile waits for the transaction, where the store locks
            going.add(category, keeper.purge(going.cutoffs[category], spared))
        for each in withdrawn:
            going.add(category, keeper.remove(each.id))

    def _erase(self, going: _Going) -> None:
        while True:
            with self._desk.whole.read() as tx:
                # asked for one at a time: who comes back meanwhile is idle no more
                subject = tx.rows(RetentionRows).idle_subject(going.cutoffs, going.now)
            if subject is None:
                return
            self._desk.everybody.erase_found(subject)
            going.add(Category.TEMPLATE, 1)

    def _begin(self, tx: Transaction, plan: Plan) -> Run:
        run = Run(plan.at, self._desk.salt(), {k.value: n for k, n in plan.counts().items()})
        if plan.total:
            self._keep(tx, [*self._runs(tx), run], None)
            detail = run.detail()
            self._desk.note(Act.RETENTION_SWEPT, subject_id=None, salt=run.salt, **detail)
        return run

    def _finish(self, run: Run, going: _Going) -> None:
        with self._desk.whole.begin() as tx:
            runs = self._runs(tx)
            for each in runs:
                if each.salt == run.salt:
                    each.gone = {category.value: n for category, n in going.gone.items()}
            self._keep(tx, runs, self._desk.clock.now())

    def _runs(self, tx: Transaction) -> list[Run]:
        kept = self._desk.setting(tx, RUNS)
        return [] if kept is None else [Run.of(each) for each in kept["runs"]]

    def _keep(self, tx: Transaction, runs: list[Run], finished: datetime | None) -> None:
        content = {
            "finished_at": None if finished is None else finished.isoformat(),
            "runs": [each.content() for each in runs[-_RUNS_KEPT:]],
        }
        self._desk.keep_setting(tx, RUNS, content)
