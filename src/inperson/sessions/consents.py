"""What a person agreed to, by which notice, and whether it still holds.

A consent is to one purpose and to one version of the tenant's notice. A later version that changes
nothing material leaves it standing; a material one ends it, and the next session asks again.
Withdrawal ends it at once, whatever the notice says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inperson.core import ConsentId, SessionId
from inperson.sessions.ages import AgeGate, SaidAge
from inperson.sessions.errors import ConsentRequired, NoticeChanged
from inperson.sessions.model import Pseudonym
from inperson.tenants import TokenKind


class ConsentPurpose(StrEnum):
    """What a consent is to. Closed: a purpose that is not here is not pursued."""

    IDENTITY = "identity"
    """Confirming identity and liveness: template, comparison, the session's record."""
    IMPROVEMENT = "improvement"
    """Improving the software with the frames of developer sessions."""


class ConsentMethod(StrEnum):
    """How a person agreed."""

    TAP = "tap"
    """The button below the notice, in the web SDK or an app."""
    FORM = "form"
    """The tenant's own form, which showed the notice."""
    PAPER = "paper"
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What a client says it showed, and how the person agreed."""

    notice_sha256: bytes
    """SHA-256 of the notice's document, 32 bytes; it says which language was read."""
    method: ConsentMethod


@dataclass(frozen=True, slots=True)
class CurrentNotice:
    """As much of the tenant's notice as decides whether a consent holds."""

    version: int
    consents_since: int
    """The earliest version whose consents still hold: the last one that was a material change."""
    draft: bool
    """Made by the server with the tenant's name alone: enough to try, not for production."""
    improvement: bool
    """It tells of improvement: nobody agrees to what the notice does not say."""
    sha256: Mapping[str, bytes] = field(hash=False)
    """Of each language's document."""
    alternative: str | None = None
    """How the tenant offers the same without a face check."""
    gate: AgeGate | None = None
    """Its minimum age; None where nobody asks for an age."""

    def shown(self, given: GivenConsent) -> str:
        """Return the language of the document that was shown.

        Raises:
            NoticeChanged: if it is no document of this version.

        """
        for language, digest in self.sha256.items():
            if digest == given.notice_sha256:
                return language
        raise NoticeChanged("The notice is a newer one; show it and ask again.")


@dataclass(frozen=True, slots=True)
class Consent:
    """A recorded consent of a subject, or of whoever is in a session about nobody."""

    id: ConsentId
    purpose: ConsentPurpose
    token_kind: TokenKind
    reference: Pseudonym | None
    session_id: SessionId | None
    """Present exactly where there is no reference."""
    notice_version: int
    notice_sha256: bytes
    language: str
    method: ConsentMethod
    given_at: datetime
    salt: bytes = field(repr=False)
    """Opens the consent's leaf in the audit log, 16 bytes."""
    withdrawn_at: datetime | None = None
    said_age: SaidAge | None = None
    """What the tenant said of the person's age; None where its notice has no minimum age."""

    def holds(self, notice: CurrentNotice) -> bool:
        """Tell whether it still counts under the tenant's notice."""
        return self.withdrawn_at is None and self.notice_version >= notice.consents_since


class Ask(StrEnum):
    """Why a person has to be asked before a capture."""

    REQUIRED = "required"
    """There is no consent on record."""
    CHANGED = "changed"
    """The notice has changed since the consent."""


def to_ask(
    consent: Consent | None, notice: CurrentNotice, said: SaidAge | None = None
) -> Ask | None:
    """Return why a person has to be asked; None if the consent on record holds.

    Args:
        consent: the latest.
        notice: the current one.
        said: what the tenant says now of the person's age: who came of age agrees anew, without
            a guardian.

    """
    if consent is None or consent.withdrawn_at is not None:
        return Ask.REQUIRED
    if said is not None and consent.said_age is not None and consent.said_age.age is not said.age:
        return Ask.REQUIRED
    return None if consent.holds(notice) else Ask.CHANGED


def require_consent(
    consent: Consent | None, notice: CurrentNotice, said: SaidAge | None = None
) -> Consent:
    """Return a consent that holds.

    Raises:
        ConsentRequired: if there is none, or it was withdrawn.
        NoticeChanged: if it was to a notice that has changed materially since.

    """
    asked = to_ask(consent, notice, said)
    if asked is Ask.CHANGED:
        raise NoticeChanged("The notice has changed since the consent; show it and ask again.")
    if asked is Ask.REQUIRED or consent is None:
        raise ConsentRequired("There is no consent; show the notice and ask.")
    return consent
