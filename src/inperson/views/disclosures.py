"""Disclosures: what is proposed and what is shown, at both doors."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from inperson.rights.disclosures import (
    LONG,
    SHORT,
    Contents,
    Disclosure,
    DisclosureBasis,
    DisclosureRecipient,
    Disclosures,
    DisclosureScope,
    DisclosureState,
    Extent,
    LegalRequest,
)
from inperson.tenants import TokenKind
from inperson.views.body import Body, Moment, SubjectRef, view_of

ShortText = Annotated[str, Field(min_length=1, max_length=SHORT)]

LongText = Annotated[str, Field(min_length=1, max_length=LONG)]

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

ScopeName = Annotated[DisclosureScope, Field(strict=False)]


class RecipientBody(Body):
    """To whom the package goes. Each text is one printable line."""

    name: ShortText = Field(examples=["Police of Freedonia"])
    address: LongText = Field(examples=["records@police.example"])
    key: str = Field(
        pattern=r"^age1[02-9ac-hj-np-z]{58}$",
        description="Its age recipient; nobody else opens the package.",
        examples=["age10crtl4vuf7ej4p60dka5v97mr9xjek6rhrku6l87hvuzfxnju57snfgf7g"],
    )

    def value(self) -> DisclosureRecipient:
        """Return it as the use cases take it."""
        return DisclosureRecipient(self.name, self.address, self.key)


class ExtentBody(Body):
    """How much leaves."""

    scope: list[ScopeName] = Field(min_length=1, max_length=len(DisclosureScope))
    since: Moment
    until: Moment = Field(description="The first moment that is no longer in the period.")

    def value(self) -> Extent:
        """Return it as the use cases take it."""
        return Extent(frozenset(self.scope), self.since, self.until)


class LegalRequestBody(Body):
    """What an authority demands, and by what."""

    authority: ShortText = Field(examples=["District court of Freedonia"])
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1.", examples=["DE"])
    instrument: ShortText = Field(description="Number of the order.", examples=["12 Gs 345/26"])
    legal_basis: LongText = Field(examples=["section 100j StPO"])
    received_at: Moment
    document_sha256: Hash = Field(description="Of the order as received; keep the order itself.")
    gag_until: Moment | None = Field(
        default=None, description="Until then the law forbids to tell the subject."
    )
    template_passage: LongText | None = Field(
        default=None,
        description="The words of the order that name the biometric template. Required for the "
        "scope `template`, and refused without it.",
    )
    transfer_ground: LongText | None = Field(
        default=None,
        description="Why the order of a third country is followed where the controller is in the "
        "EU: the international agreement, or another ground (GDPR Art. 48, 49). Required there.",
    )


class LegalProposal(Body):
    """A disclosure that the law demands: a second person has to approve it."""

    basis: Literal["legal_request"]
    subject_ref: SubjectRef
    extent: ExtentBody
    recipient: RecipientBody
    request: LegalRequestBody

    def value(self) -> LegalRequest:
        """Return the request as the use cases take it."""
        told = dict(self.request)
        told["document_sha256"] = bytes.fromhex(self.request.document_sha256)
        return LegalRequest(**told, extent=self.extent.value())


class ApprovedProposal(Body):
    """A disclosure that the subject has to approve, in the privacy centre."""

    basis: Literal["user_approved"]
    subject_ref: SubjectRef
    extent: ExtentBody
    recipient: RecipientBody
    why: LongText = Field(
        description="What the recipient needs it for, as the subject reads it.",
        examples=["You asked us to send it to your new bank."],
    )


Proposal = Annotated[
    LegalProposal | ApprovedProposal, Field(discriminator="basis", title="Proposal")
]


class DisclosureView(Body):
    """A disclosure as it is now. It does not say whose records it is about: who proposed knows."""

    id: str = Field(examples=["dsc_" + "a" * 26])
    basis: DisclosureBasis
    token_kind: TokenKind
    state: DisclosureState
    extent: ExtentBody
    recipient: RecipientBody
    why: str
    request: LegalRequestBody | None
    proposed_at: datetime
    proposed_by: str
    expires_at: datetime = Field(description="What is not delivered by then ends.")
    approved_at: datetime | None
    approved_by: str | None = Field(description="`subject` if the subject signed.")
    closed_at: datetime | None
    refusal: str | None
    told_at: datetime | None = Field(description="Since when the subject can see it.")
    package_sha256: str | None = Field(description="Of the package that was handed out.")


class DisclosureList(Body):
    """A page of disclosures, the latest first."""

    disclosures: list[DisclosureView]
    next: str | None = Field(description="Pass it as `after` for the next page; null at the end.")


def propose(mine: Disclosures, body: LegalProposal | ApprovedProposal) -> Disclosure:
    """Propose what a body says; raises what the use cases raise."""
    recipient = body.recipient.value()
    if isinstance(body, LegalProposal):
        return mine.propose_legal(body.subject_ref, body.value(), recipient)
    return mine.propose_approved(body.subject_ref, body.extent.value(), recipient, body.why)


def disclosure_view(disclosure: Disclosure, contents: Contents) -> DisclosureView:
    """Render a disclosure with what it says."""
    extent, request = contents.extent, contents.request
    return view_of(
        DisclosureView,
        disclosure,
        contents,
        extent=view_of(ExtentBody, extent, scope=extent.in_order()),
        recipient=view_of(RecipientBody, contents.recipient),
        request=None if request is None else view_of(LegalRequestBody, request),
    )
