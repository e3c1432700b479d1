"""Tenants and their app tokens as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inperson.core import TenantId, TokenId


class TokenKind(StrEnum):
    """What an app token's sessions may be used for."""

    DEVELOPER = "developer"
    """Test sessions, which may feed the improvement of the software with a recorded consent."""
    PRODUCTION = "production"
    """Real sessions, used for nothing but confirming identity and liveness."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation that uses the service: the controller of its subjects' data."""

    id: TenantId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AppToken:
    """What is kept of a tenant's API credential. The secret itself is shown once and not stored."""

    id: TokenId
    tenant_id: TenantId
    kind: TokenKind
    label: str
    sha256: bytes
    """SHA-256 of the token's text, 32 bytes. The text holds 190 random bits, so no salt."""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
