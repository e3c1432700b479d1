"""What comes in about privacy requests."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from inperson.rights import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, AgeRecipient
from inperson.rights.requests import LONGEST_TEXT, Justification, RequestKind
from inperson.sessions import ConsentPurpose
from inperson.views import Body, SubjectRef, Whole

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
        return AgeRecipient(self.recipient, self.passphrase)


class NewInvitation(Body):
    """Whom to let into the privacy centre, and how long the code works."""

    subject_ref: SubjectRef
    hours: Whole = Field(default=24, ge=1, le=24)
