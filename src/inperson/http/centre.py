"""`/privacy/{tenant_id}/api/`: the privacy centre's back end, for the centre's own page.

The page is at `/privacy/{tenant_id}`. Every request must be the page's own (`Sec-Fetch-Site:
same-origin`), so no other site can make one in a visitor's name. Who is there stands in the cookie
`inperson_centre` (`HttpOnly`, `SameSite=Strict`; where `public_url` is https `Secure`, and named
`__Host-inperson_centre`), which `enter` and `face` set, for fifteen minutes; every other route
answers 401 `centre_ticket_invalid` without it, and so does one of another tenant. Bodies and
answers are JSON, strict as in `/v1`; refusals are problem details. An answer about somebody unknown
or erased has the members of any other.

`POST enter`     `{"code": "7K2MN-0QX4D"}`: case, spaces and hyphens do not matter, and O, I and L
                 are read as 0 and 1. 200 `{"entered_by": "code", "expires_at"}`. 403
                 `centre_entry_refused` (wrong, used, over, tried too often: one answer for all);
                 429 `centre_busy`.
`POST face`      `{"session", "session_token", "subject_ref"}`: a live authentication of the
                 tenant's, decided less than ten minutes ago. 200 `{"entered_by": "face",
                 "expires_at"}`; 403 `centre_entry_refused`. Nobody can ask for a session here: the
                 tenant's back end opens one (`POST /v1/sessions`, kind `authenticate`) for whom it
                 knows, and sends the browser to `/privacy/{tenant_id}#session=ses_...&token=...
                 &ref=...`. What follows `#` reaches no server; the page takes it out of the
                 address, runs `<inperson-capture session-token=...>` with the token, and sends all
                 three here when the capture is done.
`GET me`         what is held, without anything opened: `Me` in `views.centre`.
`GET requests`   `{"requests": [RequestSummary]}`, hers, in the order in which they came. One that
                 erased her is not among them: nothing names her any more.
`GET requests/{id}`  `RequestView`: hers, or one that is nameless since an erasure, which who has
                 its id may see: so the page shows a certificate that takes its time.
`POST requests`  `{"kind", "purpose"?, "text"?}`, and an `Idempotency-Key` if she may send it
                 twice. 201 `RequestView`, with the receipt; with the certificate if it is done.
`POST copy`      `{"passphrase"}` or `{"recipient": "age1..."}`: opens an access request, or takes
                 the one that is open, and answers with the age file as an attachment.
`GET disclosures`  `{"disclosures": [{"id", "text", "expires_at"}]}`: those that wait for her
                 approval, each with the text that she reads and signs.
`POST disclosures/{id}/approve`  `{"jwk", "signature"}`: a public key on P-256, as WebCrypto exports
                 it, and its signature over the text in UTF-8 (ECDSA, SHA-256; base64url without
                 padding). 200 `OwnDisclosure`; 403 `approval_invalid` to who came in by a code, or
                 by a face more than fifteen minutes ago.
`POST disclosures/{id}/refuse`   200 `OwnDisclosure`: it is refused, or an approval taken back.
`POST leave`     204; the cookie is gone.
"""

from datetime import timedelta

from fastapi import APIRouter, Depends, Request, Response

from inperson.core import DisclosureId, RequestId, SessionId
from inperson.http.centre_bodies import FaceEntry, SignedApproval, TypedCode
from inperson.http.centre_visitor import COOKIE, TenantOf, VisitorOf, desk_of
from inperson.http.origins import same_origin
from inperson.http.request_bodies import CopyTo, Wish
from inperson.http.requests import copy_response
from inperson.http.routes import Key, ServicesOf, idempotency_of
from inperson.http.services import Services
from inperson.rights.copies import AccessCopies
from inperson.rights.disclosures import ApprovalInvalid, ApprovalProof, SubjectSide
from inperson.rights.requests import (
    FACE_FRESH,
    Centre,
    CentreEntryRefused,
    CentreTicket,
    Channel,
    RequestKind,
    holdings,
)
from inperson.sessions import SessionTokenExpired, SessionTokenInvalid
from inperson.tenants import TokenKind
from inperson.views import (
    Entered,
    Me,
    OwnDisclosure,
    OwnRequests,
    RequestView,
    Waiting,
    authority_of,
    me_view,
    own_disclosure,
    summary,
    waiting_view,
)

router = APIRouter(
    prefix="/privacy/{tenant_id}/api",
    include_in_schema=False,
    dependencies=[Depends(same_origin)],
)


@router.post("/enter")
def enter(
    services: ServicesOf, tenant_id: TenantOf, body: TypedCode, request: Request, response: Response
) -> Entered:
    """Let in who knows a code."""
    # either kind of token's desk: the code knows its own
    desk = desk_of(services, tenant_id, TokenKind.PRODUCTION)
    ticket = Centre(desk).enter_by_code(body.code)
    return _let_in(services, ticket, request, response)


@router.post("/face")
def enter_by_face(
    services: ServicesOf, tenant_id: TenantOf, body: FaceEntry, request: Request, response: Response
) -> Entered:
    """Let in who was just recognised, alive, in the browser that made the capture."""
    # a session's token is good for the capture for three minutes; as a proof of who made it, for
    # as long as the decision is fresh
    before = services.sessions.clock.now() - FACE_FRESH - timedelta(minutes=1)
    try:
        held = services.session_tokens.read(body.session_token, before)
    except (SessionTokenInvalid, SessionTokenExpired) as error:
        raise CentreEntryRefused("The session does not prove who is there.") from error
    if held.tenant_id != tenant_id or held.session_id != body.session:
        raise CentreEntryRefused("The session does not prove who is there.")
    centre = Centre(desk_of(services, tenant_id, held.kind))
    ticket = centre.enter_by_face(SessionId(body.session), body.subject_ref)
    return _let_in(services, ticket, request, response)


@router.get("/me")
def get_me(visitor: VisitorOf) -> Me:
    """Show what is held."""
    held = holdings(visitor.desk, visitor.reference())
    return me_view(visitor.desk, visitor.ticket, held, authority_of(visitor.desk))


@router.get("/requests")
def list_requests(visitor: VisitorOf) -> OwnRequests:
    """Show the visitor's requests."""
    return OwnRequests(requests=[summary(each) for each in visitor.own()])


@router.get("/requests/{request_id}")
def get_request(visitor: VisitorOf, request_id: str) -> RequestView:
    """Show one request with its receipt and certificate."""
    return visitor.view(visitor.find(RequestId(request_id)))


@router.post("/requests", status_code=201)
def open_request(visitor: VisitorOf, body: Wish, key: Key = None) -> RequestView:
    """Take a request in."""
    content = f"{visitor.subject_ref} {body.model_dump_json()}".encode()
    request = visitor.requests.open(
        body.kind,
        visitor.subject_ref,
        purpose=body.purpose,
        text=body.text,
        channel=Channel.SUBJECT,
        idempotency=idempotency_of(key, b"centreRequest", content),
    )
    return visitor.view(request)


@router.post("/copy", response_class=Response)
def get_copy(visitor: VisitorOf, body: CopyTo) -> Response:
    """Hand the visitor a copy of what is held."""
    waiting = [each for each in visitor.own() if each.open and each.kind is RequestKind.ACCESS]
    if not waiting:
        asked = visitor.requests.open
        waiting = [asked(RequestKind.ACCESS, visitor.subject_ref, channel=Channel.SUBJECT)]
    return copy_response(AccessCopies(visitor.desk).deliver(waiting[0].id, body.to()).data)


@router.get("/disclosures")
def list_waiting(visitor: VisitorOf) -> Waiting:
    """Show the disclosures that wait for the visitor's approval."""
    side = SubjectSide(visitor.desk)
    return waiting_view(side, side.pending_for(visitor.reference()))


@router.post("/disclosures/{disclosure_id}/approve")
def approve_disclosure(
    visitor: VisitorOf, disclosure_id: str, body: SignedApproval
) -> OwnDisclosure:
    """Take the visitor's signed approval in."""
    session_id = visitor.ticket.session_id
    if session_id is None:
        raise ApprovalInvalid("Who came in by a code is not proven to be the subject.")
    side = SubjectSide(visitor.desk)
    approved = side.approve_by_subject(
        visitor.reference(),
        DisclosureId(disclosure_id),
        ApprovalProof(session_id),
        body.jwk,
        body.signed(),
    )
    return own_disclosure(side, approved)


@router.post("/disclosures/{disclosure_id}/refuse")
def refuse_disclosure(visitor: VisitorOf, disclosure_id: str) -> OwnDisclosure:
    """Refuse a disclosure for the visitor, or take the approval back."""
    side = SubjectSide(visitor.desk)
    refused = side.refuse_by_subject(visitor.reference(), DisclosureId(disclosure_id))
    return own_disclosure(side, refused)


@router.post("/leave", status_code=204)
def leave(request: Request) -> Response:
    """Forget who is there."""
    left = Response(status_code=204)
    COOKIE.drop(request, left)
    return left


def _let_in(
    services: Services, ticket: CentreTicket, request: Request, response: Response
) -> Entered:
    lasts_s = int((ticket.expires_at - ticket.issued_at).total_seconds())
    COOKIE.put(request, response, services.centre_tokens.issue(ticket), lasts_s)
    return Entered(entered_by=ticket.by, expires_at=ticket.expires_at)
