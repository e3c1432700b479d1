"""What somebody may touch: one value, made where a credential is checked, and nowhere else.

An authority says whose data (a tenant's), of which kind of token, in whose name, and what it was
let in for. It is the only way to a desk, so that a rule about kinds stands in no handler.

There are two types. A plain `Authority` reaches one kind's subjects: that of a developer token, of
a person in the privacy centre, of the device of one session. A `GoverningAuthority` may also do
what holds for the whole tenant, its real people first (notices, retention, webhooks, bills): that
of a production token, of the tenant's staff, of the operator and of the server itself.
"""

from dataclasses import dataclass

from inperson.core import SERVER, TenantId
from inperson.tenants.errors import ProductionAuthorityRequired
from inperson.tenants.model import AppToken, TokenKind
from inperson.tenants.roles import Action, actions_of, authorize


@dataclass(frozen=True, slots=True)
class Authority:
    """A tenant, a kind of token, an actor, and what it was let in for."""

    tenant_id: TenantId
    kind: TokenKind
    actor: str
    """Whose name stands in the audit log: an app token's id, `subject`, `server`, ..."""
    actions: frozenset[Action]

    def require(self, action: Action) -> None:
        """Let it do this.

        Raises:
            ActionNotAllowed: if it was not let in for it.

        """
        authorize(self.actions, action)


@dataclass(frozen=True, slots=True)
class GoverningAuthority(Authority):
    """An authority over the whole tenant. A developer token never has one.

    Raises:
        ProductionAuthorityRequired: if it is made for developers' sessions.

    """

    def __post_init__(self) -> None:
        if self.kind is not TokenKind.PRODUCTION:
            raise ProductionAuthorityRequired("Real people are governed by no developer token.")

    def over(self, kind: TokenKind) -> Authority:
        """Return the authority over one kind's subjects: for developers' a plain one."""
        if kind is self.kind:
            return self
        return Authority(self.tenant_id, kind, self.actor, self.actions)


def governing(authority: Authority) -> GoverningAuthority:
    """Return the authority as one over the whole tenant.

    Raises:
        ProductionAuthorityRequired: if it is not.

    """
    if not isinstance(authority, GoverningAuthority):
        raise ProductionAuthorityRequired("This needs a production token, or the tenant's staff.")
    return authority


def of_token(token: AppToken) -> Authority:
    """Return the authority of an app token that was checked: what its scopes cover."""
    actions = actions_of(token.limits.scopes)
    if token.kind is TokenKind.PRODUCTION:
        return GoverningAuthority(token.tenant_id, token.kind, token.id, actions)
    return Authority(token.tenant_id, token.kind, token.id, actions)


def of_server(tenant_id: TenantId, actor: str = SERVER) -> GoverningAuthority:
    """Return the authority of the server itself: at its start, in its sweeps, over its backups.

    Args:
        tenant_id: whose data.
        actor: who made the server do it, where that is known.

    """
    return GoverningAuthority(tenant_id, TokenKind.PRODUCTION, actor, frozenset(Action))
