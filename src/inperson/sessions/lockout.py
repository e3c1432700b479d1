"""How often an authentication may fail: NIST SP 800-63B-4, section 3.2.3, with PAD.

After ten failures in a row each further one costs a delay, 30 seconds first and twice as much each
time, an hour at most; a hundred in a row disable face for the subject until its tenant enables it
again. A success forgets the failures before it. What counts is told by `Reason.counts`.

While a person looks at a failure, it is set aside: it is not counted, and no delay runs. Of each
subject one at most is, so that who tries faces gains one attempt for each time that a person closes
a review, and no more.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from inperson.core import SessionId
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
    since: datetime | None = None
    """When the first of them was counted; None before any was, and of earlier versions' counts."""
    set_aside: SessionId | None = None
    """The session whose failure is not among them for as long as a person looks at it."""

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
        goes_on = self.failures or self.set_aside
        later = replace(self, failures=failures, since=self.since if goes_on else now)
        if failures < DELAYED_FROM:
            return replace(later, locked_until=None)
        doublings = min(failures - DELAYED_FROM, 20)
        delay = min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)
        return replace(later, locked_until=now + delay)

    def counts(self, failed_at: datetime) -> bool:
        """Tell whether a failure of a time is among those that are counted."""
        return self.failures > 0 and (self.since is None or self.since <= failed_at)

    def put_aside(self, session_id: SessionId, failed_at: datetime) -> "Attempts":
        """Return the state while a person looks at a failure; the same if it is not counted."""
        if self.set_aside is not None or not self.counts(failed_at):
            return self
        return replace(self._without_one(), set_aside=session_id)

    def taken_back(self, session_id: SessionId) -> "Attempts":
        """Return the state once the failure of a session that was set aside counts again."""
        if self.set_aside != session_id:
            return self
        return replace(self, failures=self.failures + 1, set_aside=None)

    def undone(self, session_id: SessionId, failed_at: datetime) -> "Attempts":
        """Return the state once a failure never counts again, set aside or not."""
        if self.set_aside == session_id:
            return replace(self, locked_until=None, set_aside=None)
        return self._without_one() if self.counts(failed_at) else self

    def _without_one(self) -> "Attempts":
        return replace(self, failures=self.failures - 1, locked_until=None)
