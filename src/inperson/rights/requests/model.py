"""Privacy requests as values. What they say in words is in `RequestDetails`, which is sealed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from inperson.core import RequestId, SessionId, TenantId
from inperson.rights.requests.errors import PrivacyRequestInvalid
from inperson.rights.requests.graves import Erasing
from inperson.rights.requests.proxies import OnBehalf
from inperson.sessions import ConsentPurpose, Pseudonym
from inperson.tenants import TokenKind

LONGEST_TEXT = 4000


class RequestKind(StrEnum):
    """What can be asked for, with the article of the GDPR that grants it."""

    ACCESS = "access"
    """Art. 15."""
    PORTABILITY = "portability"
    """Art. 20. Served with the same copy."""
    ERASURE = "erasure"
    """Art. 17."""
    RECTIFICATION = "rectification"
    """Art. 16. A template is not corrected but replaced: erase, and enrol anew."""
    RESTRICTION = "restriction"
    """Art. 18: the data is kept and not used."""
    OBJECTION = "objection"
    """Art. 21."""
    WITHDRAWAL = "withdrawal"
    """Art. 7(3)."""
    COMPLAINT = "complaint"
    HUMAN_REVIEW = "human_review"
    """Art. 22(3): a person looks at a decision that went against the subject."""


class RequestState(StrEnum):
    """Where a request is. `received` and `in_progress` are open, the others are final."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    """The server did its part and waits: for the tenant, for a delivery, or for a hold to end."""
    COMPLETED = "completed"
    REFUSED = "refused"


OPEN = frozenset({RequestState.RECEIVED, RequestState.IN_PROGRESS})
ERASING = frozenset({RequestKind.ERASURE, RequestKind.WITHDRAWAL})
"""What ends with data being deleted."""
COPYING = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY})
"""What ends with a copy being delivered."""
ANSWERED = frozenset(
    {
        RequestKind.RECTIFICATION,
        RequestKind.OBJECTION,
        RequestKind.COMPLAINT,
        RequestKind.HUMAN_REVIEW,
    }
)
"""What a person at the tenant answers."""
LIFTED = frozenset({RequestKind.RESTRICTION, RequestKind.ERASURE})
"""What may have restricted the use of data: an answer lifts that, though the request is closed."""


class ReviewOutcome(StrEnum):
    """What a person found who looked at a decision. They make nobody authenticated."""

    UPHELD = "upheld"
    """It was right: its failed attempt counts again."""
    OVERTURNED = "overturned"
    """It was wrong: its failed attempt is undone, and the subject is offered a new session."""
    NEW_ATTEMPT = "new_attempt"
    """It cannot be told: the same, without a word on who was right."""


class Channel(StrEnum):
    """Who made a request."""

    TENANT = "tenant"
    """The tenant's back end, for a subject."""
    SUBJECT = "subject"
    """The subject itself, in the privacy centre."""


class Justification(StrEnum):
    """Why a request is refused: non-fulfilment justifications of the Data Privacy Vocabulary.

    Terms of https://w3id.org/dpv/justifications, version 2.0. Closed: what is not here is no
    reason to refuse a right.
    """

    UNFOUNDED = "justifications:ProcessUnfounded"
    """Manifestly unfounded, Art. 12(5)."""
    EXCESSIVE = "justifications:ProcessExcessive"
    """Excessive, in particular repetitive, Art. 12(5)."""
    IDENTITY_UNVERIFIED = "justifications:IdentityVerificationFailure"
    """The controller cannot tell who asks, Art. 12(2) and 12(6)."""
    LEGAL_OBLIGATION = "justifications:LegallyExempted"
    """A law or a legal order keeps the data, Art. 17(3)(b) and 23."""
    CLAIM_ESTABLISHED = "justifications:LegalClaimEstablishmentImpaired"
    """Art. 17(3)(e) and 21(1)."""
    CLAIM_EXERCISED = "justifications:LegalClaimExerciseImpaired"
    CLAIM_DEFENDED = "justifications:LegalClaimDefenceImpaired"
    OTHERS_RIGHTS = "justifications:ThirdPartyRightsImpaired"
    """Art. 15(4) and 20(4)."""
    EXPRESSION = "justifications:FreedomOfExpressionImpaired"
    """Art. 17(3)(a)."""
    LEGITIMATE_INTEREST = "justifications:LegitimateInterestOverride"
    """Compelling legitimate grounds, Art. 21(1)."""
    IMPOSSIBLE = "justifications:FulfilmentImpossible"
    """There is nothing left to do it to: the data was erased meanwhile, at the subject's wish."""


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What a request says in words, and what the server has to remember of it. Always sealed."""

    subject_ref: str | None = field(default=None, repr=False)
    purpose: ConsentPurpose | None = None
    text: str | None = field(default=None, repr=False)
    """What the subject said: a complaint, what is wrong, why it objects."""
    extension: str | None = field(default=None, repr=False)
    """Why it takes longer."""
    answer: str | None = field(default=None, repr=False)
    """What it was told in the end, or why it was refused."""
    receipt: str = ""
    """JWS: that the request came."""
    certificate: str | None = None
    """JWS: that the data is erased, or the consent to improvement ended."""
    copy_sha256: str | None = None
    """Of the copy that was delivered last, hex."""
    erasing: Erasing | None = None
    act_sha256: str | None = None
    """Of the act that the subject proved, hexadecimal; None where the tenant says who asked."""
    region: str | None = None
    """Of a complaint: where the subject lives or works, or where it happened (GDPR Art. 77)."""
    session_id: SessionId | None = None
    """Of a review: the session whose decision is looked at."""
    set_aside: bool | None = None
    """Of a review: its failed attempt counted, and does not while the review is open."""
    outcome: ReviewOutcome | None = None
    asked_by: TenantId | None = None
    """The tenant at its other server, if that passed the request on."""
    on_behalf: OnBehalf | None = None
    """Who acts for the subject; None where nobody does."""
    against: RequestId | None = None
    """Of an objection: the request that somebody made for the subject."""

    def content(self) -> dict[str, Any]:
        """Return it as JSON, without what is not there."""
        plain = {name: each for name, each in asdict(self).items() if each is not None}
        if self.erasing is not None:
            plain["erasing"] = self.erasing.content()
        if self.on_behalf is not None:
            plain["on_behalf"] = self.on_behalf.content()
        return plain

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> "RequestDetails":
        """Read what `content` returned."""
        plain = dict(content)
        if (purpose := plain.get("purpose")) is not None:
            plain["purpose"] = ConsentPurpose(purpose)
        if (outcome := plain.get("outcome")) is not None:
            plain["outcome"] = ReviewOutcome(outcome)
        if (erasing := plain.get("erasing")) is not None:
            plain["erasing"] = Erasing.parse(erasing)
        if (on_behalf := plain.get("on_behalf")) is not None:
            plain["on_behalf"] = OnBehalf.parse(on_behalf)
        return cls(**plain)

    def nameless(self) -> "RequestDetails":
        """Return what may stay of the details once the subject is erased: the statements."""
        return RequestDetails(receipt=self.receipt, certificate=self.certificate)


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """One request as it is stored."""

    id: RequestId
    kind: RequestKind
    token_kind: TokenKind
    channel: Channel
    state: RequestState
    reference: Pseudonym | None
    """None once an erasure is done: what is left of the request names nobody."""
    received_at: datetime
    due_at: datetime
    salt: bytes = field(repr=False)
    """Opens its leaves in the audit log, 16 bytes."""
    details: bytes | None = field(default=None, repr=False)
    """`RequestDetails`, sealed."""
    extended_at: datetime | None = None
    closed_at: datetime | None = None
    justification: Justification | None = None

    @property
    def open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.state in OPEN

    def extendable(self, now: datetime) -> bool:
        """Tell whether it can be given more time: once, before it is due."""
        return self.open and self.extended_at is None and now < self.due_at

    def waiting(self) -> "PrivacyRequest":
        """Return it as one of which the server did its part."""
        return replace(self, state=RequestState.IN_PROGRESS)

    def close(self, at: datetime, why: Justification | None = None) -> "PrivacyRequest":
        """Return it completed, or refused for a reason."""
        state = RequestState.COMPLETED if why is None else RequestState.REFUSED
        return replace(self, state=state, closed_at=at, justification=why)


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Some requests, those due first in front, and where the next page begins."""

    requests: tuple[tuple[PrivacyRequest, RequestDetails], ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Remembers which HTTP request an Idempotency-Key stood for, and what answered it."""

    key: Pseudonym
    request: Pseudonym
    """The HTTP request's content, hashed."""
    request_id: RequestId
    """The privacy request that it opened."""
    created_at: datetime


def check_text(text: str | None) -> str | None:
    """Return a text if it is within its bounds.

    Raises:
        PrivacyRequestInvalid: if it is longer than 4,000 characters, or nothing is in it but
            spaces and controls.

    """
    if text is None:
        return None
    if len(text) > LONGEST_TEXT or not any(each > " " for each in text):
        raise PrivacyRequestInvalid(f"A text has 1 to {LONGEST_TEXT} characters.", field="text")
    try:
        text.encode()  # a lone surrogate cannot be stored
    except UnicodeEncodeError as error:
        raise PrivacyRequestInvalid("A text is Unicode.", field="text") from error
    return text
