"""Counting a period's sessions: a stream ordered by subject in, closed histograms out.

1. The sessions of one subject are next to each other, in order of time. No more of them is held
   than the few that count, so a million sessions need no more memory than ten.
2. Of each subject at most `most` sessions count, the same for every histogram: those with the
   smallest ids. Ids are random, so that is a random choice, and it depends on nobody else.
3. A subject is in exactly one bin of the retries: by how many of its unsuccessful sessions were
   followed by another one within the time.
4. A `liveness` session may say nothing about whose it is. It counts as a subject of its own, and
   has no retries: nobody can tell them.

Without `most` the same code gives a tenant its own exact figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappush, heappushpop

from inperson.usage.billing import Outcome
from inperson.usage.devices import OTHER, SessionFacts
from inperson.usage.statistics.domains import (
    DOMAINS,
    REASONS,
    Measure,
    length_bin,
    retries_bin,
)

_KNOWN_REASONS = frozenset(REASONS)


@dataclass(frozen=True, slots=True)
class EndedSession:
    """What the tally reads of one session. It stays inside the silo."""

    id: str
    subject: bytes | None
    kind: str
    outcome: Outcome
    began_at: datetime
    ended_at: datetime
    reason: str | None
    """The first one, if it did not succeed and was decided."""
    facts: SessionFacts


@dataclass(slots=True)
class Tally:
    """Exact counts over the closed domains, every bin there."""

    subjects: int = 0
    sessions: int = 0
    """Before the clamp: for the tenant's own eyes."""
    bins: dict[Measure, dict[str, int]] = field(
        default_factory=lambda: {each: dict.fromkeys(DOMAINS[each], 0) for each in Measure}
    )

    def add(self, session: EndedSession) -> None:
        """Count one session."""
        length_s = (session.ended_at - session.began_at).total_seconds()
        self.bins[Measure.LENGTH][length_bin(length_s)] += 1
        self.bins[Measure.OUTCOME][f"{session.kind}.{session.outcome.value}"] += 1
        self.bins[Measure.DEVICE][session.facts.device_class] += 1
        sdks = self.bins[Measure.SDK]
        sdks[session.facts.sdk if session.facts.sdk in sdks else OTHER] += 1
        if session.reason is not None:
            known = session.reason in _KNOWN_REASONS
            self.bins[Measure.REASON][session.reason if known else OTHER] += 1


def tally(sessions: Iterable[EndedSession], most: int | None, retry_within_s: int) -> Tally:
    """Count the sessions of a period.

    Args:
        sessions: ordered by subject (nobody's anywhere, but together), then by their end.
        most: how many of one subject count; None for all.
        retry_within_s: a session that begins so soon after a failed one is a retry.

    """
    counts, one = Tally(), _Subject(None)
    for session in sessions:
        counts.sessions += 1
        if session.subject is None:
            counts.subjects += 1
            counts.add(session)
            continue
        if session.subject != one.subject:
            one.close(counts)
            one = _Subject(session.subject)
        one.see(session, counts, most, retry_within_s)
    one.close(counts)
    return counts


class _Subject:
    """One subject's sessions while they pass by."""

    def __init__(self, subject: bytes | None) -> None:
        self.subject = subject
        self._failed_at: datetime | None = None
        self._retries = 0
        # a heap of at most `most` sessions with the largest id on top
        self._chosen: list[tuple[_Reversed, EndedSession]] = []

    def see(
        self, session: EndedSession, counts: Tally, most: int | None, retry_within_s: int
    ) -> None:
        if self._failed_at is not None:
            waited_s = (session.began_at - self._failed_at).total_seconds()
            self._retries += waited_s <= retry_within_s
        failed = session.outcome is not Outcome.ACCEPTED
        self._failed_at = session.ended_at if failed else None
        if most is None:
            counts.add(session)
        elif len(self._chosen) < most:
            heappush(self._chosen, (_Reversed(session.id), session))
        else:
            heappushpop(self._chosen, (_Reversed(session.id), session))

    def close(self, counts: Tally) -> None:
        if self.subject is None:
            return
        counts.subjects += 1
        counts.bins[Measure.RETRIES][retries_bin(self._retries)] += 1
        for _, session in self._chosen:
            counts.add(session)


class _Reversed(str):
    """A text that sorts the other way round: `heapq` keeps the smallest on top."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)
