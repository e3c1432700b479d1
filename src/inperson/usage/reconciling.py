"""Holding the counts against what else is known: the sessions that are kept, and the audit log.

1. No operation may have more sessions in the silo than were counted. Fewer is what retention and
   erasure leave.
2. Every accepted enrolment has a key of its own, whose first use is a leaf of the audit log before
   the session ends. So there are at least as many subjects in those leaves as enrolments counted;
   more are what was killed in between, or undone.
3. Every closed period has a leaf.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from inperson.audit import Act, AuditLog, Leaf
from inperson.usage.billing import Operation, Outcome
from inperson.usage.book import UsageBook
from inperson.usage.ports import UsageRows

_PAGE = 1000
_IDENTITY = "identity/"
"""How the purposes of templates begin. Nothing is opened here: only leaves are read."""


@dataclass(frozen=True, slots=True)
class ReconciledOperation:
    """One operation, over all periods."""

    operation: Operation
    counted: int
    kept: int

    @property
    def holds(self) -> bool:
        """Tell whether no session escaped the count."""
        return self.kept <= self.counted


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of it."""

    lines: tuple[ReconciledOperation, ...]
    enrolled: int
    """Accepted enrolments that were counted."""
    keys_used: int
    """Subjects whose key was unwrapped for a template, by the audit log."""
    closed: int
    closings: int
    """Periods whose close is in the audit log."""

    @property
    def holds(self) -> bool:
        """Tell whether everything agrees."""
        lines = all(each.holds for each in self.lines)
        return lines and self.keys_used >= self.enrolled and self.closings >= self.closed


def reconcile(book: UsageBook) -> Reconciliation:
    """Hold a tenant's counts against its silo and its audit log.

    Raises:
        StoreUnavailable: if one of them cannot be read.
        LeafMalformed: if a leaf was changed.

    """
    with book.silo.read() as tx:
        kept: Counter[Operation] = Counter()
        for (_, operation), count in tx.rows(UsageRows).sessions_kept().items():
            kept[operation] += count
        counted: Counter[Operation] = Counter()
        stored = tx.rows(UsageRows).usage_periods()
        for each in stored:
            counted.update(tx.rows(UsageRows).usage_counts(each.period))
    keys, closings = set(), set()
    for leaf in _leaves(book.audit):
        entry = leaf.entry
        if entry.act is Act.DEK_UNWRAPPED and (entry.purpose or "").startswith(_IDENTITY):
            keys.add(entry.subject)
        elif entry.act is Act.USAGE_CLOSED:
            closings.add(entry.purpose)
    enrolled = sum(
        count
        for operation, count in counted.items()
        if (operation.kind, operation.outcome) == ("enroll", Outcome.ACCEPTED)
    )
    lines = (
        ReconciledOperation(each, counted[each], kept[each])
        for each in sorted(counted.keys() | kept.keys())
    )
    closed = sum(each.closed for each in stored)
    return Reconciliation(tuple(lines), enrolled, len(keys), closed, len(closings))


def _leaves(log: AuditLog) -> Iterator[Leaf]:
    size = log.size()
    for start in range(0, size, _PAGE):
        for number, body in log.bodies(start, min(start + _PAGE, size)):
            yield Leaf.parse(number, body.encode())
