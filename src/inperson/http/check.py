"""`/check/{tenant_id}/api/`: the back end of the page on which a person makes a hosted check.

The page is at `/check/{tenant_id}`, the same for every check. The key of a link stands behind the
address's `#`: no server, proxy or log sees it, and no page is told of it as a referrer. Who opens
the address uses up nothing; the press of a button sends the key in a body, once. From then on the
cookie `inperson_check` says who is there (`HttpOnly`, `SameSite=Strict`), for as long as the row
is. Every request must be the page's own (`Sec-Fetch-Site: same-origin`).

`GET look`       `{"name", "accent"}` of the tenant: for everybody.
`POST enter`     `{"key"}` of a link or a hand-off. 200 `CheckProgress`. 404 `check_link_invalid`,
                 409 `check_link_used`, `session_ended`, `session_expired`.
`GET progress`   200 `CheckProgress`: `returns` only for who opened the link, and only at the end.
`POST begin`     200 `{"session_token"}`, for `<inperson-capture>`, on this server's pages alone.
`POST hand-off`  200 `{"url", "modules", "code"}`. 403 `hand_off_refused`.
`POST cancel`    200 `CheckProgress`.

All but the first two answer 401 `check_visit_invalid` without the cookie, with another tenant's,
and where the check went on elsewhere.
"""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from inperson.checks import (
    CheckKey,
    CheckLinkInvalid,
    CheckVisit,
    CheckVisitInvalid,
    Looks,
    enter,
    visiting,
)
from inperson.core import TenantId, is_id
from inperson.desks import Desk
from inperson.http.admission import known_as
from inperson.http.cookies import Cookie
from inperson.http.errors import NotFound
from inperson.http.origins import same_origin
from inperson.http.pages import page
from inperson.http.routes import ServicesOf
from inperson.http.services import Services
from inperson.tenants import ROLES, Authority, Role, TenantNotFound, TokenKind
from inperson.views import (
    Body,
    CheckBegun,
    CheckHandOff,
    CheckLook,
    CheckProgress,
    hand_off_view,
    progress_view,
)

COOKIE = Cookie("inperson_check")
_KEPT_S = 24 * 3600
pages = APIRouter(prefix="/check", include_in_schema=False)
router = APIRouter(
    prefix="/check/{tenant_id}/api",
    include_in_schema=False,
    dependencies=[Depends(same_origin)],
)


class OpeningKey(Body):
    """What stands behind the `#` of a link."""

    key: str = Field(max_length=100, repr=False)


def _tenant(tenant_id: str) -> TenantId:
    if not is_id(tenant_id, "ten"):
        raise NotFound("There is no such path.")
    return TenantId(tenant_id)


TenantOf = Annotated[TenantId, Depends(_tenant)]


def _desk(services: Services, tenant_id: TenantId, kind: TokenKind) -> Desk:
    try:
        services.tenants.tenant(tenant_id)
    except TenantNotFound:
        raise NotFound("There is no such path.") from None
    return services.desks.of(Authority(tenant_id, kind, Role.DEVICE, ROLES[Role.DEVICE]))


def _visit(services: ServicesOf, tenant_id: TenantOf, request: Request) -> CheckVisit:
    try:
        key = CheckKey.read(COOKIE.read(request) or "")
    except CheckLinkInvalid:
        raise CheckVisitInvalid("There is no check in this browser.") from None
    visit = visiting(_desk(services, tenant_id, key.kind), services.sessions, key)
    known_as(request.scope, services, key.session_id, f"checks of {tenant_id}")
    return visit


VisitOf = Annotated[CheckVisit, Depends(_visit)]


@pages.get("/{tenant_id}")
def get_check(tenant_id: TenantOf) -> Response:
    """Show the page: the same for every tenant, and for ids of none."""
    return page("check.html")


@router.get("/look")
def get_look(services: ServicesOf, tenant_id: TenantOf) -> CheckLook:
    """Say whose check it is, and how it looks."""
    desk = _desk(services, tenant_id, TokenKind.PRODUCTION)
    return CheckLook(name=desk.tenant_name, accent=Looks(desk).current().accent)


@router.post("/enter")
def open_link(
    services: ServicesOf,
    tenant_id: TenantOf,
    body: OpeningKey,
    request: Request,
    response: Response,
) -> CheckProgress:
    """Open a link, or take a hand-off: once."""
    key = CheckKey.read(body.key)
    visit, kept = enter(_desk(services, tenant_id, key.kind), services.sessions, key)
    COOKIE.put(request, response, kept.text, _KEPT_S)
    return progress_view(visit.progress())


@router.get("/progress")
def get_progress(visit: VisitOf) -> CheckProgress:
    """Say how far the check is."""
    return progress_view(visit.progress())


@router.post("/begin")
def begin(services: ServicesOf, visit: VisitOf) -> CheckBegun:
    """Give the browser the session token."""
    return CheckBegun(session_token=services.session_tokens.issue(visit.begin()))


@router.post("/hand-off")
def hand_off(visit: VisitOf) -> CheckHandOff:
    """Let a phone take the check."""
    handed = visit.hand_off()
    drawn = segno.make(handed.url, error="m", micro=False)
    return hand_off_view(handed, ["".join(map(str, row)) for row in drawn.matrix])


@router.post("/cancel")
def cancel(services: ServicesOf, visit: VisitOf) -> CheckProgress:
    """End the check, because the person wants to."""
    services.metrics.decided("capture", visit.cancel())
    return progress_view(visit.progress())
