"""`tenants` and `tokens`: who may use the server."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.cli.actors import at_log, operator
from inperson.cli.output import JSON_OPTION, show, text_of
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId, TokenId
from inperson.tenants import Scope, TokenKind, TokenLimits
from inperson.views import issued_view, tenant_view, token_view

tenants = typer.Typer(no_args_is_help=True, help="Create and list tenants.")
tokens = typer.Typer(no_args_is_help=True, help="Issue, list, rotate and revoke app tokens.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@tenants.command("create")
def create_tenant(name: str, as_json: Json = False) -> None:
    """Create a tenant with its own keys and data store."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        tenant = server.add_tenant(name, operator())
        show(tenant.id, tenant_view(tenant), as_json=as_json)


@tenants.command("list")
def list_tenants(as_json: Json = False) -> None:
    """List the tenants."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for tenant in server.tenants.tenants():
            show(f"{tenant.id}  {tenant.name}", tenant_view(tenant), as_json=as_json)


Origins = Annotated[
    list[str] | None,
    typer.Option(
        help="A web origin that its sessions come from, or an app's: capacitor://localhost."
    ),
]
Packages = Annotated[
    list[str] | None,
    typer.Option(
        help="An app's package that its sessions come from, with the pages that it carries."
    ),
]
Returns = Annotated[
    list[str] | None,
    typer.Option(
        "--return", help="Where its hosted checks, and sign-ins, may send people back to."
    ),
]
Keys = Annotated[
    Path | None,
    typer.Option(help="Public keys (JWK set) that a relying party (scope openid) signs with."),
]
Unpushed = Annotated[bool, typer.Option(help="A relying party may ask by the browser alone.")]
Ciba = Annotated[
    bool, typer.Option(help="A relying party may ask without a browser (call centres).")
]
PingUri = Annotated[
    str | None, typer.Option(help="Where such a relying party is told that it was answered.")
]
LogoutUri = Annotated[
    str | None, typer.Option(help="Where a relying party is told that a sign-in is over.")
]


@tokens.command("issue")
def issue_token(
    tenant_id: Tenant,
    kind: TokenKind,
    label: Annotated[str, typer.Option(help="What the token is for.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="Days until it expires.")
    ] = None,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it may do; may be repeated. Default: sessions and rights."),
    ] = None,
    origin: Origins = None,
    package: Packages = None,
    returns: Returns = None,
    jwks: Keys = None,
    unpushed: Unpushed = False,
    ciba: Ciba = False,
    backchannel_client_notification_endpoint: PingUri = None,
    backchannel_logout_uri: LogoutUri = None,
    as_json: Json = False,
) -> None:
    """Issue an app token and print it: this once, for it is stored as a hash only."""
    ttl = None if days is None else timedelta(days=days)
    scopes = frozenset(scope) if scope else TokenLimits().scopes
    keys = None if jwks is None else text_of(jwks)
    origins, packages, back = (tuple(each or ()) for each in (origin, package, returns))
    with open_server(chosen_settings(), Mode.WRITE) as server:
        party = server.tenants.parties.new(
            scopes,
            keys,
            unpushed=unpushed,
            logout_uri=backchannel_logout_uri,
            ciba=ciba,
            ping_uri=backchannel_client_notification_endpoint,
        )
        tenant = server.tenants.tenant(TenantId(tenant_id)).id
        limits = TokenLimits(scopes, origins, packages, back, party)
        record = at_log(server, tenant)
        issued = server.tenants.issue_token(tenant, kind, label, ttl, limits, record)
        show(issued.secret, issued_view(issued), as_json=as_json)


@tokens.command("list")
def list_tokens(tenant_id: Tenant, as_json: Json = False) -> None:
    """List a tenant's tokens; their secrets are not kept."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for token in server.tenants.tokens(TenantId(tenant_id)):
            expires = None if token.expires_at is None else token.expires_at.isoformat()
            revoked = None if token.revoked_at is None else token.revoked_at.isoformat()
            state = f"revoked {revoked}" if revoked else f"expires {expires or 'never'}"
            text = f"{token.id}  {token.kind:10}  {state}  {token.label}"
            if token.limits.client_id is not None:
                text += f"  client_id {token.limits.client_id}"
            show(text, token_view(token), as_json=as_json)


@tokens.command("rotate")
def rotate_token(
    tenant_id: Tenant,
    token_id: str,
    overlap_hours: Annotated[
        int, typer.Option(min=0, help="How long the old token works on.")
    ] = 24,
    as_json: Json = False,
) -> None:
    """Issue a token in another one's place and print it, this once."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        overlap = timedelta(hours=overlap_hours)
        tenant = server.tenants.tenant(TenantId(tenant_id)).id
        record = at_log(server, tenant)
        issued = server.tenants.rotate(tenant, TokenId(token_id), overlap, record)
        show(issued.secret, issued_view(issued), as_json=as_json)


@tokens.command("revoke")
def revoke_token(tenant_id: Tenant, token_id: str, as_json: Json = False) -> None:
    """Revoke a token at once."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        tenant = server.tenants.tenant(TenantId(tenant_id)).id
        server.tenants.revoke(tenant, TokenId(token_id), at_log(server, tenant))
        show(f"{token_id} revoked", {"id": token_id, "revoked": True}, as_json=as_json)
