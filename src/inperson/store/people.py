"""The staff in SQL, in the server's directory."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from inperson.core import PersonId
from inperson.people import IDLE, Challenge, ConsoleSession, Invitation, Passkey, Person, Recovery
from inperson.store.connections import kept, reading, transaction
from inperson.store.converting import Converter
from inperson.store.people_tables import (
    challenges,
    console_sessions,
    invitations,
    passkeys,
    people,
    recoveries,
    recovery_codes,
)

_PEOPLE = Converter(Person, people)
_INVITATIONS = Converter(Invitation, invitations)
_PASSKEYS = Converter(Passkey, passkeys)
_RECOVERIES = Converter(Recovery, recoveries)
_CHALLENGES = Converter(Challenge, challenges)
_SESSIONS = Converter(ConsoleSession, console_sessions)


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
        _PEOPLE.add(self._connection, person)

    def person(self, person_id: PersonId) -> Person | None:
        """Return a person, its row locked until the transaction ends."""
        mine = select(people).where(people.c.id == person_id)
        return _PEOPLE.first(self._connection, kept(self._connection, mine))

    def people(self) -> Sequence[Person]:
        """Return everybody in order of creation."""
        query = select(people).order_by(people.c.created_at, people.c.id)
        return _PEOPLE.all(self._connection, query)

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
        _INVITATIONS.add(self._connection, invitation)

    def invitation(self, sha256: bytes) -> Invitation | None:
        """Return the invitation with this hash, or None."""
        mine = select(invitations).where(invitations.c.sha256 == sha256)
        return _INVITATIONS.first(self._connection, mine)

    def use_invitation(self, sha256: bytes) -> bool:
        """Delete an invitation."""
        mine = delete(invitations).where(invitations.c.sha256 == sha256)
        return self._connection.execute(mine).rowcount == 1

    def add_passkey(self, passkey: Passkey) -> bool:
        """Store a passkey; False if the credential is known already."""
        return _PASSKEYS.add_if_free(self._connection, passkey)

    def passkey(self, credential_id: bytes) -> Passkey | None:
        """Return a passkey, its row locked until the transaction ends."""
        mine = select(passkeys).where(passkeys.c.credential_id == credential_id)
        return _PASSKEYS.first(self._connection, kept(self._connection, mine))

    def passkeys(self, person_id: PersonId) -> Sequence[Passkey]:
        """Return a person's passkeys in a fixed order."""
        mine = select(passkeys).where(passkeys.c.person_id == person_id)
        query = mine.order_by(passkeys.c.created_on, passkeys.c.credential_id)
        return _PASSKEYS.all(self._connection, query)

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
        _RECOVERIES.add(self._connection, recovery)
        rows = [{"sha256": each, "person_id": whose} for each in codes]
        self._connection.execute(insert(recovery_codes), rows)

    def recovery(self, handle: str) -> Recovery | None:
        """Return the codes with this handle, the row locked until the transaction ends."""
        mine = select(recoveries).where(recoveries.c.handle == handle)
        return _RECOVERIES.first(self._connection, kept(self._connection, mine))

    def codes_left(self, person_id: PersonId) -> int:
        """Return how many recovery codes a person has left."""
        mine = select(func.count()).where(recovery_codes.c.person_id == person_id)
        return int(self._connection.execute(mine).scalar_one())

    def has_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Tell whether the person has this code left."""
        mine = select(recovery_codes.c.sha256).where(_code(person_id, sha256))
        return self._connection.execute(mine).first() is not None

    def use_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Delete a recovery code."""
        mine = delete(recovery_codes).where(_code(person_id, sha256))
        return self._connection.execute(mine).rowcount == 1

    def count_wrong(self, person_id: PersonId, failures: int, until: datetime | None) -> None:
        """Store how many wrong codes there were."""
        mine = update(recoveries).where(recoveries.c.person_id == person_id)
        self._connection.execute(mine.values(failures=failures, locked_until=until))

    def add_challenge(self, challenge: Challenge, now: datetime) -> bool:
        """Store a challenge, and forget those that are over; False if it is there already."""
        self._connection.execute(delete(challenges).where(challenges.c.expires_at <= now))
        return _CHALLENGES.add_if_free(self._connection, challenge)

    def take_challenge(self, sha256: bytes) -> Challenge | None:
        """Delete a challenge and return it, in one statement."""
        taken = delete(challenges).where(challenges.c.sha256 == sha256).returning(*challenges.c)
        return _CHALLENGES.first(self._connection, taken)

    def add_session(self, session: ConsoleSession, now: datetime) -> None:
        """Store a session, and forget those that are over."""
        over = console_sessions.c.last_seen_at <= now - IDLE
        self._connection.execute(delete(console_sessions).where(over))
        _SESSIONS.add(self._connection, session)

    def session(self, sha256: bytes) -> ConsoleSession | None:
        """Return the session with this hash, or None."""
        mine = select(console_sessions).where(console_sessions.c.sha256 == sha256)
        return _SESSIONS.first(self._connection, mine)

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


def _code(person_id: PersonId, sha256: bytes) -> Any:
    return (recovery_codes.c.person_id == person_id) & (recovery_codes.c.sha256 == sha256)
