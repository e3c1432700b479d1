"""What a person does on the page of a check: open it, hand it to a phone, begin, stop."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inperson.checks.errors import (
    CheckLinkInvalid,
    CheckLinkUsed,
    CheckVisitInvalid,
    HandOffRefused,
)
from inperson.checks.keys import CheckKey, code_of
from inperson.checks.links import address_of, record_of
from inperson.checks.model import OVER, CheckStage, CheckTerms, HandOff, HostedCheck, Progress, Seat
from inperson.checks.ports import CheckRows
from inperson.core import SessionId
from inperson.desks import Desk
from inperson.sessions import (
    AnySession,
    Reason,
    Sessions,
    SessionState,
    SessionTicket,
    TenantSessions,
    require_open,
)
from inperson.tenants import Caller, TokenLimits


def enter(desk: Desk, sessions: Sessions, key: CheckKey) -> tuple["CheckVisit", CheckKey]:
    """Open a link or take a hand-off, which is good once.

    Returns:
        The visit, and the key that its browser keeps.

    Raises:
        CheckLinkInvalid: if it opens nothing.
        CheckLinkUsed: if somebody opened it before.
        SessionEnded: if the check is done.
        SessionExpired: if its time is over.

    """
    with desk.silo.read() as tx:
        check = tx.rows(CheckRows).check(key.session_id)
    if check is None or not (key.fits(check.link) or key.fits(check.handoff)):
        raise CheckLinkInvalid("The link opens no check.")
    seat = Seat.OWNER if key.fits(check.link) else Seat.PHONE
    if check.held_by(seat) is not None:
        raise CheckLinkUsed("The link was opened before.")
    require_open(CheckVisit(desk, sessions, check, seat).session())
    kept = CheckKey.new(key.kind, key.session_id, desk.entropy)
    entered = check.taken_by(seat, kept.sha256)
    with desk.silo.begin() as tx:
        if not tx.rows(CheckRows).change_check(check, entered):
            raise CheckLinkUsed("The link was opened just now.")
    return CheckVisit(desk, sessions, entered, seat), kept


def visiting(desk: Desk, sessions: Sessions, key: CheckKey) -> "CheckVisit":
    """Return the visit of who holds a key of one.

    Raises:
        CheckVisitInvalid: if there is none.

    """
    with desk.silo.read() as tx:
        check = tx.rows(CheckRows).check(key.session_id)
    for seat in Seat:
        if check is not None and key.fits(check.held_by(seat)):
            return CheckVisit(desk, sessions, check, seat)
    raise CheckVisitInvalid("There is no check in this browser.")


@dataclass(frozen=True, slots=True)
class CheckVisit:
    """One browser in a check."""

    desk: Desk
    sessions: Sessions
    check: HostedCheck
    seat: Seat

    @property
    def session_id(self) -> SessionId:
        """Return which session it is."""
        return self.check.session_id

    def session(self) -> AnySession:
        """Return the session as it is now."""
        return self._mine().get(self.session_id)

    def progress(self) -> Progress:
        """Return how far it is."""
        session, check, terms = self.session(), self.check, self._terms()
        stage, own = _stage(session, check), self.seat is Seat.OWNER
        handed = check.handoff is not None and stage not in OVER
        return Progress(
            seat=self.seat,
            stage=stage,
            kind=session.kind,
            expires_at=session.expires_at,
            hand_off=own and terms.wanted.hand_off and stage in _BEFORE,
            code=code_of(check.handoff) if handed and check.handoff is not None else None,
            message=terms.wanted.message if own else None,
            returns=terms.returning(session.id) if own and stage in OVER else None,
        )

    def begin(self) -> SessionTicket:
        """Return the right to make the capture here. An owner takes a hand-off back.

        Raises:
            SessionEnded: if the check is done.
            SessionExpired: if its time is over.
            HandOffRefused: if it is on a phone, and runs.

        """
        session = self.session()
        require_open(session)
        if self.seat is Seat.OWNER and self.check.handoff is not None:
            if session.begun:
                raise HandOffRefused("The check runs on the phone.")
            self._change(lambda check: replace(check, handoff=None, phone=None))
        return self._ticket(session)

    def hand_off(self) -> HandOff:
        """Let a phone take the check; an earlier hand-off is over.

        Raises:
            HandOffRefused: if the back end forbids it, or it runs.
            SessionEnded: if the check is done.
            SessionExpired: if its time is over.

        """
        require_open(self.session())
        if not self.progress().hand_off:
            raise HandOffRefused("This check cannot be handed to a phone.")
        kind = self.desk.kind
        key = CheckKey.new(kind, self.session_id, self.desk.entropy)
        self._change(lambda check: replace(check, handoff=key.sha256, phone=None))
        return HandOff(key, address_of(self.desk, key), code_of(key.sha256))

    def cancel(self) -> AnySession:
        """End the check because the person wants to, before its capture.

        Raises:
            SessionEnded: if it is done.
            SessionExpired: if its time is over.
            CaptureInUse: if it runs, where it can be stopped.

        """
        session = self.session()
        require_open(session)
        return self.sessions.captures_of(self._ticket(session)).decline()

    def _ticket(self, session: AnySession) -> SessionTicket:
        ticket = self._mine().ticket(session)
        if ticket is None:
            raise CheckVisitInvalid("The session takes no capture.")
        return replace(ticket, pages=(self.desk.facts.public_url,))

    def _mine(self) -> TenantSessions:
        authority = replace(self.desk.authority, actor=self._terms().opened_by)
        return self.sessions.of(Caller(authority, TokenLimits()))

    def _terms(self) -> CheckTerms:
        return CheckTerms.of(self.desk.open(record_of(self.session_id), self.check.sealed))

    def _change(self, change: Callable[[HostedCheck], HostedCheck]) -> None:
        with self.desk.silo.begin() as tx:
            if not tx.rows(CheckRows).change_check(self.check, change(self.check)):
                raise CheckVisitInvalid("The check goes on elsewhere; load the page again.")


_BEFORE = frozenset({CheckStage.OPEN, CheckStage.HANDED, CheckStage.ON_PHONE})


def _stage(session: AnySession, check: HostedCheck) -> CheckStage:
    if session.state is SessionState.EXPIRED:
        return CheckStage.EXPIRED
    if session.verdict is not None:
        cancelled = session.verdict.reasons == (Reason.CANCELLED,)
        return CheckStage.CANCELLED if cancelled else CheckStage.DONE
    if session.begun:
        return CheckStage.CAPTURING
    if check.phone is not None:
        return CheckStage.ON_PHONE
    return CheckStage.OPEN if check.handoff is None else CheckStage.HANDED
