"""`/console/tenants/{tenant_id}/tokens`: a secret is in one answer of a script, and in no page.

So a reload shows the list and never the secret, and no address or history holds it.
"""

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.core import TokenId
from inperson.http.console.doors import AtTenant, AtTenantOf, ConsoleRoute, Here, may, own_page
from inperson.http.console.forms import FormOf, asked_on, number, one
from inperson.http.errors import RequestSchemaInvalid
from inperson.tenants import (
    Action,
    IssuedToken,
    Scope,
    Tenants,
    TokenKind,
    TokenLimits,
    TokenNotFound,
)
from inperson.views import token_view

_LONGEST_DAYS, _OVERLAP = 366, timedelta(hours=24)
_LISTS = ("origins", "packages", "returns")

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/tokens",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.LIST_TOKENS)])
def list_tokens(here: AtTenantOf) -> Response:
    """List a tenant's app tokens."""
    tokens = [token_view(each) for each in here.services.tenants.tokens(here.tenant.id)]
    return here.show("tokens.html", tokens=tokens, scopes=list(Scope))


@router.post("", dependencies=[may(Action.ISSUE_TOKEN)])
@asked_on(list_tokens)
def issue_token(here: AtTenantOf, form: FormOf) -> Response:
    """Issue an app token."""
    kind, days, limits = _wanted(form, here.services.tenants)
    _prove(here, kind)
    label, ttl = form.get("label", ""), timedelta(days=days)
    tenants, record = here.services.tenants, here.record()
    return _shown_once(tenants.issue_token(here.tenant.id, kind, label, ttl, limits, record))


@router.post("/{token_id}/rotate", dependencies=[may(Action.ISSUE_TOKEN)])
def rotate_token(here: AtTenantOf, token_id: str) -> Response:
    """Issue a token in another one's place, which works on for a day."""
    _prove(here, _kind_of(here, token_id))
    tenants, record = here.services.tenants, here.record()
    return _shown_once(tenants.rotate(here.tenant.id, TokenId(token_id), _OVERLAP, record))


@router.post("/{token_id}/revoke", dependencies=[may(Action.END_TOKEN)])
def revoke_token(here: AtTenantOf, token_id: str) -> Response:
    """Revoke a token at once."""
    _prove(here, _kind_of(here, token_id))
    here.services.tenants.revoke(here.tenant.id, TokenId(token_id), here.record())
    return here.back("tokens", "token_revoked")


def _prove(here: Here, kind: TokenKind) -> None:
    """Demand a fresh proof for what touches real people's sessions."""
    if kind is TokenKind.PRODUCTION:
        here.console.staff.visits.require_fresh(here.visitor)


def _kind_of(here: AtTenant, token_id: str) -> TokenKind:
    for each in here.services.tenants.tokens(here.tenant.id):
        if each.id == token_id:
            return each.kind
    raise TokenNotFound("The tenant has no such token.")


def _wanted(form: FormOf, tenants: Tenants) -> tuple[TokenKind, int, TokenLimits]:
    kind, days = one(TokenKind, form, "kind"), number(form, "days", 0)
    scopes = frozenset(each for each in Scope if form.get(f"scope_{each.value}"))
    if not 1 <= days <= _LONGEST_DAYS:
        raise RequestSchemaInvalid(f"A token is valid for 1 to {_LONGEST_DAYS} days.", field="days")
    origins, packages, returns = (tuple(form.get(each, "").split()) for each in _LISTS)
    keys, unpushed = form.get("jwks") or None, bool(form.get("unpushed"))
    logout_uri = form.get("backchannel_logout_uri") or None
    ciba = bool(form.get("ciba"))
    ping_uri = form.get("backchannel_client_notification_endpoint") or None
    party = tenants.parties.new(
        scopes, keys, unpushed=unpushed, logout_uri=logout_uri, ciba=ciba, ping_uri=ping_uri
    )
    return kind, days, TokenLimits(scopes, origins, packages, returns, party)


def _shown_once(issued: IssuedToken) -> Response:
    title = f"The new {issued.token.kind.value} token"
    return JSONResponse({"title": title, "secret": issued.secret})
