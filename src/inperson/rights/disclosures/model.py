"""Disclosures as values: who asks for what of whom, and how far it has come."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from inperson.core import DisclosureId
from inperson.rights import packages
from inperson.rights.disclosures.errors import DisclosureInvalid
from inperson.sessions import Pseudonym
from inperson.tenants import TokenKind

LIVES = timedelta(days=30)
"""A proposal that is not delivered by then ends."""
LONGEST_GAG = timedelta(days=5 * 366)
SHORT, LONG = 120, 400
"""Characters of a name or number, and of a reason."""

_YEARS = range(2000, 2200)
_COUNTRY = re.compile(r"[A-Z]{2}")


class DisclosureBasis(StrEnum):
    """Why a record may leave at all. Closed: there is no third."""

    USER_APPROVED = "user_approved"
    LEGAL_REQUEST = "legal_request"


class DisclosureState(StrEnum):
    """Where a disclosure is. `proposed` and `approved` are open, the others are final."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DELIVERED = "delivered"
    REFUSED = "refused"


OPEN = frozenset({DisclosureState.PROPOSED, DisclosureState.APPROVED})


class DisclosureScope(StrEnum):
    """What can be in a package. Closed: what is not here is disclosed to nobody.

    Images are not: of production sessions none exist, and those of developer sessions were given
    for improvement alone. Neither are measurements of liveness, which tell how to get past it.
    """

    DECISIONS = "decisions"
    """That sessions took place, when, and how each was decided."""
    SESSION_RECORDS = "session_records"
    """What is still kept of the devices of sessions in which the subject was recognised."""
    CONSENTS = "consents"
    ENROLMENT_FACT = "enrolment_fact"
    """Whether the subject is enrolled, and since when."""
    TEMPLATE = "template"
    """The biometric template: only where a legal instrument names it in words."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much leaves: parts of the record, within a period.

    Raises:
        DisclosureInvalid: without a part, or unless the period begins before it ends.

    """

    scope: frozenset[DisclosureScope]
    since: datetime
    until: datetime
    """The first moment that is no longer in it."""

    def __post_init__(self) -> None:
        if not self.scope:
            raise DisclosureInvalid("Say what is to be disclosed.", field="scope")
        _require_times(self.since, self.until)
        if self.since >= self.until:
            raise DisclosureInvalid("A period begins before it ends.", field="until")

    def covers(self, at: datetime) -> bool:
        """Tell whether a time is in the period."""
        return self.since <= at < self.until

    def in_order(self) -> list[DisclosureScope]:
        """Return the parts in the order in which they are always named."""
        return [each for each in DisclosureScope if each in self.scope]


@dataclass(frozen=True, slots=True)
class LegalRequest:
    """What an authority demands, and by what.

    Raises:
        DisclosureInvalid: if something is missing, too long, or not of its form.

    """

    authority: str
    country: str
    """ISO 3166-1, two capital letters."""
    instrument: str
    """Number or file reference of the order."""
    legal_basis: str
    """The provision that obliges the controller."""
    extent: Extent
    received_at: datetime
    document_sha256: bytes
    """Of the order as it was received, 32 bytes. The document itself is not kept here."""
    gag_until: datetime | None = None
    """Until then the law forbids to tell the subject."""
    template_passage: str | None = None
    """The words of the order that name the template; without them no template is disclosed."""
    transfer_ground: str | None = None
    """Of an order from outside the EU to a controller within: the agreement that makes it
    enforceable, such as one on mutual legal assistance, or another ground (GDPR Art. 48, 49)."""

    def __post_init__(self) -> None:
        require_lines(SHORT, authority=self.authority, instrument=self.instrument)
        require_lines(LONG, legal_basis=self.legal_basis)
        if _COUNTRY.fullmatch(self.country) is None or len(self.document_sha256) != 32:
            raise DisclosureInvalid("A country has two letters, and a SHA-256 32 bytes.")
        _require_times(self.received_at)
        for name in ("template_passage", "transfer_ground"):
            if (words := getattr(self, name)) is not None:
                require_lines(LONG, **{name: words})
        if (DisclosureScope.TEMPLATE in self.extent.scope) != (self.template_passage is not None):
            raise DisclosureInvalid(
                "A template is disclosed where the order names it in words.",
                field="template_passage",
            )
        self._check_gag()

    def _check_gag(self) -> None:
        if self.gag_until is None:
            return
        _require_times(self.gag_until)
        if self.gag_until <= self.received_at:
            raise DisclosureInvalid("A gag ends after the order came.", field="gag_until")
        if self.gag_until > self.received_at + LONGEST_GAG:
            raise DisclosureInvalid(
                "A gag ends within five years; nobody is kept in the dark.", field="gag_until"
            )


@dataclass(frozen=True, slots=True)
class DisclosureRecipient:
    """To whom a package goes.

    Raises:
        DisclosureInvalid: if name or address is missing or too long.
        RecipientInvalid: if the key is no age recipient.

    """

    name: str
    address: str
    """Where it is reached, also to be told of an erasure later (GDPR Art. 19)."""
    key: str
    """Its age recipient, `age1...`: nobody else opens the package."""

    def __post_init__(self) -> None:
        require_lines(SHORT, name=self.name)
        require_lines(LONG, address=self.address)
        packages.AgeRecipient(self.key)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure as it is stored. Whatever is free text is in `details`, sealed."""

    id: DisclosureId
    basis: DisclosureBasis
    token_kind: TokenKind
    state: DisclosureState
    reference: Pseudonym
    proposed_at: datetime
    proposed_by: str
    details: bytes = field(repr=False)
    """`Contents`, sealed under a key of the tenant."""
    salt: bytes = field(repr=False)
    """Opens its leaves in the audit log, 16 bytes."""
    gag_until: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    """Another than `proposed_by`; `subject` if the subject signed."""
    closed_at: datetime | None = None
    package_sha256: bytes | None = None
    """Of the encrypted package that was handed out, 32 bytes."""
    told_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """Return when it ends unless it was delivered."""
        return self.proposed_at + LIVES

    def open_at(self, now: datetime) -> bool:
        """Tell whether it can still be approved or delivered."""
        return self.state in OPEN and now < self.expires_at

    def visible(self, now: datetime) -> bool:
        """Tell whether its subject may know of it."""
        return self.gag_until is None or self.gag_until <= now


def require_lines(longest: int, **texts: str) -> None:
    """Check that each text is one line of printable characters, none of them in disguise.

    Line breaks and the marks that turn the direction of writing are not printable, so no text can
    pass for another line of what a subject signs.

    Raises:
        DisclosureInvalid: if one is empty, too long, padded or not printable; by its name.

    """
    for name, text in texts.items():
        if not _is_line(text, longest):
            said = f"A text is one line of 1 to {longest} printable characters."
            raise DisclosureInvalid(said, field=name)


def _require_times(*times: datetime) -> None:
    if not all(each.tzinfo is not None and each.year in _YEARS for each in times):
        raise DisclosureInvalid("Times have a zone, and are of this century or the next.")


def _is_line(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text == text.strip() and text.isprintable()


def scope_of(names: Iterable[str]) -> frozenset[DisclosureScope]:
    """Return the parts with these names.

    Raises:
        DisclosureInvalid: if one is not known.

    """
    try:
        return frozenset(DisclosureScope(each) for each in names)
    except ValueError as error:
        raise DisclosureInvalid("There is no such part of a record.") from error
