"""Legal orders that keep data from being deleted, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from inperson.core import HoldId
from inperson.rights.retention.errors import OrderInvalid
from inperson.sessions import Pseudonym
from inperson.tenants import TokenKind

LONGEST_HOLD = timedelta(days=366)
"""A year at most: who still needs it then has a new order, or the old one confirmed."""
LONGEST_MEMBER = 200
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class LegalOrder:
    """What obliges a tenant to keep somebody's data: who ordered it, by what, and until when.

    Raises:
        OrderInvalid: if a member is empty, too long or not printable, the digest no SHA-256, or
            the end without its zone.

    """

    authority: str
    """The court or the authority."""
    instrument: str
    """The order, with its file number."""
    basis: str
    """The law that it rests on."""
    document_sha256: bytes
    """SHA-256 of the order's document, 32 bytes: the tenant keeps the document."""
    until: datetime

    def __post_init__(self) -> None:
        for name in ("authority", "instrument", "basis"):
            text = getattr(self, name)
            if not 1 <= len(text) <= LONGEST_MEMBER or not text.isprintable() or not text.strip():
                said = f"`{name}` is 1 to {LONGEST_MEMBER} printable characters."
                raise OrderInvalid(said, field=name)
        if len(self.document_sha256) != _DIGEST:
            raise OrderInvalid(
                "`document_sha256` is the SHA-256 of the order's document.", field="document_sha256"
            )
        if self.until.tzinfo is None:
            raise OrderInvalid("`until` carries its time zone.", field="until")

    def content(self) -> dict[str, str]:
        """Return what is sealed of it."""
        return {
            "authority": self.authority,
            "instrument": self.instrument,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class StoredHold:
    """A hold as its row: what says whom and why is sealed, or a keyed hash."""

    id: HoldId
    reference: Pseudonym
    token_kind: TokenKind
    placed_at: datetime
    placed_by: str
    until: datetime
    document_sha256: bytes
    details: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    """Opens the hold's leaf in the audit log, 16 bytes."""
    released_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Tell whether it holds anything."""
        return self.released_at is None and self.until > now


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold with the order that it rests on."""

    stored: StoredHold
    order: LegalOrder

    @classmethod
    def of(cls, stored: StoredHold, content: Mapping[str, Any]) -> "Hold":
        """Return the hold of a row and its opened details."""
        order = LegalOrder(
            content["authority"],
            content["instrument"],
            content["basis"],
            stored.document_sha256,
            stored.until,
        )
        return cls(stored, order)
