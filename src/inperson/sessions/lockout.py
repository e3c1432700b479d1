"""How often an authentication may fail: NIST SP 800-63B-4, section 3.2.3, with PAD.

After ten failures in a row each further one costs a delay, 30 seconds first and twice as much each
time, an hour at most; a hundred in a row disable face for the subject until its tenant enables it
again. A success forgets the failures before it. What counts is told by `Reason.counts`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from inperson.sessions.errors import SubjectDisabled, SubjectLocked
from inperson.sessions.reasons import Reason

DELAYED_FROM = 10
DISABLED_FROM = 100
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failed authentications of one subject since the last one that succeeded."""

    failures: int = 0
    locked_until: datetime | None = None

    @property
    def disabled(self) -> bool:
        """Tell whether only the tenant can let the subject try again."""
        return self.failures >= DISABLED_FROM

    def stopped(self, now: datetime) -> Reason | None:
        """Return why no attempt may be made now, or None."""
        if self.disabled:
            return Reason.SUBJECT_DISABLED
        locked = self.locked_until is not None and now < self.locked_until
        return Reason.SUBJECT_LOCKED if locked else None

    def check(self, now: datetime) -> None:
        """Let an attempt begin.

        Raises:
            SubjectLocked: while a delay runs.
            SubjectDisabled: after far too many failures.

        """
        reason = self.stopped(now)
        if reason is Reason.SUBJECT_DISABLED:
            raise SubjectDisabled("Too many attempts failed; enable the subject again.")
        if reason is Reason.SUBJECT_LOCKED and self.locked_until is not None:
            left_s = ceil((self.locked_until - now).total_seconds())
            raise SubjectLocked("Too many attempts failed; wait.", retry_after_s=left_s)

    def failed(self, now: datetime) -> "Attempts":
        """Return the state after one more failure."""
        failures = self.failures + 1
        if failures < DELAYED_FROM:
            return Attempts(failures)
        doublings = min(failures - DELAYED_FROM, 20)
        return Attempts(failures, now + min(FIRST_DELAY * 2**doublings, LONGEST_DELAY))
