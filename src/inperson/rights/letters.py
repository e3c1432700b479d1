"""Letters: what two servers of one tenant tell each other where no line joins them.

A letter is a statement that its sender signs, sealed to its receiver: an age file
(https://age-encryption.org/v1) around a compact JWS. Both were introduced before by `ServerCard`s
that people carried. How one is read:

1. It opens with the tenant's own key, or it is for somebody else, was cut or was changed.
2. One of the keys on the sender's card signed a letter of this kind.
3. It is from the tenant that the card names, to this one, and its time is not over.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inperson.audit import Act
from inperson.core import DeliveryId, is_id, new_delivery_id
from inperson.deliveries import ServerCard
from inperson.desks import GoverningDesk
from inperson.rights.letter_errors import (
    LetterChanged,
    LetterExpired,
    LetterForeign,
    LetterMalformed,
    LetterUnreadable,
)
from inperson.rights.packages import (
    AgeRecipient,
    PackageUnreadable,
    decrypt,
    new_identity,
    sealing,
)
from inperson.vault import (
    KeysMalformed,
    StatementChanged,
    StatementForeign,
    read_keys,
    read_statement,
)

VALID = timedelta(days=30)
"""So long a letter may be on its way."""
LONGEST = 16 * 1024 * 1024
_VERSION = 1
_KEY = "letters"
"""The tenant's setting: its age key."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was read."""

    id: DeliveryId
    until: datetime
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letters:
    """What one tenant's server writes to another server of the tenant's, and reads from it."""

    desk: GoverningDesk

    def card(self) -> ServerCard:
        """Return how this server introduces itself for the tenant; its key is drawn once."""
        desk = self.desk
        with desk.silo.begin() as tx:
            kept = desk.setting(tx, _KEY)
            if kept is None:
                secret, recipient = new_identity()
                kept = {"secret": secret, "recipient": recipient}
                desk.keep_setting(tx, _KEY, kept)
                desk.note(Act.SETTINGS_CHANGED, purpose=_KEY)
        jwks = json.dumps(desk.signer.jwks())
        return ServerCard(desk.facts.public_url, desk.tenant_id, jwks, kept["recipient"])

    def write(
        self, to: ServerCard, kind: str, claims: Mapping[str, Any], letter_id: DeliveryId
    ) -> bytes:
        """Return a letter, signed and sealed.

        Args:
            to: who alone can open it.
            kind: of statement.
            claims: what it says.
            letter_id: under which the receiver takes it once.

        """
        now = self.desk.clock.now()
        said = {
            "v": _VERSION,
            "aud": to.tenant,
            "from": self.desk.tenant_id,
            "jti": letter_id,
            "iat": int(now.timestamp()),
            "exp": int((now + VALID).timestamp()),
            **claims,
        }
        return sealing(AgeRecipient(to.recipient))(self.desk.signer.sign(said, kind).encode())

    def read(self, sender: ServerCard, kind: str, data: bytes) -> Letter:
        """Return what a letter says.

        Raises:
            LetterUnreadable: if it is for another key, was cut or was changed.
            LetterForeign: if somebody else signed it, or it is to or from another tenant.
            LetterChanged: if it is not what its sender signed.
            LetterExpired: if it was on its way for too long.
            LetterMalformed: if it is of another form.

        """
        claims = self._opened(sender, kind, data)
        names = (claims.get("from"), claims.get("aud"))
        if names != (sender.tenant, self.desk.tenant_id):
            raise LetterForeign("The letter is to or from another tenant.")
        number, until = claims.get("jti"), claims.get("exp")
        if claims.get("v") != _VERSION or not isinstance(number, str) or not is_id(number, "dlv"):
            raise LetterMalformed("This is no letter of version 1.")
        if type(until) is not int or not 0 <= until < 2**40:
            raise LetterMalformed("The letter does not say until when it holds.")
        ends = datetime.fromtimestamp(until, UTC)
        if ends <= self.desk.clock.now():
            raise LetterExpired("The letter was on its way for too long: write a new one.")
        return Letter(DeliveryId(number), ends, claims)

    def new_id(self) -> DeliveryId:
        """Draw the id of a letter."""
        return new_delivery_id(self.desk.entropy)

    def _opened(self, sender: ServerCard, kind: str, data: bytes) -> Mapping[str, Any]:
        with self.desk.silo.read() as tx:
            kept = self.desk.setting(tx, _KEY)
        if kept is None or len(data) > LONGEST:
            raise LetterUnreadable("Nobody was told how to seal a letter to this tenant.")
        try:
            text = decrypt(data, kept["secret"]).decode("ascii")
            return read_statement(text, kind, read_keys(sender.jwks))
        except (PackageUnreadable, UnicodeDecodeError) as error:
            raise LetterUnreadable("It is for another key, was cut, or was changed.") from error
        except StatementChanged as error:
            raise LetterChanged("The letter was changed after it was signed.") from error
        except (StatementForeign, KeysMalformed) as error:
            raise LetterForeign("The server whose card is kept here did not sign it.") from error
