"""What one of the staff who is signed in does with its own proofs: use, add, remove, renew."""

from collections.abc import Sequence

from inperson.audit import Act
from inperson.people.ceremonies import Ceremonies, Json
from inperson.people.errors import PasskeyNeeded, PasskeyRefused
from inperson.people.model import Ceremony, Passkey
from inperson.people.visits import Visitor


class Account(Ceremonies):
    """The visitor's own passkeys and recovery codes."""

    def begin_step_up(self, visitor: Visitor) -> Json:
        """Return what asks for a fresh proof of who is signed in."""
        with self._store.begin() as tx:
            challenge = self._draw(tx, Ceremony.STEP_UP, visitor.person.id)
            return self._authenticators.assertion(challenge, tx.passkeys(visitor.person.id))

    def step_up(self, visitor: Visitor, answer: Json) -> None:
        """Note a fresh proof in the visitor's session; raises what `sign_in` raises."""
        challenge = self._take(answer, Ceremony.STEP_UP, visitor.person.id)
        now = self._clock.now()
        with self._store.begin() as tx:
            if self._proven(tx, challenge, answer).id != visitor.person.id:
                raise PasskeyRefused("It is another person's passkey.")
            tx.touch_session(visitor.session.sha256, now, now)

    def begin_adding(self, visitor: Visitor) -> Json:
        """Return what asks for one more passkey.

        Raises:
            StepUpRequired: without a fresh proof.

        """
        self._visits.require_fresh(visitor)
        with self._store.begin() as tx:
            return self._ask_new(tx, visitor.person, Ceremony.ADD)

    def add_passkey(self, visitor: Visitor, answer: Json) -> None:
        """Take in one more passkey; raises what `begin_adding` and `join` raise."""
        self._visits.require_fresh(visitor)
        challenge = self._take(answer, Ceremony.ADD, visitor.person.id)
        with self._store.begin() as tx:
            self._keep_new(tx, visitor.person, challenge, answer)
            self._record(visitor.person).note(Act.PASSKEY_ADDED, visitor.person.id)

    def remove_passkey(self, visitor: Visitor, credential_id: bytes) -> None:
        """Remove one of the visitor's passkeys, but the last, and end its other sessions.

        Raises:
            StepUpRequired: without a fresh proof.
            PasskeyNeeded: if it is the last one.

        """
        self._visits.require_fresh(visitor)
        person = visitor.person
        with self._store.begin() as tx:
            if len(tx.passkeys(person.id)) < 2:
                raise PasskeyNeeded("Add another passkey first.")
            if tx.remove_passkey(person.id, credential_id):
                tx.end_sessions(person.id, but=visitor.session.sha256)
                self._record(person).note(Act.PASSKEY_REMOVED, person.id)

    def renew_codes(self, visitor: Visitor) -> tuple[str, ...]:
        """Return ten new recovery codes; the earlier ones end.

        Raises:
            StepUpRequired: without a fresh proof.

        """
        self._visits.require_fresh(visitor)
        with self._store.begin() as tx:
            codes = self._new_codes(tx, visitor.person.id)
            self._record(visitor.person).note(Act.RECOVERY_RENEWED, visitor.person.id)
        return codes

    def kept(self, visitor: Visitor) -> tuple[Sequence[Passkey], int]:
        """Return the visitor's passkeys, and how many recovery codes it has left."""
        with self._store.read() as tx:
            return tx.passkeys(visitor.person.id), tx.codes_left(visitor.person.id)
