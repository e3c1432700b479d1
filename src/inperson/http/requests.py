"""`/v1/privacy-requests`: what a tenant asks for its subjects, and answers them.

An answer never tells whether its subject is enrolled. All routes need the scope `rights`.
"""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from inperson.core import RequestId
from inperson.http.languages import preferred
from inperson.http.request_bodies import (
    CopyTo,
    ExtensionReason,
    NewInvitation,
    NewRequest,
    Reply,
    RequestRefusal,
)
from inperson.http.routes import DeskOf, Key, allowed, idempotency_of, refusals
from inperson.rights.copies import LANGUAGES, AccessCopies
from inperson.rights.requests import (
    LARGEST_PAGE,
    PAGE,
    Centre,
    PrivacyRequest,
    Requests,
    RequestState,
    Reviews,
)
from inperson.tenants import Action
from inperson.views import (
    InvitationView,
    RequestList,
    RequestView,
    ReviewEvidenceView,
    evidence_view,
    request_view,
    summary,
)

COPY_TYPE = "application/octet-stream"
COPY_NAME = "inperson-copy.zip.age"

router = APIRouter(
    prefix="/v1", tags=["privacy requests"], responses=refusals(401, 403, 422, 500, 503)
)


def _requests(desk: DeskOf) -> Requests:
    return Requests(desk)


RequestsOf = Annotated[Requests, Depends(_requests)]


@router.post(
    "/privacy-requests",
    status_code=201,
    operation_id="openPrivacyRequest",
    dependencies=allowed(Action.OPEN_REQUEST),
    responses=refusals(400, 404, 409, 413),
)
def open_request(mine: RequestsOf, body: NewRequest, key: Key = None) -> RequestView:
    """Ask for something in the name of a subject, enrolled or not.

    What the server can do by itself is done when it answers. An erasure stays `in_progress` while
    another server is asked for the same.
    """
    request = mine.open(
        body.kind,
        body.subject_ref,
        purpose=body.purpose,
        text=body.text,
        region=body.region,
        session_id=body.contested(),
        on_behalf=body.acting(),
        against=body.objected(),
        idempotency=idempotency_of(key, b"openPrivacyRequest", body.model_dump_json().encode()),
    )
    return _view(mine, request)


@router.get(
    "/privacy-requests",
    operation_id="listPrivacyRequests",
    dependencies=allowed(Action.READ_REQUESTS),
)
def list_requests(
    mine: RequestsOf,
    state: RequestState | None = None,
    after: Annotated[str | None, Query(max_length=120)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> RequestList:
    """List privacy requests, those due first in front."""
    page = mine.list(state, after, limit)
    return RequestList(requests=[summary(each) for each, _ in page.requests], next=page.cursor)


@router.get(
    "/privacy-requests/{request_id}",
    operation_id="getPrivacyRequest",
    dependencies=allowed(Action.READ_REQUESTS),
    responses=refusals(404),
)
def get_request(mine: RequestsOf, request_id: str) -> RequestView:
    """Read a privacy request with its receipt and certificate."""
    return _view(mine, mine.get(RequestId(request_id)))


@router.post(
    "/privacy-requests/{request_id}/extend",
    operation_id="extendPrivacyRequest",
    dependencies=allowed(Action.ANSWER_REQUEST),
    responses=refusals(400, 404, 409, 413),
)
def extend_request(mine: RequestsOf, request_id: str, body: ExtensionReason) -> RequestView:
    """Let a request take two months longer, once, before it is due, and say why."""
    return _view(mine, mine.extend(RequestId(request_id), body.reason))


@router.post(
    "/privacy-requests/{request_id}/refuse",
    operation_id="refusePrivacyRequest",
    dependencies=allowed(Action.ANSWER_REQUEST),
    responses=refusals(400, 404, 409, 413),
)
def refuse_request(mine: RequestsOf, request_id: str, body: RequestRefusal) -> RequestView:
    """Refuse a request for one of the reasons that the law knows. A withdrawal is never refused."""
    return _view(mine, mine.refuse(RequestId(request_id), body.justification, body.reason))


@router.post(
    "/privacy-requests/{request_id}/answer",
    operation_id="answerPrivacyRequest",
    dependencies=allowed(Action.ANSWER_REQUEST),
    responses=refusals(400, 404, 409, 413),
)
def answer_request(mine: RequestsOf, request_id: str, body: Reply) -> RequestView:
    """Answer a complaint, a rectification, an objection or a review; lift a restriction."""
    return _view(mine, mine.answer(RequestId(request_id), body.text, body.outcome))


@router.get(
    "/privacy-requests/{request_id}/evidence",
    operation_id="getReviewEvidence",
    dependencies=allowed(Action.ANSWER_REQUEST),
    responses=refusals(404, 409),
)
def get_evidence(desk: DeskOf, request_id: str) -> ReviewEvidenceView:
    """Show the person who looks at a decision what is kept of it; the look is on the audit log.

    There is no picture: none outlives a decision that went against somebody.
    """
    return evidence_view(Reviews(desk).evidence(RequestId(request_id)))


@router.post(
    "/privacy-requests/{request_id}/copy",
    operation_id="deliverCopy",
    dependencies=allowed(Action.DELIVER_COPY),
    response_class=Response,
    responses={
        **refusals(400, 404, 409, 413, 429),
        200: {
            "description": "An age file that the recipient alone opens.",
            "content": {COPY_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
def deliver_copy(
    desk: DeskOf,
    request_id: str,
    body: CopyTo,
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """Make the copy of an access or portability request, encrypted to who asked.

    `Accept-Language` says in which language its page is, such as `de`.
    """
    language = preferred(accept_language, LANGUAGES)
    copies = AccessCopies(desk)
    return copy_response(copies.deliver(RequestId(request_id), body.to(), language).data)


@router.post(
    "/privacy-centre/invitations",
    status_code=201,
    operation_id="inviteSubject",
    dependencies=allowed(Action.INVITE_SUBJECT),
    responses=refusals(400, 413),
)
def invite_subject(desk: DeskOf, body: NewInvitation) -> InvitationView:
    """Make a code that lets a subject, enrolled or not, into the privacy centre once."""
    invited = Centre(desk).invite(body.subject_ref, timedelta(hours=body.hours))
    url = f"{desk.facts.public_url}/privacy/{desk.tenant_id}"
    return InvitationView(code=invited.code, expires_at=invited.expires_at, url=url)


def copy_response(data: bytes) -> Response:
    """Return a copy as a file to keep."""
    name = f'attachment; filename="{COPY_NAME}"'
    return Response(data, media_type=COPY_TYPE, headers={"Content-Disposition": name})


def _view(mine: Requests, request: PrivacyRequest) -> RequestView:
    return request_view(mine.desk, request, mine.details(request))
