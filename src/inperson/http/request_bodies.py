"""What comes in about privacy requests."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from inperson.core import InpersonError, RequestId, SessionId
from inperson.rights import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, AgeRecipient
from inperson.rights.requests import (
    LONGEST_TEXT,
    Capacity,
    EvidenceKind,
    Justification,
    OnBehalf,
    RequestKind,
    ReviewOutcome,
)
from inperson.sessions import ConsentPurpose
from inperson.views import Body, Moment, SubjectRef, Whole

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"[^\x00-\x20]")]


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
    region: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        examples=["FR"],
        description="Of a `complaint`: where the subject lives or works, or where it happened. The "
        "authority of that place may be turned to as well (GDPR Art. 77).",
    )

    session_id: str | None = Field(
        default=None,
        max_length=40,
        description="Of a `human_review`, and of nothing else: the session whose decision went "
        "against the subject.",
    )

    against: str | None = Field(
        default=None,
        max_length=40,
        description="Of an `objection`: the request that somebody made for the subject. While it "
        "waits for your answer, nobody acts for the subject.",
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.session_id is not None) != (self.kind is RequestKind.HUMAN_REVIEW):
            msg = "a review names the session, and nothing else does"
            raise ValueError(msg)
        if (self.purpose is not None) != (self.kind is RequestKind.WITHDRAWAL):
            msg = "a withdrawal has a purpose, and nothing else does"
            raise ValueError(msg)
        if self.text is None and self.kind in {RequestKind.COMPLAINT, RequestKind.RECTIFICATION}:
            msg = "say what it is about"
            raise ValueError(msg)
        return self

    def objected(self) -> RequestId | None:
        """Return the request that is objected to."""
        return None if self.against is None else RequestId(self.against)

    def contested(self) -> SessionId | None:
        """Return the session whose decision a person is to look at."""
        return None if self.session_id is None else SessionId(self.session_id)


class ActingFor(Body):
    """Who acts for a subject, and what you saw of it: never the document, and no name."""

    capacity: Annotated[Capacity, Field(strict=False)]
    evidence: Annotated[EvidenceKind, Field(strict=False)] = Field(
        description="What kind of evidence you were shown; it has to fit the capacity."
    )
    seen_at: Moment
    seen_by: str = Field(
        pattern=r"^[A-Za-z0-9_.:-]{1,64}$",
        description="Your own reference of the member of staff who saw it.",
        examples=["staff-12"],
    )


class NewRequest(Wish):
    """What a tenant asks for in the name of a subject, enrolled or not."""

    subject_ref: SubjectRef
    on_behalf: ActingFor | None = Field(
        default=None, description="Who acts for the subject, where somebody does."
    )

    def acting(self) -> OnBehalf | None:
        """Return who acts for the subject."""
        one = self.on_behalf
        if one is None:
            return None
        return OnBehalf(one.capacity, one.evidence, one.seen_at, one.seen_by)


class ExtensionReason(Body):
    """Why it takes longer."""

    reason: Text


class RequestRefusal(Body):
    """Why a request is refused: one of few justifications, and in words."""

    justification: Annotated[Justification, Field(strict=False)] = Field(
        description="A term of https://w3id.org/dpv/justifications."
    )
    reason: Text


class Reply(Body):
    """What the subject is told."""

    text: Text
    outcome: Annotated[ReviewOutcome | None, Field(strict=False)] = Field(
        default=None,
        description="Of a `human_review`, and of nothing else: what the person found who looked. "
        "No outcome makes the subject authenticated; `overturned` and `new_attempt` undo the "
        "failed attempt, and you open a new session for the subject.",
    )


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

    def to(self) -> AgeRecipient:
        """Return it as the use cases take it."""
        try:
            return AgeRecipient(self.recipient, self.passphrase)
        except InpersonError as error:
            error.field = "passphrase" if self.recipient is None else "recipient"
            raise


class NewInvitation(Body):
    """Whom to let into the privacy centre, and how long the code works."""

    subject_ref: SubjectRef
    hours: Whole = Field(default=24, ge=1, le=24)
