"""`/console/tenants/{tenant_id}/tokens`: a secret is in one answer of a script, and in no page.

So a reload shows the list and never the secret, and no address or history holds it.
"""

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.audit import AdministrationLog
from inperson.core import TokenId
from inperson.http.console.doors import (
    ConsoleOf,
    ConsoleRoute,
    FormOf,
    ServicesOf,
    TenantOf,
    VisitorOf,
    may,
    own_page,
)
from inperson.http.console.pages import back, show
from inperson.http.console_services import ConsoleServices
from inperson.http.errors import RequestSchemaInvalid
from inperson.http.services import Services
from inperson.people import Visitor
from inperson.tenants import (
    Action,
    IssuedToken,
    Scope,
    Tenant,
    TokenKind,
    TokenLimits,
    TokenNotFound,
)
from inperson.views import token_view

_LONGEST_DAYS, _OVERLAP = 366, timedelta(hours=24)

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/tokens",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.LIST_TOKENS)])
def list_tokens(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, said: str = ""
) -> Response:
    """List a tenant's app tokens."""
    tokens = [token_view(each) for each in services.tenants.tokens(tenant.id)]
    return show(
        "tokens.html", visitor, console.clock, tenant, said, tokens=tokens, scopes=list(Scope)
    )


@router.post("", dependencies=[may(Action.ISSUE_TOKEN)])
def issue_token(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, form: FormOf
) -> Response:
    """Issue an app token."""
    kind, days, limits = _wanted(form)
    _prove(console, visitor, kind)
    record = AdministrationLog(console.open_audit(tenant.id), visitor.actor)
    ttl = timedelta(days=days)
    issued = services.tenants.issue_token(
        tenant.id, kind, form.get("label", ""), ttl, limits, record
    )
    return _shown_once(issued)


@router.post("/{token_id}/rotate", dependencies=[may(Action.ISSUE_TOKEN)])
def rotate_token(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, token_id: str
) -> Response:
    """Issue a token in another one's place, which works on for a day."""
    _prove(console, visitor, _kind_of(services, tenant, token_id))
    record = AdministrationLog(console.open_audit(tenant.id), visitor.actor)
    return _shown_once(services.tenants.rotate(tenant.id, TokenId(token_id), _OVERLAP, record))


@router.post("/{token_id}/revoke", dependencies=[may(Action.END_TOKEN)])
def revoke_token(
    services: ServicesOf, console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, token_id: str
) -> Response:
    """Revoke a token at once."""
    _prove(console, visitor, _kind_of(services, tenant, token_id))
    record = AdministrationLog(console.open_audit(tenant.id), visitor.actor)
    services.tenants.revoke(tenant.id, TokenId(token_id), record)
    return back(f"/console/tenants/{tenant.id}/tokens", "token_revoked")


def _prove(console: ConsoleServices, visitor: Visitor, kind: TokenKind) -> None:
    """Demand a fresh proof for what touches real people's sessions."""
    if kind is TokenKind.PRODUCTION:
        console.staff.visits.require_fresh(visitor)


def _kind_of(services: Services, tenant: Tenant, token_id: str) -> TokenKind:
    for each in services.tenants.tokens(tenant.id):
        if each.id == token_id:
            return each.kind
    raise TokenNotFound("The tenant has no such token.")


def _wanted(form: FormOf) -> tuple[TokenKind, int, TokenLimits]:
    try:
        kind, days = TokenKind(form.get("kind", "")), int(form.get("days", ""))
        scopes = frozenset(each for each in Scope if form.get(f"scope_{each.value}"))
    except ValueError as error:
        raise RequestSchemaInvalid("A token has a kind and a number of days.") from error
    if not 1 <= days <= _LONGEST_DAYS:
        raise RequestSchemaInvalid(f"A token is valid for 1 to {_LONGEST_DAYS} days.")
    origins = tuple(form.get("origins", "").split())
    return kind, days, TokenLimits(scopes, origins)


def _shown_once(issued: IssuedToken) -> Response:
    title = f"The new {issued.token.kind.value} token"
    return JSONResponse({"title": title, "secret": issued.secret})
