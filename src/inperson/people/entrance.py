"""How one of the staff gets in: by an invitation, a passkey, or a recovery code."""

from dataclasses import dataclass, field
from datetime import datetime

from inperson.audit import Act
from inperson.people.ceremonies import Ceremonies, Json
from inperson.people.codes import HANDLE, hash_of, read_recovery_code
from inperson.people.errors import (
    InvitationInvalid,
    PasskeyRefused,
    RecoveryLocked,
    RecoveryRefused,
)
from inperson.people.model import (
    CHALLENGED_FOR,
    Ceremony,
    Challenge,
    Person,
    Recovery,
    locked_after,
)
from inperson.people.ports import PeopleTransaction


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who got in."""

    person: Person
    secret: str = field(repr=False)
    """The cookie."""
    codes: tuple[str, ...] = field(default=(), repr=False)
    """New recovery codes, which are shown once and kept nowhere."""


class Entrance(Ceremonies):
    """How the staff get in."""

    @property
    def usable(self) -> bool:
        """Tell whether browsers make passkeys for this server's address."""
        return self._authenticators.usable()

    def begin_join(self, code: str) -> Json:
        """Return what asks for the first passkey of who was invited.

        Raises:
            InvitationInvalid: if the code is not known, was used, or is over.

        """
        self._look_up(code)
        with self._store.begin() as tx:
            return self._ask_new(tx, self._invited(tx, code), Ceremony.JOIN)

    def join(self, code: str, answer: Json) -> SignedIn:
        """Take in the first passkey, use the invitation up, hand out recovery codes, sign in.

        Raises:
            InvitationInvalid: if the code is not known, was used, or is over.
            PasskeyRefused: if the answer is not one to this ceremony.

        """
        self._look_up(code)
        challenge = self._take(answer, Ceremony.JOIN)
        with self._store.begin() as tx:
            person = self._invited(tx, code)
            self._keep_new(tx, person, challenge, answer)
            if not tx.use_invitation(hash_of(code)):
                raise InvitationInvalid("The invitation was used.")
            return self._entered(tx, person, Act.PASSKEY_ADDED)

    def begin_recovery(self, code: str) -> Json:
        """Return what asks for a new passkey of who has a recovery code. The code is not used yet.

        Raises:
            RecoveryRefused: if the code is not known, or was used.
            RecoveryLocked: if too many wrong ones were tried.

        """
        found = self._recovering(code)
        with self._store.begin() as tx:
            return self._ask_new(tx, self._there(tx, found.person_id), Ceremony.RECOVER)

    def recover(self, code: str, answer: Json) -> SignedIn:
        """Use up a recovery code, take in a new passkey, end the person's sessions, sign in.

        Acts that need a fresh proof ask for the new passkey once more, so that a found paper alone
        approves nothing.

        Raises:
            RecoveryRefused: if the code is not known, or was used.
            RecoveryLocked: if too many wrong ones were tried.
            PasskeyRefused: if the answer is not one to this ceremony.

        """
        found, plain = self._recovering(code), read_recovery_code(code) or ""
        challenge = self._take(answer, Ceremony.RECOVER)
        with self._store.begin() as tx:
            person = self._there(tx, found.person_id)
            if not tx.use_code(person.id, hash_of(plain)):
                raise RecoveryRefused("This is no recovery code that is left.")
            self._keep_new(tx, person, challenge, answer)
            tx.end_sessions(person.id)
            secret = self._visits.open(tx, person, fresh=False)
            self._record(person).note(Act.RECOVERY_USED, person.id)
        return SignedIn(person, secret)

    def begin_sign_in(self) -> Json:
        """Return what asks for a proof by whatever passkey the person has here.

        Nothing is stored: anybody may ask, as often as they like.
        """
        until = self._clock.now() + CHALLENGED_FOR
        return self._authenticators.assertion(self._challenges.issue(until))

    def sign_in(self, answer: Json) -> SignedIn:
        """Sign in who proves to have a passkey.

        Raises:
            PasskeyRefused: if the answer proves nothing, or the person is disabled.

        """
        challenge, now = self._authenticators.challenge_of(answer), self._clock.now()
        # under a name that `_take` never finds: no other ceremony takes the mark away again
        name = hash_of(f"used {challenge.hex()}")
        used = Challenge(name, Ceremony.SIGN_IN, None, self._challenges.read(challenge, now))
        with self._store.read() as tx:  # who proves nothing waits for no writer, and is none
            self._verified(tx, (challenge, None), answer)
        with self._store.begin() as tx:
            person = self._proven(tx, (challenge, None), answer)
            if not tx.add_challenge(used, now):
                raise PasskeyRefused("The answer was used.")
            secret = self._visits.open(tx, person)
            self._record(person).note(Act.PERSON_SIGNED_IN, person.id)
        return SignedIn(person, secret)

    def _recovering(self, code: str) -> Recovery:
        """Find whose a code is, and count a wrong one: that commits before anything is raised.

        What is counted stands with the person whose handle it is, so all processes count together,
        and no row is made. Who knows no handle, or one that is locked, writes nothing.
        """
        plain, now = read_recovery_code(code), self._clock.now()
        if plain is None:
            raise RecoveryRefused("This is no recovery code.")
        with self._store.read() as tx:
            self._unlocked(tx, plain, now)
        with self._store.begin() as tx:
            found = self._unlocked(tx, plain, now)
            right = tx.has_code(found.person_id, hash_of(plain))
            failures = 0 if right else found.failures + 1
            tx.count_wrong(found.person_id, failures, locked_after(failures, now))
        if not right:
            raise RecoveryRefused("This is no recovery code that is left.")
        return found

    def _unlocked(self, tx: PeopleTransaction, plain: str, now: datetime) -> Recovery:
        found = tx.recovery(plain[:HANDLE])
        if found is None:
            raise RecoveryRefused("This is no recovery code that is left.")
        if found.locked_at(now):
            raise RecoveryLocked("Too many wrong codes; try again later.")
        return found

    def _entered(self, tx: PeopleTransaction, person: Person, act: Act) -> SignedIn:
        codes, secret = self._new_codes(tx, person.id), self._visits.open(tx, person)
        self._record(person).note(act, person.id)
        return SignedIn(person, secret, codes)

    def _look_up(self, code: str) -> None:
        """Let who has no invitation go before anything is written."""
        with self._store.read() as tx:
            self._invited(tx, code)

    def _invited(self, tx: PeopleTransaction, code: str) -> Person:
        found = tx.invitation(hash_of(code))
        person = None if found is None else tx.person(found.person_id)
        if found is None or found.expires_at <= self._clock.now() or person is None:
            raise InvitationInvalid("Ask for another invitation.")
        return person
