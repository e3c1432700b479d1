"""`/privacy/{tenant_id}/api/`: the privacy centre's back end, for the centre's own page.

The page is at `/privacy/{tenant_id}`. Every request must be the page's own (`Sec-Fetch-Site:
same-origin`), so no other site can make one in a visitor's name. Who is there stands in the cookie
`inperson_centre` (`HttpOnly`, `SameSite=Strict`; where `public_url` is https `Secure`, and named
`__Host-inperson_centre`), which `enter` sets, for fifteen minutes; every other route answers
401 `centre_ticket_invalid` without it, and so does one of another tenant. Bodies and answers are
JSON, strict as in `/v1`; refusals are problem details. An answer about somebody unknown or erased
has the members of any other.

`POST enter`     `{"code": "7K2MN-0QX4D"}`: case, spaces and hyphens do not matter, and O, I and L
                 are read as 0 and 1. 200 `{"expires_at"}`. 403 `centre_entry_refused` (wrong,
                 used, over, tried too often: one answer for all); 429 `centre_busy`.
`GET me`         what is held, without anything opened: `Me` in `views.centre`.
`GET requests`   `{"requests": [RequestSummary]}`, hers, in the order in which they came. One that
                 erased her is not among them: nothing names her any more.
`GET requests/{id}`  `RequestView`: hers, or one that is nameless since an erasure, which who has
                 its id may see: so the page shows a certificate that takes its time.
`POST acts`      `{"kind": "approve" | "erase" | "withdraw" | "copy", "disclosure"?, "purpose"?,
                 "language"}`: opens the live capture of one act. 201 `{"text", "language",
                 "act_sha256", "session_token", "expires_at"}`. The page shows the text and runs
                 `<inperson-capture session-token=...>` below it; the token is good from this
                 server's own origin alone. 404 `subject_not_enrolled`, 429 `subject_locked`,
                 `acts_spent`.
`POST requests`  `{"kind", "purpose"?, "text"?, "region"?, "session_id"?, "against"?, "proof"?}`, an
                 `Idempotency-Key` if she may send it twice. 201 `RequestView`, with the receipt;
                 with the certificate if it is done. A `complaint` alone may have a `region`;
                 a `human_review` names a session of hers that is `reviewable`: 404
                 `session_not_found`, 409 `already_reviewed`. An `objection` may be `against` a
                 request that somebody made for her: 404 `privacy_request_not_found`.
                 Who is enrolled proves an `erasure` and a `withdrawal`: `proof` is the session of
                 that act. 403 `proof_required` without it, `proof_invalid` for any other session.
`POST copy`      `{"passphrase", "proof"?}` or `{"recipient": "age1...", "proof"?}`: opens an access
                 request, or takes the one that is open, and answers with the age file as an
                 attachment. The same proof, of the act `copy`.
`GET disclosures`  `{"disclosures": [{"id", "text", "expires_at"}]}`: those that wait for her
                 approval, each with what is proposed.
`POST disclosures/{id}/approve`  `{"proof", "jwk", "signature"}`: the session of the act `approve`;
                 a public key on P-256, as WebCrypto exports it, and its signature over that act's
                 text in UTF-8 (ECDSA, SHA-256; base64url without padding). 200 `OwnDisclosure`; 403
                 `proof_invalid`, `approval_invalid`.
`POST disclosures/{id}/refuse`   200 `OwnDisclosure`: it is refused, or an approval taken back.
`POST leave`     204; the visit is over, also for whoever kept the cookie.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from inperson.core import DisclosureId, RequestId, SessionId
from inperson.http.centre_bodies import ProvenCopy, ProvenWish, SignedApproval, TypedCode, WishedAct
from inperson.http.centre_visitor import COOKIE, TenantOf, VisitorOf, desk_of, ticket_of
from inperson.http.languages import preferred
from inperson.http.origins import same_origin
from inperson.http.requests import copy_response
from inperson.http.routes import Key, ServicesOf, idempotency_of
from inperson.rights.acts import open_for
from inperson.rights.copies import LANGUAGES, AccessCopies
from inperson.rights.disclosures import SubjectSide
from inperson.rights.requests import (
    Centre,
    CentreTicketInvalid,
    Channel,
    holdings,
)
from inperson.tenants import TokenKind
from inperson.views import (
    Entered,
    Me,
    OwnDisclosure,
    OwnRequests,
    ReadyActView,
    RequestView,
    Waiting,
    authority_of,
    me_view,
    own_disclosure,
    ready_view,
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
    lasts_s = int((ticket.expires_at - ticket.issued_at).total_seconds())
    COOKIE.put(request, response, services.centre_tokens.issue(ticket), lasts_s)
    return Entered(expires_at=ticket.expires_at)


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


@router.post("/acts", status_code=201)
def open_act(services: ServicesOf, visitor: VisitorOf, body: WishedAct) -> ReadyActView:
    """Open the live capture of what the visitor alone can do, with the text to be shown."""
    act = visitor.act(body)
    ready = open_for(visitor.desk, services.sessions, visitor.subject_ref, act, body.language)
    return ready_view(ready, services.session_tokens)


@router.post("/requests", status_code=201)
def open_request(visitor: VisitorOf, body: ProvenWish, key: Key = None) -> RequestView:
    """Take a request in."""
    content = f"{visitor.subject_ref} {body.model_dump_json()}".encode()
    request = visitor.requests.open(
        body.kind,
        visitor.subject_ref,
        purpose=body.purpose,
        text=body.text,
        region=body.region,
        channel=Channel.SUBJECT,
        session_id=body.contested(),
        against=body.objected(),
        proof=body.proven_by(),
        idempotency=idempotency_of(key, b"centreRequest", content),
    )
    return visitor.view(request)


@router.post("/copy", response_class=Response)
def get_copy(
    visitor: VisitorOf, body: ProvenCopy, accept_language: Annotated[str, Header()] = ""
) -> Response:
    """Hand the visitor a copy of what is held, its page in the language of the centre."""
    language = preferred(accept_language, LANGUAGES)
    copies = AccessCopies(visitor.desk)
    made = copies.take(visitor.subject_ref, body.to(), body.proven_by(), language)
    return copy_response(made.data)


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
    side = SubjectSide(visitor.desk)
    approved = side.approve_by_subject(
        visitor.reference(),
        DisclosureId(disclosure_id),
        SessionId(body.proof),
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
def leave(services: ServicesOf, tenant_id: TenantOf, request: Request) -> Response:
    """End the visit, at the server as in the browser."""
    try:
        ticket = ticket_of(services, tenant_id, request)
    except CentreTicketInvalid:
        pass  # nobody is there
    else:
        Centre(desk_of(services, ticket.tenant_id, ticket.kind)).leave(ticket)
    left = Response(status_code=204)
    COOKIE.drop(request, left)
    return left
