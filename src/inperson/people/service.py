"""The roster: who is invited, who is there, who is not any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from inperson.audit import Act, AdministrationLog, AuditLog
from inperson.core import Clock, Entropy, PersonId, TenantId, is_id, new_person_id
from inperson.people.codes import hash_of, new_secret
from inperson.people.errors import PersonNeeded, PersonNotFound, TenantInvites
from inperson.people.model import INVITED_FOR, Invitation, Person
from inperson.people.ports import PeopleStore, PeopleTransaction
from inperson.tenants import Role

OpenLog = Callable[[TenantId | None], AuditLog]
"""Gives a tenant's audit log; of None, the server's own."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A person with the code of its invitation, which is shown once and kept nowhere."""

    person: Person
    code: str = field(repr=False)


class People:
    """The staff of a server and of its tenants.

    Args:
        store: where they are kept.
        open_log: gives the log that an act goes on.
        clock: the time.
        entropy: chance.

    """

    def __init__(
        self, store: PeopleStore, open_log: OpenLog, clock: Clock, entropy: Entropy
    ) -> None:
        self._store = store
        self._open_log = open_log
        self._clock = clock
        self._entropy = entropy

    def invite(self, role: Role, tenant_id: TenantId | None, name: str, actor: str) -> Invited:
        """Take in a person, who makes a passkey with the code that is returned.

        Args:
            role: operator, tenant's admin or tenant's auditor.
            tenant_id: of an existing tenant; None for an operator.
            name: what colleagues call it.
            actor: who invites.

        Raises:
            PersonInvalid: if the name is malformed, or role and tenant do not fit.
            TenantInvites: if an operator invites to a tenant that has somebody already, or
                somebody else than an administrator.

        """
        now = self._clock.now()
        person = Person(new_person_id(self._entropy), role, tenant_id, name, now)
        with self._store.begin() as tx:
            _require_consent(tx, person, actor)
            tx.add_person(person)
            return self._invited(tx, person, actor)

    def invite_again(self, person_id: PersonId, within: TenantId | None, actor: str) -> Invited:
        """Invite a person again who has lost everything; its earlier invitation ends.

        Raises:
            PersonNotFound: if there is none such that is not disabled.
            TenantInvites: if an operator invites to a tenant that somebody has joined.

        """
        with self._store.begin() as tx:
            person = self._known(tx, person_id, within)
            _require_consent(tx, person, actor)
            return self._invited(tx, person, actor)

    def disable(self, person_id: PersonId, within: TenantId | None, actor: str) -> None:
        """Let a person in no more: sessions, invitation and recovery codes end at once.

        Args:
            person_id: who.
            within: the tenant whose staff it is of; None of the operators.
            actor: who does it. Nobody does it to himself, so that somebody stays.

        Raises:
            PersonNotFound: if there is none such that is not disabled.
            PersonNeeded: if it is the actor.

        """
        with self._store.begin() as tx:
            person = self._known(tx, person_id, within)
            if person.actor == actor:
                raise PersonNeeded("Somebody else has to disable you.")
            tx.disable(person.id, self._clock.now())
            self._record(person, actor).note(Act.PERSON_DISABLED, person.id)

    def of(self, tenant_id: TenantId | None) -> Sequence[Person]:
        """Return a tenant's staff, or the operators, in order of creation."""
        return [each for each in self.everybody() if each.tenant_id == tenant_id]

    def everybody(self) -> Sequence[Person]:
        """Return all staff in order of creation."""
        with self._store.read() as tx:
            return tx.people()

    def joined(self) -> frozenset[PersonId]:
        """Return who has a passkey."""
        with self._store.read() as tx:
            return frozenset(each.id for each in tx.people() if tx.passkeys(each.id))

    def _invited(self, tx: PeopleTransaction, person: Person, actor: str) -> Invited:
        code = new_secret(self._entropy)
        until = self._clock.now() + INVITED_FOR
        tx.invite(Invitation(hash_of(code), person.id, until))
        self._record(person, actor).note(Act.PERSON_INVITED, person.id)
        return Invited(person, code)

    def _known(self, tx: PeopleTransaction, person_id: PersonId, within: TenantId | None) -> Person:
        person = tx.person(person_id) if is_id(person_id, "per") else None
        if person is None or person.disabled_at is not None or person.tenant_id != within:
            raise PersonNotFound("There is no such person here.")
        return person

    def _record(self, person: Person, actor: str) -> AdministrationLog:
        return AdministrationLog(self._open_log(person.tenant_id), actor)


def _require_consent(tx: PeopleTransaction, person: Person, actor: str) -> None:
    """Let an operator invite a tenant's first administrator, and nobody once one has come.

    With another invitation an operator would let itself in, as the tenant. Whoever has joined
    counts for ever: to disable the administrators makes no room for one's own. Who is at the
    command line is none of the staff: the operating system says who may.
    """
    if person.tenant_id is None:
        return
    everybody = tx.people()
    inviter = next((each for each in everybody if each.actor == actor), None)
    if inviter is None or inviter.tenant_id == person.tenant_id:
        return
    others = [each for each in everybody if each.tenant_id == person.tenant_id]
    waiting = any(each.disabled_at is None and each.id != person.id for each in others)
    joined = any(tx.passkeys(each.id) for each in others)
    if joined or waiting or person.role is not Role.TENANT_ADMIN:
        raise TenantInvites("Ask an administrator of the tenant, who invites whom it wants.")
