"""Who calls with an app token, and what is shown of a new one."""

from dataclasses import dataclass, field
from datetime import datetime

from inperson.core import TenantId, TokenId
from inperson.tenants.authority import Authority
from inperson.tenants.model import AppToken, TokenKind, TokenLimits
from inperson.tenants.roles import Action


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new app token with its secret, which is shown once and kept nowhere."""

    token: AppToken
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request: a tenant, through one of its app tokens."""

    authority: Authority
    limits: TokenLimits
    expires_at: datetime | None = None

    @property
    def tenant_id(self) -> TenantId:
        """Return whose token it is."""
        return self.authority.tenant_id

    @property
    def token_id(self) -> TokenId:
        """Return which token it is."""
        return TokenId(self.authority.actor)

    @property
    def kind(self) -> TokenKind:
        """Return of which kind it is."""
        return self.authority.kind

    def require(self, action: Action) -> None:
        """Let the caller do this.

        Raises:
            ActionNotAllowed: if its token's scopes do not cover it.

        """
        self.authority.require(action)
