"""What the room needs of the world: a directory of tenants and tokens."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from inperson.core import RelyingPartyId, TenantId, TokenId
from inperson.tenants.model import AppToken, Tenant


class TokenWitness(Protocol):
    """Is told what happens to an app token before it does; what it raises, the act fails by."""

    def issued(self, token_id: TokenId) -> None:
        """Note that a token is about to be issued."""
        ...

    def ended(self, token_id: TokenId) -> None:
        """Note that a token is about to be revoked, or to get its end."""
        ...


class _Nobody:
    """A witness that is not there: where a tenant has no log yet."""

    def issued(self, token_id: TokenId) -> None: ...

    def ended(self, token_id: TokenId) -> None: ...


NOBODY: TokenWitness = _Nobody()


class TenantDirectory(Protocol):
    """The server-wide list of tenants and app tokens. It holds nothing about subjects.

    Every method is one durable transaction: when it returns, a killed process loses nothing.
    """

    def add_tenant(self, tenant: Tenant) -> None:
        """Store a new tenant.

        Raises:
            TenantExists: if its id or its name is taken.

        """
        ...

    def tenant(self, tenant_id: TenantId) -> Tenant | None:
        """Return the tenant, or None."""
        ...

    def tenants(self) -> Sequence[Tenant]:
        """Return all tenants in order of creation."""
        ...

    def add_token(self, token: AppToken) -> None:
        """Store a new app token of an existing tenant."""
        ...

    def token_by_sha256(self, sha256: bytes) -> AppToken | None:
        """Return the token whose text has this SHA-256, revoked and expired ones included."""
        ...

    def tokens_of(self, relying_party: RelyingPartyId) -> Sequence[AppToken]:
        """Return the tokens that a relying party had, the newest first."""
        ...

    def tokens(self, tenant_id: TenantId) -> Sequence[AppToken]:
        """Return a tenant's tokens in order of creation."""
        ...

    def end_token(self, tenant_id: TenantId, token_id: TokenId, at: datetime) -> bool:
        """Let the tenant's token expire at a time, unless it expires earlier.

        Returns:
            False if the tenant has no such token.

        """
        ...

    def note_use(self, token_id: TokenId, on: date) -> None:
        """Remember the day on which a token was last used."""
        ...

    def revoke_token(self, tenant_id: TenantId, token_id: TokenId, at: datetime) -> bool:
        """Mark the tenant's token as revoked from `at` on; keep an earlier revocation.

        Returns:
            False if the tenant has no such token.

        """
        ...
