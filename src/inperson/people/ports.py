"""What the room needs of the world: a store of the staff, and authenticators to talk to."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from inperson.core import PersonId
from inperson.people.model import (
    Challenge,
    ConsoleSession,
    Invitation,
    NewPasskey,
    Passkey,
    Person,
    Recovery,
)


class PeopleTransaction(Protocol):
    """One atomic, durable unit of work. An exception inside it undoes all of it."""

    def add_person(self, person: Person) -> None:
        """Store a new person."""
        ...

    def person(self, person_id: PersonId) -> Person | None:
        """Return a person, and keep others from changing it."""
        ...

    def people(self) -> Sequence[Person]:
        """Return everybody in order of creation, the disabled included."""
        ...

    def disable(self, person_id: PersonId, at: datetime) -> None:
        """Disable a person, and delete its invitation, recovery codes and sessions."""
        ...

    def invite(self, invitation: Invitation) -> None:
        """Store an invitation in the place of the person's earlier one."""
        ...

    def invitation(self, sha256: bytes) -> Invitation | None:
        """Return the invitation with this hash, or None."""
        ...

    def use_invitation(self, sha256: bytes) -> bool:
        """Delete an invitation; of several that try, exactly one gets True."""
        ...

    def add_passkey(self, passkey: Passkey) -> bool:
        """Store a passkey; False, and nothing changed, if the credential is known already."""
        ...

    def passkey(self, credential_id: bytes) -> Passkey | None:
        """Return a passkey, and keep others from using it at the same time."""
        ...

    def passkeys(self, person_id: PersonId) -> Sequence[Passkey]:
        """Return a person's passkeys in a fixed order."""
        ...

    def count_passkey(self, credential_id: bytes, sign_count: int) -> None:
        """Store how often the authenticator has signed."""
        ...

    def remove_passkey(self, person_id: PersonId, credential_id: bytes) -> bool:
        """Delete one of a person's passkeys; False if it has no such one."""
        ...

    def set_recovery(self, recovery: Recovery, codes: Sequence[bytes]) -> None:
        """Replace a person's recovery codes, each as SHA-256."""
        ...

    def recovery(self, handle: str) -> Recovery | None:
        """Return the codes with this handle, and keep others from trying at the same time."""
        ...

    def codes_left(self, person_id: PersonId) -> int:
        """Return how many recovery codes a person has left."""
        ...

    def has_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Tell whether the person has this code left."""
        ...

    def use_code(self, person_id: PersonId, sha256: bytes) -> bool:
        """Delete a recovery code; of several that try, exactly one gets True."""
        ...

    def count_wrong(self, person_id: PersonId, failures: int, until: datetime | None) -> None:
        """Store how many wrong codes there were, and until when none is looked at."""
        ...

    def add_challenge(self, challenge: Challenge, now: datetime) -> bool:
        """Store a challenge, and forget those that are over; False if it is there already."""
        ...

    def take_challenge(self, sha256: bytes) -> Challenge | None:
        """Delete a challenge and return it: nobody else gets it again."""
        ...

    def add_session(self, session: ConsoleSession, now: datetime) -> None:
        """Store a session, and forget those that are over."""
        ...

    def session(self, sha256: bytes) -> ConsoleSession | None:
        """Return the session with this hash, or None."""
        ...

    def touch_session(self, sha256: bytes, seen_at: datetime, stepped_up_at: datetime) -> None:
        """Store when a session was last seen, and when a passkey was last used in it."""
        ...

    def end_session(self, sha256: bytes) -> None:
        """Delete a session."""
        ...

    def end_sessions(self, person_id: PersonId, but: bytes | None = None) -> None:
        """Delete a person's sessions, but the one with this hash."""
        ...


class PeopleStore(Protocol):
    """Where the staff are kept: in the server's directory, which holds nothing about subjects."""

    def begin(self) -> AbstractContextManager[PeopleTransaction]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...

    def read(self) -> AbstractContextManager[PeopleTransaction]:
        """Open a transaction that only reads: it waits for no writer, and is refused to write."""
        ...


class SignInChallenges(Protocol):
    """Challenges for whoever wants to sign in, known again by their seal: none is stored."""

    def issue(self, expires_at: datetime) -> bytes:
        """Return a challenge like no other."""
        ...

    def read(self, challenge: bytes, now: datetime) -> datetime:
        """Return until when a challenge is good.

        Raises:
            PasskeyRefused: if it is none of this server's, or its time is over.

        """
        ...


class Authenticators(Protocol):
    """Speaks WebAuthn. What is asked for and what is answered are its own JSON."""

    def usable(self) -> bool:
        """Tell whether browsers make passkeys for this server's address: not for an IP address."""
        ...

    def registration(
        self, person: Person, challenge: bytes, known: Sequence[bytes]
    ) -> Mapping[str, Any]:
        """Return what asks an authenticator for a new passkey, but one of those it made before."""
        ...

    def assertion(self, challenge: bytes, allowed: Sequence[Passkey] = ()) -> Mapping[str, Any]:
        """Return what asks an authenticator for proof, by one of these passkeys or by any."""
        ...

    def challenge_of(self, answer: Mapping[str, Any]) -> bytes:
        """Return which challenge an answer says that it is for. Nothing is verified yet.

        Raises:
            PasskeyRefused: if it cannot be read.

        """
        ...

    def credential_of(self, answer: Mapping[str, Any]) -> bytes:
        """Return which credential answers; raises what `challenge_of` raises."""
        ...

    def verify_registration(self, answer: Mapping[str, Any], challenge: bytes) -> NewPasskey:
        """Verify a new passkey: challenge, origin, user verification.

        Raises:
            PasskeyRefused: if anything about it is wrong.

        """
        ...

    def verify_assertion(
        self, answer: Mapping[str, Any], challenge: bytes, passkey: Passkey
    ) -> int:
        """Verify a proof: challenge, origin, user verification, signature, and count.

        Returns:
            How often the authenticator has signed by now.

        Raises:
            PasskeyRefused: if anything about it is wrong, or the count went back: a copied key.

        """
        ...
