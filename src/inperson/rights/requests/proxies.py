"""Who acts for a subject: in what capacity, on what evidence, and which rights that carries.

The tenant checks the evidence itself. What is kept is its kind, when it was seen and by whom of the
staff, as an opaque reference: never the document, and no name.

Nobody gives a face for somebody else, so no capacity approves a disclosure or takes a copy in the
privacy centre; what somebody asks for another is always the tenant's act. The subject sees it in
the centre and can object, and while that objection waits nobody acts for it any further.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from inperson.core import rfc3339
from inperson.rights.laws import heirs
from inperson.rights.requests.errors import CapacityNotEntitled, PrivacyRequestInvalid
from inperson.sessions import GuardianEvidence

_STAFF = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


class Capacity(StrEnum):
    """In what capacity somebody acts for a subject. Closed."""

    AUTHORISED_AGENT = "authorised_agent"
    """By its mandate: a representative, or an agent of 11 CCR 7063."""
    GUARDIAN = "guardian"
    """Who has parental responsibility, or whom a court appointed."""
    HEIR = "heir"
    EXECUTOR = "executor"


class EvidenceKind(StrEnum):
    """What kind of evidence the tenant was shown. Closed."""

    SIGNED_PERMISSION = "signed_permission"
    POWER_OF_ATTORNEY = "power_of_attorney"
    FAMILY_RECORD = GuardianEvidence.FAMILY_RECORD.value
    COURT_ORDER = GuardianEvidence.COURT_ORDER.value
    INHERITANCE_CERTIFICATE = "inheritance_certificate"
    WILL = "will"


_SHOWN = {
    Capacity.AUTHORISED_AGENT: {EvidenceKind.SIGNED_PERMISSION, EvidenceKind.POWER_OF_ATTORNEY},
    Capacity.GUARDIAN: {EvidenceKind(each) for each in GuardianEvidence},
    Capacity.HEIR: {EvidenceKind.INHERITANCE_CERTIFICATE, EvidenceKind.FAMILY_RECORD},
    Capacity.EXECUTOR: {EvidenceKind.WILL, EvidenceKind.COURT_ORDER},
}
"""What can show which capacity."""
_AFTER_DEATH = frozenset({Capacity.HEIR, Capacity.EXECUTOR})
_OF_THE_DEAD = frozenset({"erasure", "restriction"})
"""What ends a use is asked for everywhere; GDPR recital 27 leaves the rest to each country."""
_PERSONAL = frozenset({"withdrawal"})
"""A consent is the person's own; who has parental responsibility gives and withdraws a child's."""


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """That somebody asked for a subject, and what the tenant saw of it.

    Raises:
        PrivacyRequestInvalid: if the evidence cannot show the capacity, or a member is malformed.

    """

    capacity: Capacity
    evidence: EvidenceKind
    seen_at: datetime
    seen_by: str = field(repr=False)
    """The tenant's own reference of who saw it: 1 to 64 letters, digits and `_.:-`; no name."""

    def __post_init__(self) -> None:
        """Check every field."""
        fitting = _SHOWN[self.capacity]
        if self.evidence not in fitting:
            names = ", ".join(sorted(fitting))
            raise PrivacyRequestInvalid(f"This capacity is shown by {names}.")
        if self.seen_at.tzinfo is None:
            raise PrivacyRequestInvalid("Say when the evidence was seen, with its time zone.")
        if _STAFF.fullmatch(self.seen_by) is None:
            raise PrivacyRequestInvalid("Name who saw the evidence by a reference of your own.")

    def require(self, kind: str, country: str | None, now: datetime) -> None:
        """Refuse what the capacity does not carry.

        Args:
            kind: of the request.
            country: of the controller, whose law says what heirs may ask for.
            now: the time.

        Raises:
            CapacityNotEntitled: if this right is not among those of the capacity.
            PrivacyRequestInvalid: if the evidence is to be seen only in the future.

        """
        if self.seen_at > now:
            raise PrivacyRequestInvalid("The evidence was seen before the request was made.")
        if self.capacity in _AFTER_DEATH:
            law = None if country is None else heirs(country)
            granted = _OF_THE_DEAD | (frozenset() if law is None else law.grants)
            if kind not in granted:
                raise CapacityNotEntitled(
                    f"After a death one can ask for {', '.join(sorted(granted))} here."
                )
        elif self.capacity is Capacity.AUTHORISED_AGENT and kind in _PERSONAL:
            raise CapacityNotEntitled("A consent is withdrawn by who gave it, or by a guardian.")

    def content(self) -> dict[str, str]:
        """Return it as JSON."""
        return self.told() | {"seen_by": self.seen_by}

    def told(self) -> dict[str, str]:
        """Return what the subject is told: all but who of the staff saw the evidence."""
        plain = {"capacity": self.capacity.value, "evidence": self.evidence.value}
        return plain | {"seen_at": rfc3339(self.seen_at)}

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self:
        """Read what `content` returned."""
        return cls(
            Capacity(content["capacity"]),
            EvidenceKind(content["evidence"]),
            datetime.fromisoformat(content["seen_at"]),
            content["seen_by"],
        )
