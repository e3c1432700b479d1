"""What a tenant sends about itself and its subjects, turned into keyed hashes before it is stored.

The token's kind is part of every hash, so test subjects and real ones, and their idempotency
keys, can never meet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inperson.core import SessionId
from inperson.sessions.errors import InvalidReference, PersonalReference
from inperson.sessions.model import IdempotentRequest, Pseudonym
from inperson.sessions.rows import SubjectRows
from inperson.tenants import TokenKind, Transaction
from inperson.usage import Activity
from inperson.vault import TenantVault

_REFERENCE = re.compile(r"[\x21-\x7e]{1,128}")
_PERSONAL = re.compile(
    r"(mailto:)?[^@]+@[^@]+\.[^@.]+"  # an e-mail address
    r"|(tel:)?\+\d[\d().-]{6,}|tel:\d{6,}|\(\d+\)[\d.-]{5,}"  # a phone number
)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A caller's Idempotency-Key beside a canonical form of the request it stands for."""

    key: str
    request: bytes


class Pseudonyms:
    """Keyed hashes of one tenant and one kind of token."""

    def __init__(self, vault: TenantVault, kind: TokenKind) -> None:
        self._vault = vault
        self._kind = kind

    @property
    def activity(self) -> Activity:
        """Return what marks a subject as active in a period, once."""
        return Activity(self._vault)

    def new_reference(self, subject_ref: str) -> Pseudonym:
        """Hash the reference of who may be new here.

        What is personal is no reference: tenants write it into their logs and URLs, and who has
        the key can find it by guessing. Whoever was enrolled by one keeps every right.

        Raises:
            InvalidReference: unless it is 1 to 128 visible ASCII characters.
            PersonalReference: if it is an e-mail address or a phone number.

        """
        reference = self.reference(subject_ref)
        if _PERSONAL.fullmatch(subject_ref):
            raise PersonalReference("Use an id of your own that says nothing, such as a UUID.")
        return reference

    def reference(self, subject_ref: str) -> Pseudonym:
        """Hash the tenant's own reference of a subject.

        Raises:
            InvalidReference: unless it is 1 to 128 visible ASCII characters.

        """
        if _REFERENCE.fullmatch(subject_ref) is None:
            raise InvalidReference("A subject reference is 1 to 128 visible ASCII characters.")
        return self._hash("subject", subject_ref.encode("ascii"))

    def settled(self, subject_ref: str) -> bool:
        """Tell whether there is no earlier pseudonym by which a subject could still be called."""
        return not self._vault.earlier_pseudonyms(f"subject/{self._kind}", subject_ref.encode())

    def settle(self, tx: Transaction, subject_ref: str) -> None:
        """Call a subject by its current pseudonym, if the tenant's key changed since."""
        value = subject_ref.encode("ascii")
        for earlier in self._vault.earlier_pseudonyms(f"subject/{self._kind}", value):
            tx.rows(SubjectRows).rename(
                Pseudonym(earlier), self.reference(subject_ref), self.activity
            )

    def device(self, device_id: bytes) -> bytes:
        """Hash the id of a device."""
        return self._hash("device", device_id)

    def frames(self, fingerprints: Sequence[bytes]) -> tuple[Pseudonym, ...]:
        """Hash the fingerprints of frames."""
        return tuple(self._hash("frame", each) for each in fingerprints)

    def earlier_frames(self, fingerprints: Sequence[bytes]) -> tuple[Pseudonym, ...]:
        """Hash the fingerprints under the tenant's earlier keys."""
        domain = f"frame/{self._kind}"
        return tuple(
            Pseudonym(earlier)
            for each in fingerprints
            for earlier in self._vault.earlier_pseudonyms(domain, each)
        )

    def record(
        self, idempotency: IdempotencyKey | None, session_id: SessionId, now: datetime
    ) -> IdempotentRequest | None:
        """Make what is remembered of a request; None without an Idempotency-Key."""
        if idempotency is None:
            return None
        return IdempotentRequest(
            key=self._hash("key", idempotency.key.encode()),
            # keyed, because a plain digest of an image would be a trace that outlives the image
            request=self._hash("request", idempotency.request),
            session_id=session_id,
            created_at=now,
        )

    def _hash(self, domain: str, value: bytes) -> Pseudonym:
        return Pseudonym(self._vault.pseudonym(f"{domain}/{self._kind}", value))
