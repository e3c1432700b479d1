"""App tokens, as both doors show them."""

from datetime import date, datetime

from inperson.tenants import (
    AppToken,
    IssuedToken,
    Scope,
    TokenKind,
)
from inperson.views.body import Body, view_of


class TokenView(Body):
    """An app token without its secret."""

    id: str
    kind: TokenKind
    label: str
    scopes: list[Scope]
    origins: list[str]
    packages: list[str]
    returns: list[str]
    client_id: str | None
    """What its holder is called at the OpenID provider."""
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None


class TokenList(Body):
    """The tenant's app tokens of the caller's kind."""

    tokens: list[TokenView]


class IssuedTokenView(Body):
    """A new app token with its secret, which is shown this once."""

    token: TokenView
    secret: str


def issued_view(issued: IssuedToken) -> IssuedTokenView:
    """Render a new token with its secret."""
    return IssuedTokenView(token=token_view(issued.token), secret=issued.secret)


def token_view(token: AppToken) -> TokenView:
    """Render a token."""
    return view_of(TokenView, token, token.limits)
