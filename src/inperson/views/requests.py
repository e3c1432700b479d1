"""Privacy requests, as both doors and the privacy centre show them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from inperson.core import SUBJECT
from inperson.desks import Desk
from inperson.rights import authority
from inperson.rights.notices import Notices
from inperson.rights.requests import (
    Capacity,
    Channel,
    EvidenceKind,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
    ReviewEvidence,
    ReviewOutcome,
)
from inperson.sessions import ConsentPurpose, Decision, LivenessVerdict, Reason, SessionKind
from inperson.tenants import TokenKind
from inperson.views.body import Body, view_of


class AuthorityView(Body):
    """The supervisory authority that a subject may complain to as well."""

    country: str
    name: str
    english: str
    website: str
    contact: str | None
    email: str | None
    phone: str | None
    address: str | None
    note: str | None
    checked: date | None = Field(
        description="When this was last held against its own page; null if it is from memory."
    )


class RequestSummary(Body):
    """A privacy request without what it says in words."""

    id: str = Field(examples=["prq_" + "a" * 26])
    kind: RequestKind
    token_kind: TokenKind
    channel: Channel = Field(description="Who made it: the tenant, or the subject itself.")
    state: RequestState
    received_at: datetime
    due_at: datetime
    extended_at: datetime | None
    closed_at: datetime | None
    justification: Justification | None = Field(description="Why it was refused.")


class RequestList(Body):
    """Some privacy requests, those due first in front."""

    requests: list[RequestSummary]
    next: str | None = Field(description="Give it as `after` for those that follow.")


class OnBehalfView(Body):
    """Who acts for a subject, and what the tenant saw of it. There is no name."""

    capacity: Capacity
    evidence: EvidenceKind
    seen_at: datetime
    seen_by: str | None = Field(
        description="The tenant's own reference of who saw the evidence; the subject is not told."
    )


class WaitingFor(Body):
    """What a request waits for, though everything is erased here."""

    server: str = Field(description="The tenant's other server, which was asked for the same.")
    by: Literal["delivery", "bundle"] = Field(
        description="How it is asked: by a message that is sent until it answers, or by a bundle "
        "that people carry."
    )
    since: datetime
    carried_at: datetime | None = Field(
        description="When the last bundle was written that asks it; null if there is none."
    )


class OwnRequest(RequestSummary):
    """The same with who made it for whom, and what it waits for: what its subject sees at once."""

    on_behalf: OnBehalfView | None = Field(
        description="Who asked for the subject; null where nobody did."
    )
    against: str | None = Field(
        description="Of an `objection`: the request that somebody made for the subject."
    )
    waiting_for: WaitingFor | None = Field(
        description="Of an erasure or withdrawal that another server has not yet certified."
    )


class RequestView(OwnRequest):
    """A privacy request. Once an erasure is done, what would name its subject is null."""

    subject_ref: str | None
    purpose: ConsentPurpose | None
    text: str | None
    extension: str | None = Field(description="Why it takes longer.")
    answer: str | None = Field(description="What the subject was told, or why it was refused.")
    instruction: Literal["erase_and_enroll_anew"] | None = Field(
        description="Of a `rectification`: a template is not corrected but replaced."
    )
    authority: AuthorityView | None = Field(
        description="Of a `complaint`: whom the subject may complain to as well."
    )
    own_authority: AuthorityView | None = Field(
        description="Of a `complaint` that names a region: the authority of that place, if it is "
        "another one."
    )
    receipt: str | None = Field(
        description="That it came and when it is due, as a compact JWS; check it against /v1/jwks."
    )
    certificate: str | None = Field(
        description="Of a completed erasure or withdrawal: what was deleted, where, when, and "
        "until when backups may hold keys, as a compact JWS."
    )
    copy_sha256: str | None = Field(description="Of the copy that was delivered last.")
    session_id: str | None = Field(
        description="Of a `human_review`: the session whose decision a person looks at."
    )
    set_aside: bool | None = Field(
        description="Of a `human_review`: the decision had counted as a failed attempt, and does "
        "not while the request is open. Of a subject's failures one at a time is set aside."
    )
    outcome: ReviewOutcome | None = Field(
        description="Of a `human_review`: what the person found. The decision itself stays what "
        "it was."
    )


class ReviewEvidenceView(Body):
    """What is kept of a decision that a person looks at. There is no picture of it."""

    session_id: str
    kind: SessionKind
    created_at: datetime
    ended_at: datetime | None
    decision: Decision | None
    reasons: list[Reason]
    level: int | None
    level_required: int | None
    liveness: LivenessVerdict
    model_digest: str | None
    measured: dict[str, float] = Field(
        description="What each cue measured, as `cue.number`. For the reviewer alone: whoever "
        "knows these numbers learns how far a forgery is from passing."
    )
    measured_until: datetime = Field(description="After that `measured` is forgotten, and empty.")


class InvitationView(Body):
    """A code that the tenant passes on, which is shown this once."""

    code: str = Field(examples=["7K2MN-0QX4D"])
    expires_at: datetime
    url: str = Field(description="The privacy centre. The code is typed in there.")


def summary(request: PrivacyRequest) -> RequestSummary:
    """Render a request without its words."""
    return view_of(RequestSummary, request)


def own_request(desk: Desk, request: PrivacyRequest, details: RequestDetails) -> OwnRequest:
    """Render a request for its subject's list."""
    return view_of(
        OwnRequest,
        request,
        details,
        on_behalf=_on_behalf(desk, details),
        waiting_for=_waiting_for(details),
    )


def request_view(desk: Desk, request: PrivacyRequest, details: RequestDetails) -> RequestView:
    """Render a request.

    Args:
        desk: whose request it is.
        request: as it is stored.
        details: its words and statements.

    """
    rectified = request.kind is RequestKind.RECTIFICATION
    theirs = authority_of(desk) if request.kind is RequestKind.COMPLAINT else None
    own = None if details.region is None else _authority_view(details.region)
    return view_of(
        RequestView,
        request,
        details,
        instruction="erase_and_enroll_anew" if rectified else None,
        on_behalf=_on_behalf(desk, details),
        authority=theirs,
        own_authority=None if own == theirs else own,
        receipt=details.receipt or None,
        waiting_for=_waiting_for(details),
    )


def _on_behalf(desk: Desk, details: RequestDetails) -> OnBehalfView | None:
    if (acting := details.on_behalf) is None:
        return None
    seen_by = None if desk.actor == SUBJECT else acting.seen_by
    return view_of(OnBehalfView, acting, seen_by=seen_by)


def _waiting_for(details: RequestDetails) -> WaitingFor | None:
    erasing = details.erasing
    if erasing is None or erasing.elsewhere is None or not (erasing.buried and erasing.waiting):
        return None
    return WaitingFor(
        server=erasing.elsewhere,
        by="delivery" if erasing.to_carry is None else "bundle",
        since=erasing.at,
        carried_at=erasing.carried,
    )


def authority_of(desk: Desk) -> AuthorityView | None:
    """Return the supervisory authority of the tenant's country, if it is known."""
    terms = Notices(desk).terms()
    return None if terms is None or terms.country is None else _authority_view(terms.country)


def evidence_view(evidence: ReviewEvidence) -> ReviewEvidenceView:
    """Render what a reviewer is shown."""
    session = evidence.session
    verdict = session.verdict
    return view_of(
        ReviewEvidenceView,
        session,
        verdict,
        session_id=session.id,
        reasons=[] if verdict is None else list(verdict.reasons),
        liveness=LivenessVerdict.NOT_CHECKED if verdict is None else verdict.liveness,
        measured=dict(evidence.measured),
        measured_until=evidence.measured_until,
    )


def _authority_view(country: str) -> AuthorityView | None:
    found = authority(country)
    return None if found is None else view_of(AuthorityView, found)
