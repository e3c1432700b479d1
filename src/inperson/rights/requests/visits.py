"""What lets a person into the privacy centre, as values: a code, and the ticket that it buys."""

from dataclasses import dataclass, field
from datetime import datetime

from inperson.core import CentreVisitId, TenantId
from inperson.sessions import Pseudonym
from inperson.tenants import TokenKind


@dataclass(frozen=True, slots=True)
class CentreCode:
    """A right to enter the privacy centre once."""

    key: bytes
    """What it is found by, 32 bytes: the code itself is nowhere."""
    token_kind: TokenKind
    reference: Pseudonym
    sealed: bytes = field(repr=False)
    """The subject's reference and how often the code was tried, sealed."""
    created_at: datetime = field()
    expires_at: datetime = field()
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CentreTicket:
    """Who is in the privacy centre, and until when."""

    tenant_id: TenantId
    kind: TokenKind
    visit_id: CentreVisitId
    """The visit, which ends when she leaves: with it the ticket is over."""
    sealed_ref: bytes = field(repr=False)
    """The tenant's own reference of the subject, sealed: a browser holds it and cannot read it."""
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CentreInvitation:
    """A code for the privacy centre, which the tenant passes on. It is shown this once."""

    code: str = field(repr=False)
    expires_at: datetime
