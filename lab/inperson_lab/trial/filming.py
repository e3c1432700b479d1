"""Which sessions are filmed, and under which label their footage is sealed.

A capture that is refused before its volunteer is enrolled has no key that it could be sealed under.
It waits in memory, and is sealed with the first that enrols; who never enrols is counted, and
nothing of it is kept.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from inperson.core import SessionId
from inperson.improvement import ImprovementSet
from inperson.sessions import Consent, DeveloperSession, Footage
from inperson_lab.trial.book import Book

_MOST_EXPECTED, _MOST_WAITING = 500, 8
Labelled = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Waiting:
    session: DeveloperSession
    device: Mapping[str, str]
    footage: Footage
    label: Labelled


class Filming:
    """Implements `sessions.FootageKeeper` for one trial. Safe to call from several threads.

    Args:
        book: counts what is kept.
        improvement: opens the tenant's improvement set.

    """

    def __init__(self, book: Book, improvement: Callable[[], ImprovementSet]) -> None:
        self._book = book
        self._improvement = improvement
        self._lock = threading.Lock()
        self._expected: dict[SessionId, tuple[int, Labelled]] = {}
        self._waiting: dict[int, list[_Waiting]] = {}

    def expect(self, session_id: SessionId, number: int, label: Labelled) -> None:
        """Film a session that was opened for a volunteer, under a label."""
        with self._lock:
            self._expected[session_id] = number, {**label, "volunteer": str(number)}
            for oldest in list(self._expected)[:-_MOST_EXPECTED]:  # opened, and never begun
                del self._expected[oldest]

    def wants(self, session_id: SessionId) -> bool:
        """Tell whether a session is filmed."""
        return session_id in self._expected

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        footage: Footage,
    ) -> None:
        """Seal the footage of a session, and what waited for its volunteer's key.

        Raises:
            ImprovementNotAllowed: if it is no developer session, or the consent withdrawn.

        """
        with self._lock:
            number, label = self._expected.pop(session.id, (0, {}))
            if not number or not footage.frames:
                return
            waiting = self._waiting.setdefault(number, [])
            waiting.append(_Waiting(session, device, footage, label))
            del waiting[:-_MOST_WAITING]
            left = len(waiting)
            if session.subject_id is not None:
                del self._waiting[number]
                left = 0
        if session.subject_id is not None:
            kept = self._improvement()
            for each in waiting:
                one = replace(each.session, subject_id=session.subject_id)
                kept.keep_footage(one, consent, each.device, each.footage, each.label)
        self._book.count(number, [label["presentation"]], waiting=left)

    def forget(self, number: int) -> None:
        """Let go of what waits for a volunteer's key."""
        with self._lock:
            self._waiting.pop(number, None)
