"""The `/v1` API: parse, call one use case, render."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.params import Depends as DependsOn
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from inperson.core import SessionId, SubjectId
from inperson.desks import Desk, GoverningDesk
from inperson.http.admission import known_as
from inperson.http.bodies import Upload, read_uploads
from inperson.http.errors import IdempotencyKeyInvalid, TokenMissing
from inperson.http.schemas import JwksView, ProblemView, SubjectQuery
from inperson.http.services import Services
from inperson.sessions import MAX_SAMPLES, IdempotencyKey, TenantSessions, TenantSubjects
from inperson.tenants import Action, Caller, governing
from inperson.views import (
    ErasureView,
    SessionView,
    SubjectView,
    WithdrawalView,
    erasure_view,
    session_view,
    subject_view,
)

_bearer = HTTPBearer(auto_error=False, description="An app token, `inp_dev_...` or `inp_live_...`")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the description says of the answers with these statuses."""
    return {status: {"model": ProblemView, "description": "Problem"} for status in statuses}


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(_services)]


def _caller(
    request: Request,
    services: ServicesOf,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    if credentials is None:
        raise TokenMissing("Send an app token: `Authorization: Bearer inp_...`.")
    return known(request, services, services.tenants.authenticate(credentials.credentials))


def known(request: Request, services: Services, caller: Caller) -> Caller:
    """Note that a request is an app token's, whose tenant and kind have one share; return it."""
    known_as(request.scope, services, caller.token_id, f"{caller.kind} of {caller.tenant_id}")
    return caller


CallerOf = Annotated[Caller, Depends(_caller)]


def _desk(services: ServicesOf, caller: CallerOf) -> Desk:
    return services.desks.of(caller.authority)


def _governing_desk(services: ServicesOf, caller: CallerOf) -> GoverningDesk:
    return services.desks.of(governing(caller.authority))


DeskOf = Annotated[Desk, Depends(_desk)]
GoverningDeskOf = Annotated[GoverningDesk, Depends(_governing_desk)]
"""Of a route that does what holds for the whole tenant: a developer token is refused."""


class Allowed:
    """Lets a request pass whose token may do this. Every route but the public ones has one."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def __call__(self, caller: CallerOf) -> None:
        """Check the caller's scopes."""
        caller.require(self.action)


def allowed(action: Action) -> Sequence[DependsOn]:
    """Return the dependencies of a route that does this."""
    return [Depends(Allowed(action))]


def _own_sessions(services: ServicesOf, caller: CallerOf) -> TenantSessions:
    return services.sessions.of(caller)


def _own_subjects(services: ServicesOf, caller: CallerOf) -> TenantSubjects:
    return services.sessions.subjects_of(caller)


SessionsOf = Annotated[TenantSessions, Depends(_own_sessions)]
SubjectsOf = Annotated[TenantSubjects, Depends(_own_subjects)]


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="1 to 255 visible ASCII characters, unique to this request. A repeated "
        "request with the same key returns the first result for 24 hours.",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
    ),
]


async def _uploads(
    request: Request, mine: SessionsOf, session_id: str, key: Key = None
) -> Sequence[Upload]:
    """Read the still images, before there is a seat for the work: a client may send slowly.

    And after the session was found to take them: before that not a byte is read.
    """
    await run_in_threadpool(mine.require_stills, SessionId(session_id), repeated=key is not None)
    return await read_uploads(request, field="image", max_files=MAX_SAMPLES)


UploadsOf = Annotated[Sequence[Upload], Depends(_uploads)]

router = APIRouter(prefix="/v1", responses=refusals(401, 403, 422, 500, 503))


@router.post(
    "/sessions/{session_id}/samples",
    operation_id="submitSamples",
    dependencies=allowed(Action.SUBMIT_SAMPLES),
    responses=refusals(400, 404, 409, 413, 415),
    tags=["sessions"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["image"],
                        "properties": {
                            "image": {
                                "type": "array",
                                "items": {
                                    "type": "string",
                                    "contentMediaType": "application/octet-stream",
                                },
                                "description": f"1 to {MAX_SAMPLES} JPEG, PNG or WebP photographs "
                                "of the subject.",
                            }
                        },
                    }
                }
            },
        }
    },
)
async def submit_samples(
    services: ServicesOf,
    caller: CallerOf,
    mine: SessionsOf,
    session_id: str,
    uploads: UploadsOf,
    key: Key = None,
) -> SessionView:
    """Give a session its still images and get its decision."""
    keyed = partial(idempotency_of, key, b"submitSamples")
    given = (mine, SessionId(session_id), uploads, caller.tenant_id, keyed)
    with services.metrics.deciding("stills"):
        session = await run_in_threadpool(services.stills.submit, *given)
    services.metrics.decided("stills", session)
    return await run_in_threadpool(session_view, session, caller, services.signer)


@router.get(
    "/sessions/{session_id}",
    operation_id="getSession",
    dependencies=allowed(Action.READ_SESSION),
    responses=refusals(404),
    tags=["sessions"],
)
def get_session(
    services: ServicesOf, caller: CallerOf, mine: SessionsOf, session_id: str
) -> SessionView:
    """Read a session and its decision."""
    return session_view(mine.get(SessionId(session_id)), caller, services.signer)


@router.post(
    "/subjects/lookup",
    operation_id="findSubject",
    dependencies=allowed(Action.FIND_SUBJECT),
    responses=refusals(400, 404, 413),
    tags=["subjects"],
)
def find_subject(subjects: SubjectsOf, body: SubjectQuery) -> SubjectView:
    """Find an enrolled subject by your own reference."""
    subject = subjects.find(body.subject_ref)
    return subject_view(subject, subjects.attempts(subject.id))


@router.post(
    "/subjects/{subject_id}/enable",
    operation_id="enableSubject",
    dependencies=allowed(Action.ENABLE_SUBJECT),
    responses=refusals(404),
    tags=["subjects"],
)
def enable_subject(subjects: SubjectsOf, subject_id: str) -> SubjectView:
    """Forget a subject's failed authentications, so that it may try again."""
    subject = subjects.enable(SubjectId(subject_id))
    return subject_view(subject, subjects.attempts(subject.id))


@router.delete(
    "/subjects/{subject_id}",
    operation_id="eraseSubject",
    dependencies=allowed(Action.ERASE_SUBJECT),
    responses=refusals(404, 409),
    tags=["subjects"],
)
def erase_subject(subjects: SubjectsOf, subject_id: str) -> ErasureView:
    """Erase a subject: its key, its template, its sessions and its samples."""
    return erasure_view(subjects.erase(SubjectId(subject_id)))


@router.delete(
    "/subjects/{subject_id}/improvement",
    operation_id="withdrawImprovement",
    dependencies=allowed(Action.WITHDRAW_IMPROVEMENT),
    responses=refusals(404),
    tags=["subjects"],
)
def withdraw_improvement(subjects: SubjectsOf, subject_id: str) -> WithdrawalView:
    """End a subject's consent to improvement and remove its samples; the enrolment stays."""
    return WithdrawalView(samples_removed=subjects.withdraw_improvement(SubjectId(subject_id)))


@router.head("/jwks", include_in_schema=False)
@router.get("/jwks", operation_id="getJwks", tags=["keys"])
def get_jwks(services: ServicesOf) -> JwksView:
    """Read the public keys that check a signed decision. No token is needed."""
    return JwksView.model_validate(services.signer.jwks())


def idempotency_of(key: str | None, operation: bytes, request: bytes) -> IdempotencyKey | None:
    """Return a request's Idempotency-Key beside what it stands for.

    Raises:
        IdempotencyKeyInvalid: if it is malformed.

    """
    if key is None:
        return None
    if _IDEMPOTENCY_KEY.fullmatch(key) is None:
        raise IdempotencyKeyInvalid("An Idempotency-Key is 1 to 255 visible ASCII characters.")
    return IdempotencyKey(key, operation + b"\0" + request)
