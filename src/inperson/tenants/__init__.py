"""Tenants and app tokens: who may use the server, and as what.

A tenant is an organisation with its own silo and keys. It calls with app tokens of two kinds:
`developer` for trying things, `production` for real people. The kind is in the token's text, in
the store, and in the type that every use case demands. A token is shown once, stored as SHA-256,
has scopes, and can be rotated, be revoked or expire::

    issued = tenants.issue_token(tenant.id, TokenKind.DEVELOPER, "laptop", timedelta(days=90))
    caller = tenants.authenticate(issued.secret)

What a token was let in for is an `Authority`; without one nothing of a tenant is opened.

Promises: a malformed token never reaches the store; every refusal has a code of its own.
"""

from inperson.tenants.authority import Authority, GoverningAuthority, governing, of_server
from inperson.tenants.callers import Caller, IssuedToken
from inperson.tenants.errors import (
    OneTenantOnly,
    OriginNotAllowed,
    TenantExists,
    TenantNotFound,
    TokenNotFound,
    TokenRefused,
    TokenUnknown,
)
from inperson.tenants.model import AppToken, Tenant, TokenKind, TokenLimits
from inperson.tenants.ports import TenantDirectory
from inperson.tenants.registration import closed
from inperson.tenants.relying_party import RelyingParty, sector_of
from inperson.tenants.roles import ROLES, Action, Role, Scope, authorize
from inperson.tenants.service import Tenants
from inperson.tenants.silos import Silo, Transaction
from inperson.tenants.text import token_kind

__all__ = [
    "ROLES",
    "Action",
    "AppToken",
    "Authority",
    "Caller",
    "GoverningAuthority",
    "IssuedToken",
    "OneTenantOnly",
    "OriginNotAllowed",
    "RelyingParty",
    "Role",
    "Scope",
    "Silo",
    "Tenant",
    "TenantDirectory",
    "TenantExists",
    "TenantNotFound",
    "Tenants",
    "TokenKind",
    "TokenLimits",
    "TokenNotFound",
    "TokenRefused",
    "TokenUnknown",
    "Transaction",
    "authorize",
    "closed",
    "governing",
    "of_server",
    "sector_of",
    "token_kind",
]
