"""The staff, what they prove themselves with, and where they are signed in, as values."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from inperson.core import PersonId, TenantId
from inperson.people.errors import PersonInvalid
from inperson.tenants import Role

INVITED_FOR = timedelta(hours=24)
CHALLENGED_FOR = timedelta(minutes=5)
IDLE = timedelta(minutes=30)
"""A session ends after as long without a request."""
LONGEST = timedelta(hours=12)
"""And after as long in any case."""
FRESH = timedelta(minutes=5)
"""For as long a used passkey serves for an act that needs one."""
CODES = 10
_LONGEST_NAME = 80
_FREE_TRIES = 5
_FIRST_LOCK, _LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
_STAFF = frozenset({Role.OPERATOR, Role.TENANT_ADMIN, Role.TENANT_AUDITOR})


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff.

    Raises:
        PersonInvalid: if the name is malformed, the role is a device's, or an operator has a
            tenant, or another has none.

    """

    id: PersonId
    role: Role
    tenant_id: TenantId | None
    """None of an operator."""
    name: str
    """What colleagues call it. It is shown in the console and in no log."""
    created_at: datetime
    disabled_at: datetime | None = None

    def __post_init__(self) -> None:
        name = self.name
        if not 0 < len(name) <= _LONGEST_NAME or name != name.strip() or not name.isprintable():
            raise PersonInvalid("A name is 1 to 80 printable characters.", field="name")
        if self.role not in _STAFF or (self.role is Role.OPERATOR) != (self.tenant_id is None):
            raise PersonInvalid("An operator has no tenant, and everybody else has one.")

    @property
    def actor(self) -> str:
        """Return what the person is called in an audit log."""
        return f"person:{self.id}"


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What an authenticator made, as it was verified."""

    credential_id: bytes
    public_key: bytes
    """COSE."""
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passkey:
    """A credential of a person. Its private half never leaves the authenticator."""

    credential_id: bytes
    person_id: PersonId
    public_key: bytes
    sign_count: int
    """Of the authenticator, at its last use; 0 where it does not count."""
    transports: tuple[str, ...]
    created_on: date


@dataclass(frozen=True, slots=True)
class Invitation:
    """Lets one person make a first passkey, once."""

    sha256: bytes
    """Of the code, 32 bytes; the code has 160 random bits, so no salt."""
    person_id: PersonId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Recovery:
    """A person's recovery codes as they are stored."""

    handle: str
    """Begins each of them and finds the person without telling the secret part."""
    person_id: PersonId
    failures: int = 0
    """Wrong codes under this handle since the last right one."""
    locked_until: datetime | None = None

    def locked_at(self, now: datetime) -> bool:
        """Tell whether no code is looked at now."""
        return self.locked_until is not None and now < self.locked_until


def locked_after(failures: int, now: datetime) -> datetime | None:
    """Return until when no code is looked at: from the fifth wrong one on, longer each time.

    An hour at most: who knows only the first four characters locks nobody out for long, and at 24
    tries a day 80 bits are not guessed.
    """
    if failures < _FREE_TRIES:
        return None
    doubled: int = 2 ** min(failures - _FREE_TRIES, 16)
    return now + min(_FIRST_LOCK * doubled, _LONGEST_LOCK)


class Ceremony(StrEnum):
    """What a challenge was made for. An answer for one serves no other."""

    JOIN = "join"
    RECOVER = "recover"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge that waits for its one answer."""

    sha256: bytes
    """Of the 32 random bytes."""
    ceremony: Ceremony
    person_id: PersonId | None
    """None of a sign-in: the answer says who it is."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """Where a person is signed in."""

    sha256: bytes = field(repr=False)
    """Of the cookie, 32 bytes."""
    person_id: PersonId
    created_at: datetime
    last_seen_at: datetime
    stepped_up_at: datetime
    """When a passkey was last used in it; by a recovery it was one that was just made."""

    def open_at(self, now: datetime) -> bool:
        """Tell whether it goes on."""
        return now < self.last_seen_at + IDLE and now < self.created_at + LONGEST

    def fresh_at(self, now: datetime) -> bool:
        """Tell whether a passkey was used just now."""
        return now < self.stepped_up_at + FRESH
