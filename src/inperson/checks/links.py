"""What a back end does with hosted checks: it asks for a link beside a session."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from inperson.checks.keys import CheckKey
from inperson.checks.model import CheckTerms, HostedCheck, WantedCheck
from inperson.checks.ports import CheckRows
from inperson.core import SessionId
from inperson.desks import Desk
from inperson.sessions import AnySession, Device, Sessions, SessionState, TenantSessions
from inperson.tenants import Caller

CHECK_TTL = timedelta(minutes=10)
"""Longer than a session of a page of the tenant's: a person reads, and may fetch its phone."""
Create = Callable[[TenantSessions, Device, timedelta], AnySession]


@dataclass(frozen=True, slots=True)
class HostedChecks:
    """The checks that one app token's holder leads people to."""

    desk: Desk
    sessions: Sessions
    caller: Caller

    def open(
        self, wanted: WantedCheck, device: Device, create: Create
    ) -> tuple[AnySession, str | None]:
        """Open a session that is made on this server's page.

        Args:
            wanted: where the person is sent back to, and how.
            device: what is told of it. Its page is this server's.
            create: opens the session with the use cases, the device and the time that it is given.

        Returns:
            The session, and the link; None if an earlier request with this idempotency key got it,
            and it was opened since.

        Raises:
            ReturnNotAllowed: if the app token does not list the address.

        """
        limits = self.caller.limits
        wanted = replace(wanted, return_to=limits.admit_return(wanted.return_to or ""))
        session = self.begin(device, create)
        return session, self.link(session, wanted)

    def begin(self, device: Device, create: Create, lasts: timedelta = CHECK_TTL) -> AnySession:
        """Open a session of this server's page, whichever the app token's own pages are."""
        free = replace(self.caller, limits=replace(self.caller.limits, origins=(), packages=()))
        here = replace(device, page_origin=self.desk.facts.public_url)
        return create(self.sessions.of(free), here, lasts)

    def link(self, session: AnySession, wanted: WantedCheck) -> str | None:
        """Make a session's link, in place of an earlier one; None if that was opened."""
        desk = self.desk
        key = CheckKey.new(session.token_kind, session.id, desk.entropy, sent=wanted.sent)
        terms = CheckTerms(wanted, self.caller.token_id)
        sealed = desk.seal(record_of(session.id), terms.content())
        check = HostedCheck(session.id, key.sha256, sealed)
        with desk.silo.begin() as tx:
            earlier = tx.rows(CheckRows).check(session.id)
            if earlier is None and session.state is SessionState.OPEN:
                tx.rows(CheckRows).add_check(check)
            elif (
                earlier is None
                or earlier.visit is not None
                or not tx.rows(CheckRows).change_check(earlier, check)
            ):
                return None
        return address_of(desk, key)


def address_of(desk: Desk, key: CheckKey) -> str:
    """Return where a key opens its check. No server and no proxy sees what is behind the `#`."""
    return f"{desk.facts.public_url}/check/{desk.tenant_id}#{key.text}"


def record_of(session_id: SessionId) -> str:
    """Return what a check's terms are sealed as."""
    return f"check/{session_id}"
