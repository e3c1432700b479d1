"""What the ceremonies share: challenges that serve once, and answers that are verified.

Each ceremony is two calls. The first draws a challenge and stores it as a hash, with what it is for
and whom. The second takes it out of the store, so that no answer serves twice
and none made for one ceremony serves another, whichever process it comes to; then the answer is
verified. A sign-in's challenge is told by its seal, and what is stored is that one was used, by
whoever proved to have a passkey: who only asks for challenges writes nothing.
"""

from collections.abc import Mapping
from typing import Any

from inperson.audit import AdministrationLog
from inperson.core import Clock, Entropy, PersonId
from inperson.people.codes import hash_of, new_handle, new_recovery_code, written
from inperson.people.errors import PasskeyRefused
from inperson.people.model import (
    CHALLENGED_FOR,
    CODES,
    Ceremony,
    Challenge,
    Passkey,
    Person,
    Recovery,
)
from inperson.people.ports import Authenticators, PeopleStore, PeopleTransaction, SignInChallenges
from inperson.people.service import OpenLog
from inperson.people.visits import Visits

_CHALLENGE = 32
Json = Mapping[str, Any]


class Ceremonies:
    """What the two kinds of ceremonies stand on.

    Args:
        store: where the staff are kept.
        authenticators: speaks to theirs.
        challenges: for those who sign in.
        visits: begins sessions.
        open_log: gives the log that an act goes on.
        clock: the time.
        entropy: chance.

    """

    def __init__(
        self,
        store: PeopleStore,
        authenticators: Authenticators,
        challenges: SignInChallenges,
        visits: Visits,
        open_log: OpenLog,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._authenticators = authenticators
        self._challenges = challenges
        self._visits = visits
        self._open_log = open_log
        self._clock = clock
        self._entropy = entropy

    def _ask_new(self, tx: PeopleTransaction, person: Person, ceremony: Ceremony) -> Json:
        known = [each.credential_id for each in tx.passkeys(person.id)]
        challenge = self._draw(tx, ceremony, person.id)
        return self._authenticators.registration(person, challenge, known)

    def _draw(self, tx: PeopleTransaction, ceremony: Ceremony, person_id: PersonId) -> bytes:
        challenge, now = self._entropy.bytes(_CHALLENGE), self._clock.now()
        hashed = hash_of(challenge.hex())
        tx.add_challenge(Challenge(hashed, ceremony, person_id, now + CHALLENGED_FOR), now)
        return challenge

    def _take(
        self, answer: Json, ceremony: Ceremony, person_id: PersonId | None = None
    ) -> tuple[bytes, PersonId | None]:
        """Use up the challenge of an answer in a transaction of its own: a failure is final too."""
        challenge = self._authenticators.challenge_of(answer)
        with self._store.begin() as tx:
            found = tx.take_challenge(hash_of(challenge.hex()))
        if (
            found is None
            or found.ceremony is not ceremony
            or found.expires_at <= self._clock.now()
            or (person_id is not None and found.person_id != person_id)
        ):
            raise PasskeyRefused("The answer is not one to this question, or came too late.")
        return challenge, found.person_id

    def _keep_new(
        self,
        tx: PeopleTransaction,
        person: Person,
        taken: tuple[bytes, PersonId | None],
        answer: Json,
    ) -> None:
        challenge, whose = taken
        if whose != person.id:
            raise PasskeyRefused("The question was another person's.")
        made = self._authenticators.verify_registration(answer, challenge)
        passkey = Passkey(
            credential_id=made.credential_id,
            person_id=person.id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=made.transports,
            created_on=self._clock.now().date(),
        )
        if not tx.add_passkey(passkey):
            raise PasskeyRefused("This passkey is known already.")

    def _proven(
        self, tx: PeopleTransaction, taken: tuple[bytes, PersonId | None], answer: Json
    ) -> Person:
        passkey, count = self._verified(tx, taken, answer)
        tx.count_passkey(passkey.credential_id, count)
        return self._there(tx, passkey.person_id)

    def _verified(
        self, tx: PeopleTransaction, taken: tuple[bytes, PersonId | None], answer: Json
    ) -> tuple[Passkey, int]:
        """Return which passkey answers, and how often it has signed; nothing is written."""
        passkey = tx.passkey(self._authenticators.credential_of(answer))
        if passkey is None:
            raise PasskeyRefused("This passkey is not known here.")
        return passkey, self._authenticators.verify_assertion(answer, taken[0], passkey)

    def _there(self, tx: PeopleTransaction, person_id: PersonId) -> Person:
        person = tx.person(person_id)
        if person is None or person.disabled_at is not None:
            raise PasskeyRefused("This person is not let in.")
        return person

    def _new_codes(self, tx: PeopleTransaction, person_id: PersonId) -> tuple[str, ...]:
        handle = new_handle(self._entropy)
        while tx.recovery(handle) is not None:
            handle = new_handle(self._entropy)
        codes = [new_recovery_code(handle, self._entropy) for _ in range(CODES)]
        tx.set_recovery(Recovery(handle, person_id), [hash_of(each) for each in codes])
        return tuple(written(each) for each in codes)

    def _record(self, person: Person) -> AdministrationLog:
        return AdministrationLog(self._open_log(person.tenant_id), person.actor)
