"""The sessions of a server: each caller gets its own use cases, and no others."""

from collections.abc import Callable

from inperson.core import Clock, SessionId
from inperson.sessions.captures import OpenCaptures, TenantCaptures
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.errors import (
    AgeUnknown,
    BelowMinimumAge,
    ConsentRequired,
    GuardianMissing,
    NoticeChanged,
    SessionNotFound,
    SessionTokenInvalid,
    SubjectRestricted,
)
from inperson.sessions.model import AnySession
from inperson.sessions.ports import ConsentGate
from inperson.sessions.subjects import OpenSubjects, TenantSubjects
from inperson.sessions.tenant_sessions import TenantSessions
from inperson.sessions.tickets import SessionTicket
from inperson.sessions.tidying import Tidying
from inperson.tenants import Caller, Tenants


class Sessions:
    """Gives each caller its own use cases, bound to its tenant and to its kind of token."""

    def __init__(
        self,
        engine: SessionEngine,
        tenants: Tenants,
        open_subjects: OpenSubjects,
        gate: Callable[[TenantSubjects], ConsentGate],
        captures: OpenCaptures,
    ) -> None:
        self.captures = captures
        self._engine = engine
        self._tenants = tenants
        self._open_subjects = open_subjects
        self._gate = gate
        self._tidying = Tidying()

    @property
    def clock(self) -> Clock:
        """Return the clock that every session is timed by."""
        return self._engine.clock

    def of(self, caller: Caller) -> TenantSessions:
        """Return the use cases of one caller.

        Raises:
            SiloUnavailable: if the tenant's data store cannot be opened.
            KeyUnavailable: if the tenant's keys cannot be opened.

        """
        return self._of(caller, self.subjects_of(caller))

    def subjects_of(self, caller: Caller) -> TenantSubjects:
        """Return the use cases about one caller's enrolled subjects; raises what `of` raises."""
        return self._open_subjects(caller.authority)

    def usable(self, caller: Caller, session_id: SessionId) -> AnySession | None:
        """Return a session whose subject lets its data be used now as it did at the capture.

        None if there is none any more, or its consent is over, or its data is restricted; raises
        what `of` raises.
        """
        subjects = self.subjects_of(caller)
        try:
            session = self._of(caller, subjects).get(session_id)
            with subjects.silo.read() as tx:
                self._gate(subjects).at_capture(tx, session, None)
        except (SessionNotFound, ConsentRequired, NoticeChanged, SubjectRestricted):
            return None
        except (AgeUnknown, BelowMinimumAge, GuardianMissing):  # by a notice that is newer
            return None
        return session

    def captures_of(self, ticket: SessionTicket) -> TenantCaptures:
        """Return the use case of who holds a session token; raises what `of` raises."""
        subjects = self._open_subjects(ticket.authority)
        gate = self._gate(subjects)
        return TenantCaptures(self._engine, ticket, subjects, gate, self.captures, self._standing)

    def _of(self, caller: Caller, subjects: TenantSubjects) -> TenantSessions:
        return TenantSessions(self._engine, caller, subjects, self._gate(subjects), self._tidying)

    def _standing(self, ticket: SessionTicket) -> None:
        """Let what a ticket began go on while the app token stands that opened its session.

        Raises:
            SessionTokenInvalid: if that one was revoked, or its time is over.

        """
        opened_by = ticket.opened_by
        if opened_by is not None and not self._tenants.stands(ticket.tenant_id, opened_by):
            raise SessionTokenInvalid("The app token ended that opened the session.")
