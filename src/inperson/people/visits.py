"""Who is at a console: the session behind a cookie, and how fresh its last proof is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inperson.core import Clock, Entropy, TenantId
from inperson.people.codes import hash_of, new_secret
from inperson.people.errors import SignInRequired, StepUpRequired
from inperson.people.model import FRESH, ConsoleSession, Person
from inperson.people.ports import PeopleStore, PeopleTransaction
from inperson.tenants import ROLES, Action, GoverningAuthority, TokenKind, authorize

_SEEN_EVERY = timedelta(minutes=1)
_LONGEST_SECRET = 64


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in."""

    person: Person
    session: ConsoleSession

    @property
    def actor(self) -> str:
        """Return what the person is called in an audit log."""
        return self.person.actor

    def authority(self, tenant_id: TenantId) -> GoverningAuthority:
        """Return what the person may touch of a tenant that its role reaches."""
        actions = ROLES[self.person.role]
        return GoverningAuthority(tenant_id, TokenKind.PRODUCTION, self.actor, actions)

    def may(self, action: Action) -> bool:
        """Tell whether the person's role covers an action."""
        return action in ROLES[self.person.role]

    def require(self, action: Action) -> None:
        """Let the person do this.

        Raises:
            ActionNotAllowed: if its role does not cover it.

        """
        authorize(ROLES[self.person.role], action)

    @property
    def fresh_until(self) -> datetime:
        """Return until when acts that need a fresh proof pass without another one."""
        return self.session.stepped_up_at + FRESH


class Visits:
    """The sessions of the consoles.

    Args:
        store: where they are.
        clock: the time.
        entropy: chance.

    """

    def __init__(self, store: PeopleStore, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def who(self, secret: str | None) -> Visitor:
        """Return who has this cookie; that somebody was here is remembered once a minute.

        Raises:
            SignInRequired: if it is nobody's, or its time is over, or the person is disabled.

        """
        if not secret or len(secret) > _LONGEST_SECRET:
            raise SignInRequired("Sign in first.")
        now = self._clock.now()
        with self._store.read() as tx:
            session = tx.session(hash_of(secret))
            person = None if session is None else tx.person(session.person_id)
        if session is None or not session.open_at(now) or person is None or person.disabled_at:
            raise SignInRequired("Sign in again.")
        if now - session.last_seen_at >= _SEEN_EVERY:
            session = replace(session, last_seen_at=now)
            with self._store.begin() as tx:
                tx.touch_session(session.sha256, now, session.stepped_up_at)
        return Visitor(person, session)

    def require_fresh(self, visitor: Visitor) -> None:
        """Let an act pass only just after a passkey was used.

        Raises:
            StepUpRequired: otherwise.

        """
        if not visitor.session.fresh_at(self._clock.now()):
            raise StepUpRequired("Confirm with your passkey first.")

    def leave(self, secret: str | None) -> None:
        """End the session of this cookie, if there is one."""
        if secret:
            with self._store.begin() as tx:
                tx.end_session(hash_of(secret))

    def open(self, tx: PeopleTransaction, person: Person, *, fresh: bool = True) -> str:
        """Begin a session within a transaction, and return its cookie.

        Args:
            tx: that of what proved who it is.
            person: who it is.
            fresh: whether a passkey proved it that was there before.

        """
        secret, now = new_secret(self._entropy), self._clock.now()
        proven = now if fresh else now - FRESH
        tx.add_session(ConsoleSession(hash_of(secret), person.id, now, now, proven), now)
        return secret
