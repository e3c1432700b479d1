"""The JSON of privacy requests: what comes in, and what is shown of them."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from inperson.desks.desk import Desk
from inperson.http.schemas import Body, SubjectRef, Whole
from inperson.rights.authorities import Authority, authority
from inperson.rights.packages import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, Recipient
from inperson.rights.requests.model import (
    LONGEST_TEXT,
    Channel,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
)
from inperson.sessions.consents import ConsentPurpose
from inperson.tenants import TokenKind

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"[^\x00-\x20]")]
TERMS = "terms"
"""The tenant's setting that names its country."""


class Wish(Body):
    """What is asked for."""

    kind: Annotated[RequestKind, Field(strict=False)]
    purpose: Annotated[ConsentPurpose | None, Field(strict=False)] = Field(
        default=None, description="Of a `withdrawal`, and of nothing else."
    )
    text: Text | None = Field(
        default=None,
        description="What the subject says. A `complaint` and a `rectification` need it. It is "
        "stored encrypted.",
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.purpose is not None) != (self.kind is RequestKind.WITHDRAWAL):
            msg = "a withdrawal has a purpose, and nothing else does"
            raise ValueError(msg)
        if self.text is None and self.kind in {RequestKind.COMPLAINT, RequestKind.RECTIFICATION}:
            msg = "say what it is about"
            raise ValueError(msg)
        return self


class NewRequest(Wish):
    """What a tenant asks for in the name of a subject, enrolled or not."""

    subject_ref: SubjectRef


class Reason(Body):
    """Why it takes longer."""

    reason: Text


class Refusal(Body):
    """Why a request is refused: one of few justifications, and in words."""

    justification: Annotated[Justification, Field(strict=False)] = Field(
        description="A term of https://w3id.org/dpv/justifications."
    )
    reason: Text


class Reply(Body):
    """What the subject is told."""

    text: Text


class CopyTo(Body):
    """Who alone can open the copy: the holder of an age key, or of a passphrase."""

    recipient: str | None = Field(
        default=None, pattern=r"^age1[a-z0-9]{58}$", description="An age recipient."
    )
    passphrase: str | None = Field(
        default=None, min_length=SHORTEST_PASSPHRASE, max_length=LONGEST_PASSPHRASE, repr=False
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.recipient is None) == (self.passphrase is None):
            msg = "give a recipient or a passphrase"
            raise ValueError(msg)
        return self

    def to(self) -> Recipient:
        """Return it as the use cases take it."""
        return Recipient(self.recipient, self.passphrase)


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
    receipt: str | None = Field(
        description="That it came and when it is due, as a compact JWS; check it against /v1/jwks."
    )
    certificate: str | None = Field(
        description="Of a completed erasure or withdrawal: what was deleted, where, when, and "
        "until when backups may hold keys, as a compact JWS."
    )
    copy_sha256: str | None = Field(description="Of the copy that was delivered last.")


class NewInvitation(Body):
    """Whom to let into the privacy centre, and how long the code works."""

    subject_ref: SubjectRef
    hours: Whole = Field(default=24, ge=1, le=24)


class InvitationView(Body):
    """A code that the tenant passes on, which is shown this once."""

    code: str = Field(examples=["7K2MN-0QX4D"])
    expires_at: datetime
    url: str = Field(description="The privacy centre. The code is typed in there.")


def summary(request: PrivacyRequest) -> RequestSummary:
    """Render a request without its words."""
    return RequestSummary(
        id=request.id,
        kind=request.kind,
        token_kind=request.token_kind,
        channel=request.channel,
        state=request.state,
        received_at=request.received_at,
        due_at=request.due_at,
        extended_at=request.extended_at,
        closed_at=request.closed_at,
        justification=request.justification,
    )


def request_view(
    request: PrivacyRequest, details: RequestDetails, whom: AuthorityView | None
) -> RequestView:
    """Render a request.

    Args:
        request: as it is stored.
        details: its words and statements.
        whom: the authority of the tenant's country.

    """
    rectified = request.kind is RequestKind.RECTIFICATION
    return RequestView(
        **dict(summary(request)),
        subject_ref=details.subject_ref,
        purpose=details.purpose,
        text=details.text,
        extension=details.extension,
        answer=details.answer,
        instruction="erase_and_enroll_anew" if rectified else None,
        authority=whom if request.kind is RequestKind.COMPLAINT else None,
        receipt=details.receipt or None,
        certificate=details.certificate,
        copy_sha256=details.copy_sha256,
    )


def authority_of(desk: Desk) -> AuthorityView | None:
    """Return the supervisory authority of the tenant's country, if it is known."""
    with desk.silo.begin() as tx:
        terms = desk.setting(tx, TERMS)
    found = authority(str((terms or {}).get("country", "")))
    return None if found is None else _authority_view(found)


def _authority_view(found: Authority) -> AuthorityView:
    return AuthorityView(
        country=found.country,
        name=found.name,
        english=found.english,
        website=found.website,
        contact=found.contact,
        email=found.email,
        phone=found.phone,
        note=found.note,
    )
