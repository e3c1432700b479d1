"""The staff in SQL, in the server's directory."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from inperson.core import PersonId, TenantId
from inperson.people.model import (
    IDLE,
    Ceremony,
    Challenge,
    ConsoleSession,
    Invitation,
    Passkey,
    Person,
    Recovery,
)
from inperson.store.connections import kept, reading, transaction
from inperson.store.inserts import insert_if_free
from inperson.store.people_tables import (
    challenges,
    console_sessions,
    invitations,
    passkeys,
    people,
    recoveries,
    recovery_codes,
)
from inperson.tenants import Role


class SqlPeople:
    """Implements `people.PeopleStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self) -> AbstractContextManager["SqlPeopleTransaction"]:
        """Open a transaction."""
        return self._begin()

    def read(self) -> AbstractContextManager["SqlPeopleTransaction"]:
        """Open a transaction that only reads."""
        return self._read()

    @contextmanager
    def _read(self) -> Iterator["SqlPeopleTransaction"]:
        with reading(self._engine) as connection:
            yield SqlPeopleTransaction(connection)

    @contextmanager
    def _begin(self) -> Iterator["SqlPeopleTransaction"]:
        with transaction(self._engine) as connection:
            yield SqlPeopleTransaction(connection)


class SqlPeopleTransaction:
    """Implements `people.ports.PeopleTransaction`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_person(self, person: Person) -> None:
        """Store a new person."""
        row = {
            "id": person.id,
            "role": person.role.value,
            "tenant_id": person.tenant_id,
            "name": person.name,
            "created_at": person.created_at,
            "disabled_at": person.disabled_at,
        }
        self._connection.execute(insert(people).values(row))

    def person(self, person_id: PersonId) -> Person | None:
        """Return a person, its row locked until the transaction ends."""
        row = self._first(kept(self._connection, select(people).where(people.c.id == person_id)))
        return None if row is None else _person(row)

    def people(self) -> Sequence[Person]:
        """Return everybody in order of creation."""
        query = select(people).order_by(people.c.created_at, people.c.id)
        return [_person(row) for row in self._connection.execute(query)]

    def disable(self, person_id: PersonId, at: datetime) -> None:
        """Disable a person, and delete what would let it in."""
        mine = update(people).where(people.c.id == person_id)
        self._connection.execute(mine.values(disabled_at=at))
        for table in (invitations, recovery_codes, recoveries, challenges, console_sessions):
            self._connection.execute(delete(table).where(table.c.person_id == person_id))

    def invite(self, invitation: Invitation) -> None:
        """Store an invitation in the place of the person's earlier one."""
        whose = invitations.c.person_id == invitation.person_id
        self._connection.execute(delete(invitations).where(whose))
        row = {
            "person_id": invitation.person_id,
            "sha256": invitation.sha256,
            "expires_at": invitation.expires_at,
        }
        self._connection.execute(insert(invitations).values(row))

    def invitation(self, sha256: bytes) -> Invitation | None:
        """Return the invitation with this hash, or None."""
        row = self._first(select(invitations).where(invitations.c.sha256 == sha256))
        if row is None:
            return None
        return Invitation(bytes(row.sha256), PersonId(row.person_id), row.expires_at)

    def use_invitation(self, sha256: bytes) -> bool:
        """Delete an invitation."""
        mine = delete(invitations).where(invitations.c.sha256 == sha256)
        return self._connection.execute(mine).rowcount == 1

    def add_passkey(self, passkey: Passkey) -> bool:
        """Store a passkey; False if the credential is known already."""
        row = {
            "credential_id": passkey.credential_id,
            "person_id": passkey.person_id,
            "public_key": passkey.public_key,
            "sign_count": passkey.sign_count,
            "transports": " ".join(passkey.transports),
            "created_on": passkey.created_on,
        }
        return insert_if_free(self._connection, passkeys, row)

    def passkey(self, credential_id: bytes) -> Passkey | None:
        """Return a passkey, its row locked until the transaction ends."""
        mine = select(passkeys).where(passkeys.c.credential_id == credential_id)
        row = self._first(kept(self._connection, mine))
        return None if row is None else _passkey(row)

    def passkeys(self, person_id: PersonId) -> Sequence[Passkey]:
        """Return a person's passkeys in a fixed order."""
        mine = select(passkeys).where(passkeys.c.person_id == person_id)
        query = mine.order_by(passkeys.c.created_on, passkeys.c.credential_id)
        return [_passkey(row) for row in self._connection.execute(query)]

    def count_passkey(self, credential_id: bytes, sign_count: int) -> None:
        """Store how often the authenticator has signed."""
        mine = update(passkeys).where(passkeys.c.credential_id == credential_id)
        self._connection.execute(mine.values(sign_count=sign_count))

    def remove_passkey(self, person_id: PersonId, credential_id: bytes) -> bool:
        """Delete one of a person's passkeys."""
        mine = (passkeys.c.person_id == person_id) & (passkeys.c.credential_id == credential_id)
        return self._connection.execute(delete(passkeys).where(mine)).rowcount == 1

    def set_recovery(self, recovery: Recovery, codes: Sequence[bytes]) -> None:
        """Replace a person's recovery codes."""
        whose = recovery.person_id
        for table in (recovery_codes, recoveries):
            self._connection.execute(delete(table).where(table.c.person_id == whose))
        row = {
            "person_id": whose,
            "handle": recovery.handle,
            "failures": recovery.failures,
            "locked_until": recovery.locked_until,
        }
        self._connection.execute(insert(recoveries).values(row))
        rows = [{"sha256": each, "person_id": whose} for each in codes]
        self._connection.execute(insert(recovery_codes), rows)

    def recovery(self, handle: str) -> Recovery | None:
        """Return the codes with this handle, the row locked until the transaction ends."""
        mine = select(recoveries).where(recoveries.c.handle == handle)
        row = self._first(kept(self._connection, mine))
        if row is None:
            return None
        return Recovery(row.handle, PersonId(row.person_id), row.failures, row.locked_until)

    def codes_left(self, person_id: PersonId) -> int:
        """Return how many recovery codes a person has left."""
        mine = select(func.count()).where(recovery_codes.c.person_id == person_id)
        return int(self._connection.execute(mine).scalar_one())

    def has_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Tell whether the person has this code left."""
        return (
            self._first(select(recovery_codes.c.sha256).where(_code(person_id, sha256))) is not None
        )

    def use_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Delete a recovery code."""
        mine = delete(recovery_codes).where(_code(person_id, sha256))
        return self._connection.execute(mine).rowcount == 1

    def count_wrong(self, person_id: PersonId, failures: int, until: datetime | None) -> None:
        """Store how many wrong codes there were."""
        mine = update(recoveries).where(recoveries.c.person_id == person_id)
        self._connection.execute(mine.values(failures=failures, locked_until=until))

    def add_challenge(self, challenge: Challenge, now: datetime) -> None:
        """Store a challenge, and forget those that are over."""
        self._connection.execute(delete(challenges).where(challenges.c.expires_at <= now))
        row = {
            "sha256": challenge.sha256,
            "ceremony": challenge.ceremony.value,
            "person_id": challenge.person_id,
            "expires_at": challenge.expires_at,
        }
        self._connection.execute(insert(challenges).values(row))

    def take_challenge(self, sha256: bytes) -> Challenge | None:
        """Delete a challenge and return it, in one statement."""
        taken = delete(challenges).where(challenges.c.sha256 == sha256).returning(*challenges.c)
        row = self._first(taken)
        if row is None:
            return None
        whose = None if row.person_id is None else PersonId(row.person_id)
        return Challenge(bytes(row.sha256), Ceremony(row.ceremony), whose, row.expires_at)

    def add_session(self, session: ConsoleSession, now: datetime) -> None:
        """Store a session, and forget those that are over."""
        over = console_sessions.c.last_seen_at <= now - IDLE
        self._connection.execute(delete(console_sessions).where(over))
        row = {
            "sha256": session.sha256,
            "person_id": session.person_id,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "stepped_up_at": session.stepped_up_at,
        }
        self._connection.execute(insert(console_sessions).values(row))

    def session(self, sha256: bytes) -> ConsoleSession | None:
        """Return the session with this hash, or None."""
        row = self._first(select(console_sessions).where(console_sessions.c.sha256 == sha256))
        if row is None:
            return None
        times = (row.created_at, row.last_seen_at, row.stepped_up_at)
        return ConsoleSession(bytes(row.sha256), PersonId(row.person_id), *times)

    def touch_session(self, sha256: bytes, seen_at: datetime, stepped_up_at: datetime) -> None:
        """Store when a session was last seen, and its last proof."""
        mine = update(console_sessions).where(console_sessions.c.sha256 == sha256)
        self._connection.execute(mine.values(last_seen_at=seen_at, stepped_up_at=stepped_up_at))

    def end_session(self, sha256: bytes) -> None:
        """Delete a session."""
        self._connection.execute(
            delete(console_sessions).where(console_sessions.c.sha256 == sha256)
        )

    def end_sessions(self, person_id: PersonId, but: bytes | None = None) -> None:
        """Delete a person's sessions, but the one with this hash."""
        mine = console_sessions.c.person_id == person_id
        if but is not None:
            mine &= console_sessions.c.sha256 != but
        self._connection.execute(delete(console_sessions).where(mine))

    def _first(self, statement: Any) -> Row[Any] | None:
        row: Row[Any] | None = self._connection.execute(statement).first()
        return row


def _code(person_id: PersonId, sha256: bytes) -> Any:
    return (recovery_codes.c.person_id == person_id) & (recovery_codes.c.sha256 == sha256)


def _person(row: Row[Any]) -> Person:
    tenant_id = None if row.tenant_id is None else TenantId(row.tenant_id)
    role, made, gone = Role(row.role), row.created_at, row.disabled_at
    return Person(PersonId(row.id), role, tenant_id, row.name, made, gone)


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        credential_id=bytes(row.credential_id),
        person_id=PersonId(row.person_id),
        public_key=bytes(row.public_key),
        sign_count=row.sign_count,
        transports=tuple(row.transports.split()),
        created_on=row.created_on,
    )
