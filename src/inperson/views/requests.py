"""Privacy requests, as both doors and the privacy centre show them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from inperson.desks import Desk
from inperson.rights import authority
from inperson.rights.notices import Notices
from inperson.rights.requests import (
    Channel,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
)
from inperson.sessions import ConsentPurpose
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
    note: str | None


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


class RequestView(RequestSummary):
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


class InvitationView(Body):
    """A code that the tenant passes on, which is shown this once."""

    code: str = Field(examples=["7K2MN-0QX4D"])
    expires_at: datetime
    url: str = Field(description="The privacy centre. The code is typed in there.")


def summary(request: PrivacyRequest) -> RequestSummary:
    """Render a request without its words."""
    return view_of(RequestSummary, request)


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
        authority=theirs,
        own_authority=None if own == theirs else own,
        receipt=details.receipt or None,
    )


def authority_of(desk: Desk) -> AuthorityView | None:
    """Return the supervisory authority of the tenant's country, if it is known."""
    terms = Notices(desk).terms()
    return None if terms is None or terms.country is None else _authority_view(terms.country)


def _authority_view(country: str) -> AuthorityView | None:
    found = authority(country)
    return None if found is None else view_of(AuthorityView, found)
