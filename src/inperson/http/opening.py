"""`POST /v1/sessions`: opens a session, and a link to this server's own page if asked to."""

from datetime import timedelta

from fastapi import APIRouter

from inperson.checks import HostedChecks
from inperson.http.routes import (
    CallerOf,
    Key,
    ServicesOf,
    SessionsOf,
    allowed,
    idempotency_of,
    refusals,
)
from inperson.http.schemas import NewSession
from inperson.sessions import SESSION_TTL, AnySession, Device, TenantSessions
from inperson.tenants import Action
from inperson.views import OpenedSessionView, opened_view

router = APIRouter(prefix="/v1", responses=refusals(401, 403, 422, 500, 503))


@router.post(
    "/sessions",
    status_code=201,
    operation_id="createSession",
    dependencies=allowed(Action.OPEN_SESSION),
    responses=refusals(400, 404, 409, 413, 429),
    tags=["sessions"],
)
def create_session(
    services: ServicesOf, caller: CallerOf, mine: SessionsOf, body: NewSession, key: Key = None
) -> OpenedSessionView:
    """Open a session that enrols or authenticates a subject, or checks that somebody lives."""
    request = body.model_dump_json().encode()
    device = Device(**body.device.model_dump()) if body.device else Device()

    def create(mine: TenantSessions, device: Device, lasts: timedelta = SESSION_TTL) -> AnySession:
        return mine.create(
            body.kind,
            body.subject_ref,
            body.liveness,
            idempotency_of(key, b"createSession", request),
            device=device,
            improvement=body.improvement_consent,
            consent=None if body.consent is None else body.consent.given(),
            age=body.claim(),
            lasts=lasts,
            assurance=body.assurance,
        )

    if body.link is None:
        session, link = create(mine, device), None
        ticket = mine.ticket(session, device)
    else:  # who opens the link gets the session token, and nobody before
        checks = HostedChecks(services.desks.of(caller.authority), services.sessions, caller)
        (session, link), ticket = checks.open(body.link.wanted(), device, create), None
    return opened_view(session, caller, services.signer, services.session_tokens, ticket, link)
