"""What is held of a visitor of the privacy centre, as its page and its JSON show it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from inperson.desks import Desk
from inperson.rights import authorities
from inperson.rights.acts import ReadyAct
from inperson.rights.disclosures import Disclosure, DisclosureLedger, SubjectSide
from inperson.rights.exports import HeldExport
from inperson.rights.requests import CentreTicket, Holdings
from inperson.rights.retention import RetentionRow
from inperson.sessions import AnySession, Consent, SessionTokens
from inperson.views.audit import Read, read_view
from inperson.views.body import Body, view_of
from inperson.views.requests import AuthorityView, OwnRequest, RequestSummary, own_request
from inperson.views.tenants import TenantView


class Entered(Body):
    """Who came in is known until then."""

    expires_at: datetime


class EnrolmentView(Body):
    """Whether a face is enrolled."""

    enrolled: bool
    enrolled_at: datetime | None
    template_held: bool
    template_model: str | None = Field(description="SHA-256 (hex) of the model that made it.")


class OwnSession(Body):
    """A session, and how it was decided."""

    id: str
    kind: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    decision: str | None
    reasons: list[str]
    liveness: str | None
    level: int | None
    level_required: int | None
    reviewable: bool = Field(
        description="It went against the visitor, who can ask that a person looks at it."
    )


class OwnConsent(Body):
    """What was agreed to, and by which notice."""

    id: str
    purpose: str
    method: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None
    notice_version: int
    notice_sha256: str
    stands: bool = Field(description="It still counts under the current notice.")


class NoticeRef(Body):
    """The current notice: SHA-256 (hex) of its document in each language."""

    version: int
    sha256: dict[str, str]


class OwnDisclosure(Body):
    """What was given to a third party, or is to be."""

    id: str
    basis: str
    state: str
    recipient: str
    proposed_at: datetime
    approved_at: datetime | None
    closed_at: datetime | None


class OwnExport(Body):
    """Pictures that left to improve the software, and are not recalled."""

    number: int
    exported_at: datetime
    recipient: str
    why: str
    pictures: int


class WaitingDisclosure(Body):
    """A disclosure that waits for the visitor's approval."""

    id: str
    text: str = Field(description="What is proposed, line by line.")
    expires_at: datetime


class Waiting(Body):
    """The disclosures that wait for the visitor's approval."""

    disclosures: list[WaitingDisclosure]


class ReadyActView(Body):
    """What the visitor alone can do, ready for the capture that proves it."""

    text: str = Field(description="What is shown, and agreed to by the capture.")
    language: str
    act_sha256: str
    session_token: str = Field(repr=False)
    expires_at: datetime


class Kept(Body):
    """How long a category of data is kept."""

    category: str
    days: int
    trigger: str
    reason: str
    law: str | None = Field(description="Which law sets the limit, if one does.")


class Me(Body):
    """Everything that is held of the visitor, without anything opened."""

    tenant: TenantView
    token_kind: str
    ticket_expires_at: datetime
    enrolment: EnrolmentView
    restricted: bool = Field(description="The data is kept and not used.")
    sessions: list[OwnSession]
    consents: list[OwnConsent]
    notice: NoticeRef | None
    requests: list[OwnRequest]
    disclosures: list[OwnDisclosure]
    exports: list[OwnExport]
    retention: list[Kept]
    reads: list[Read]
    authority: AuthorityView | None = Field(description="Of where the controller is.")
    regions: dict[str, str] = Field(
        description="The authorities that a complaint may name by its region, by their codes."
    )


class OwnRequests(Body):
    """The visitor's requests."""

    requests: list[RequestSummary]


def me_view(
    desk: Desk, ticket: CentreTicket, held: Holdings, authority: AuthorityView | None
) -> Me:
    """Render what is held of a visitor."""
    subject, notice = held.subject, held.notice
    return Me(
        tenant=TenantView(id=desk.tenant_id, name=desk.tenant_name),
        token_kind=desk.kind.value,
        ticket_expires_at=ticket.expires_at,
        enrolment=EnrolmentView(
            enrolled=subject is not None,
            enrolled_at=None if subject is None else subject.enrolled_at,
            template_held=held.template_model is not None,
            template_model=held.template_model,
        ),
        restricted=held.restricted,
        sessions=[_session(each, held) for each in held.sessions],
        consents=[_consent(each, held) for each in held.consents],
        notice=None
        if notice is None
        else NoticeRef(
            version=notice.version,
            sha256={language: each.hex() for language, each in notice.sha256.items()},
        ),
        requests=[own_request(desk, *each) for each in held.requests],
        disclosures=[own_disclosure(DisclosureLedger(desk), each) for each in held.disclosures],
        exports=[_export(each) for each in held.exports],
        retention=[_kept(each) for each in held.retention],
        reads=[read_view(each) for each in held.reads],
        authority=authority,
        regions={code: each.name for code, each in authorities().items()},
    )


def _session(session: AnySession, held: Holdings) -> OwnSession:
    verdict = session.verdict
    return view_of(
        OwnSession,
        session,
        verdict,
        reasons=[] if verdict is None else list(verdict.reasons),
        liveness=None if verdict is None else verdict.liveness,
        reviewable=held.reviewable(session),
    )


def _consent(consent: Consent, held: Holdings) -> OwnConsent:
    stands = held.notice is not None and consent.holds(held.notice)
    return view_of(OwnConsent, consent, stands=stands)


def ready_view(ready: ReadyAct, tokens: SessionTokens) -> ReadyActView:
    """Render an act that waits for its capture, with the token of that capture."""
    ticket = ready.ticket
    token = tokens.issue(ticket)
    return view_of(ReadyActView, ready, session_token=token, expires_at=ticket.expires_at)


def waiting_view(side: SubjectSide, waiting: Sequence[Disclosure]) -> Waiting:
    """Render the disclosures that wait, each with what is proposed."""
    return Waiting(
        disclosures=[
            view_of(WaitingDisclosure, each, text=side.approval_text(each)) for each in waiting
        ]
    )


def own_disclosure(ledger: DisclosureLedger, disclosure: Disclosure) -> OwnDisclosure:
    """Render a disclosure as its subject may know of it."""
    recipient = ledger.contents(disclosure).recipient.name
    return view_of(OwnDisclosure, disclosure, recipient=recipient)


def _export(export: HeldExport) -> OwnExport:
    return view_of(OwnExport, export, pictures=len(export.names))


def _kept(row: RetentionRow) -> Kept:
    return view_of(Kept, row, law=None if row.cap is None else row.cap.law)
