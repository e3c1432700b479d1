"""The `/v1` API: parse, call one use case, render."""

import hashlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from inperson.core import SessionId, SubjectId
from inperson.http.bodies import Upload, read_uploads
from inperson.http.errors import IdempotencyKeyInvalid, TokenMissing
from inperson.http.schemas import (
    JwksView,
    NewSession,
    ProblemView,
    SessionView,
    SubjectQuery,
    SubjectView,
)
from inperson.http.services import Services
from inperson.http.views import session_view, subject_view
from inperson.sessions import IdempotencyKey, Session, TenantSessions
from inperson.sessions.deciding import MAX_SAMPLES
from inperson.tenants import Caller
from inperson.vision import decode_image

_bearer = HTTPBearer(auto_error=False, description="An app token, `inp_dev_...` or `inp_live_...`")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ProblemView, "description": "Problem"} for status in statuses}


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(_services)]


def _caller(
    services: ServicesOf,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    if credentials is None:
        raise TokenMissing("Send an app token: `Authorization: Bearer inp_...`.")
    return services.tenants.authenticate(credentials.credentials)


CallerOf = Annotated[Caller, Depends(_caller)]


def _own_sessions(services: ServicesOf, caller: CallerOf) -> TenantSessions:
    return services.sessions.of(caller)


SessionsOf = Annotated[TenantSessions, Depends(_own_sessions)]
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

router = APIRouter(prefix="/v1", responses=_refusals(401, 403, 422, 500, 503))


@router.post(
    "/sessions",
    status_code=201,
    operation_id="createSession",
    responses=_refusals(400, 404, 409, 413),
    tags=["sessions"],
)
def create_session(
    services: ServicesOf, caller: CallerOf, mine: SessionsOf, body: NewSession, key: Key = None
) -> SessionView:
    """Open a session that enrols or authenticates a subject."""
    request = body.model_dump_json().encode()
    session = mine.create(
        body.kind, body.subject_ref, body.liveness, _idempotency(key, b"createSession", request)
    )
    return session_view(session, caller, services.signer)


@router.post(
    "/sessions/{session_id}/samples",
    operation_id="submitSamples",
    responses=_refusals(400, 404, 409, 413, 415),
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
                                "minItems": 1,
                                "maxItems": MAX_SAMPLES,
                                "items": {
                                    "type": "string",
                                    "contentMediaType": "application/octet-stream",
                                },
                                "description": "JPEG, PNG or WebP photographs of the subject.",
                            }
                        },
                    }
                }
            },
        }
    },
)
async def submit_samples(
    request: Request,
    services: ServicesOf,
    caller: CallerOf,
    mine: SessionsOf,
    session_id: str,
    key: Key = None,
) -> SessionView:
    """Give a session its still images and get its decision."""
    uploads = await read_uploads(request, field="image", max_files=MAX_SAMPLES)
    digest = b"".join(hashlib.sha256(each.data).digest() for each in uploads)
    idempotency = _idempotency(key, b"submitSamples", session_id.encode() + b"\0" + digest)
    session = await run_in_threadpool(_decide, mine, SessionId(session_id), uploads, idempotency)
    return await run_in_threadpool(session_view, session, caller, services.signer)


@router.get(
    "/sessions/{session_id}",
    operation_id="getSession",
    responses=_refusals(404),
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
    responses=_refusals(400, 404, 413),
    tags=["subjects"],
)
def find_subject(mine: SessionsOf, body: SubjectQuery) -> SubjectView:
    """Find an enrolled subject by your own reference."""
    return subject_view(mine.find_subject(body.subject_ref))


@router.delete(
    "/subjects/{subject_id}",
    status_code=204,
    operation_id="eraseSubject",
    responses=_refusals(404),
    tags=["subjects"],
)
def erase_subject(mine: SessionsOf, subject_id: str) -> Response:
    """Erase a subject: its key, its template and its sessions."""
    mine.erase_subject(SubjectId(subject_id))
    return Response(status_code=204)


@router.get("/jwks", operation_id="getJwks", tags=["keys"])
def get_jwks(services: ServicesOf) -> JwksView:
    """Read the public keys that check a signed decision. No token is needed."""
    return JwksView.model_validate(services.signer.jwks())


def _decide(
    mine: TenantSessions,
    session_id: SessionId,
    uploads: list[Upload],
    idempotency: IdempotencyKey | None,
) -> Session:
    images = [decode_image(each.data, content_type=each.content_type) for each in uploads]
    return mine.submit(session_id, images, idempotency)


def _idempotency(key: str | None, operation: bytes, request: bytes) -> IdempotencyKey | None:
    if key is None:
        return None
    if _IDEMPOTENCY_KEY.fullmatch(key) is None:
        raise IdempotencyKeyInvalid("An Idempotency-Key is 1 to 255 visible ASCII characters.")
    return IdempotencyKey(key, operation + b"\0" + request)
