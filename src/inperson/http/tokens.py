"""`/v1/tokens`: a tenant's admin keeps its app tokens. All routes need the scope `admin`."""

import json
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from inperson.audit import AdministrationLog
from inperson.core import TokenId
from inperson.http.routes import CallerOf, ServicesOf, allowed, refusals
from inperson.http.services import Services
from inperson.tenants import (
    Action,
    Caller,
    Scope,
    TokenLimits,
)
from inperson.views import Body, IssuedTokenView, TokenList, Whole, issued_view, token_view

_YEAR_DAYS = 366
Origin = Annotated[str, Field(max_length=95, pattern=r"^(null|[a-z]+://[a-zA-Z0-9.:/-]+)$")]
Package = Annotated[
    str, Field(max_length=95, pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+$")
]

Return = Annotated[str, Field(max_length=190, pattern=r"^[A-Za-z][A-Za-z0-9.-]*:/[!-~]+$")]


class NewToken(Body):
    """A token to issue: of the caller's kind, with scopes that the caller has."""

    label: str = Field(default="", pattern=r"^[ -~]{0,80}$")
    days: Whole = Field(default=90, ge=1, le=_YEAR_DAYS)
    scopes: Annotated[list[Annotated[Scope, Field(strict=False)]], Field(min_length=1)]
    origins: list[Origin] = Field(default=[], max_length=20, examples=[["https://shop.example"]])
    packages: list[Package] = Field(default=[], max_length=20, examples=[["org.example.shop"]])
    returns: list[Return] = Field(
        default=[],
        max_length=20,
        description="Where hosted checks may send people back to; without one there are none.",
        examples=[["https://shop.example/done", "org.example.shop:/done"]],
    )
    jwks: dict[str, Any] | None = Field(
        default=None,
        description="Public keys that a relying party (scope `openid`) proves itself by, in place "
        "of the token's text.",
    )
    unpushed: bool = Field(
        default=False,
        description="Lets a relying party ask by the browser alone. docs/oidc.md says what of it.",
    )
    ciba: bool = Field(
        default=False,
        description="Lets a relying party ask without a browser, as a call centre does (CIBA).",
    )
    backchannel_client_notification_endpoint: str | None = Field(
        default=None,
        max_length=500,
        description="Where a relying party that asks so is told that it was answered (ping mode); "
        "without it, it polls.",
        examples=["https://calls.example/answered"],
    )
    backchannel_logout_uri: str | None = Field(
        default=None,
        max_length=500,
        description="Where a relying party is told that a person's sign-in is over (OpenID Connect "
        "Back-Channel Logout 1.0).",
        examples=["https://login.example/realms/shop/backchannel-logout"],
    )


class Rotation(Body):
    """How long a token works on beside the one that takes its place."""

    overlap_hours: Whole = Field(default=24, ge=0, le=24 * 30)


router = APIRouter(
    prefix="/v1/tokens", tags=["tokens"], responses=refusals(401, 403, 422, 500, 503)
)


@router.get("", operation_id="listTokens", dependencies=allowed(Action.LIST_TOKENS))
def list_tokens(services: ServicesOf, caller: CallerOf) -> TokenList:
    """List the app tokens of the caller's kind."""
    tokens = services.tenants.tokens(caller.tenant_id)
    return TokenList(tokens=[token_view(each) for each in tokens if each.kind is caller.kind])


@router.post(
    "",
    status_code=201,
    operation_id="issueToken",
    dependencies=allowed(Action.ISSUE_TOKEN),
    responses=refusals(400, 413),
)
def issue_token(services: ServicesOf, caller: CallerOf, body: NewToken) -> IssuedTokenView:
    """Issue an app token. Its secret is in this answer and nowhere else."""
    scopes = frozenset(body.scopes)
    keys = None if body.jwks is None else json.dumps(body.jwks)
    party = services.tenants.parties.new(
        scopes,
        keys,
        unpushed=body.unpushed,
        logout_uri=body.backchannel_logout_uri,
        ciba=body.ciba,
        ping_uri=body.backchannel_client_notification_endpoint,
    )
    names = tuple(body.origins), tuple(body.packages), tuple(body.returns)
    limits = TokenLimits(scopes, *names, party)
    ttl = timedelta(days=body.days)
    record = _record(services, caller)
    return issued_view(services.tenants.issue_by(caller, body.label, ttl, limits, record))


@router.post(
    "/{token_id}/rotate",
    status_code=201,
    operation_id="rotateToken",
    dependencies=allowed(Action.ISSUE_TOKEN),
    responses=refusals(400, 404, 413),
)
def rotate_token(
    services: ServicesOf, caller: CallerOf, token_id: str, body: Rotation
) -> IssuedTokenView:
    """Issue a token like another one, which works on for the overlap."""
    overlap = timedelta(hours=body.overlap_hours)
    record = _record(services, caller)
    return issued_view(services.tenants.rotate_by(caller, TokenId(token_id), overlap, record))


@router.delete(
    "/{token_id}",
    status_code=204,
    operation_id="revokeToken",
    dependencies=allowed(Action.END_TOKEN),
    responses=refusals(404),
)
def revoke_token(services: ServicesOf, caller: CallerOf, token_id: str) -> Response:
    """Revoke a token at once."""
    services.tenants.revoke_by(caller, TokenId(token_id), _record(services, caller))
    return Response(status_code=204)


def _record(services: Services, caller: Caller) -> AdministrationLog:
    return AdministrationLog(services.desks.of(caller.authority).audit, caller.token_id)
