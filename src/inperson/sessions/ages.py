"""From which age a tenant's people agree for themselves, and what the tenant says of one's age.

No face tells an age. A notice may name a minimum age; then the tenant's back end says on which
side of it a person is, and never a date of birth. What it says is kept with the consent,
because a consent of somebody too young is none (GDPR Art. 8).
"""

from dataclasses import dataclass
from enum import StrEnum

from inperson.sessions.errors import AgeUnknown, BelowMinimumAge, GuardianMissing


class AgeClass(StrEnum):
    """On which side of a minimum age somebody is."""

    OF_AGE = "of_age"
    BELOW = "below"


class BelowAge(StrEnum):
    """What happens to who is below a notice's minimum age. Closed."""

    REFUSE = "refuse"
    GUARDIAN = "guardian"
    """Who has parental responsibility agrees for the person."""


class GuardianEvidence(StrEnum):
    """What showed a tenant who is the guardian of somebody. Closed."""

    FAMILY_RECORD = "family_record"
    """A birth certificate or a family register."""
    COURT_ORDER = "court_order"


@dataclass(frozen=True, slots=True)
class AgeClaim:
    """What a tenant says of somebody's age."""

    age: AgeClass
    guardian: GuardianEvidence | None = None
    """What it saw of who agrees for a person below."""


@dataclass(frozen=True, slots=True)
class SaidAge:
    """What a tenant said of somebody's age, and by which minimum age."""

    age: AgeClass
    minimum_age: int
    """Of the notice under which it was said, in years."""
    guardian: GuardianEvidence | None = None
    """What showed it who agrees for the person; None of who is of age."""

    def content(self) -> dict[str, str]:
        """Return it as words."""
        shown = {} if self.guardian is None else {"guardian": self.guardian.value}
        return {"age": self.age.value, "minimum_age": str(self.minimum_age)} | shown


@dataclass(frozen=True, slots=True)
class AgeGate:
    """The minimum age of a notice, and what happens below it."""

    minimum_age: int
    """In years."""
    below: BelowAge

    def said(self, claim: AgeClaim) -> SaidAge:
        """Return what is kept of what a tenant says under this gate: no guardian of an adult."""
        guardian = claim.guardian if claim.age is AgeClass.BELOW else None
        return SaidAge(claim.age, self.minimum_age, guardian)

    def admit(self, said: SaidAge | None) -> None:
        """Let pass who is of age, and who is below with a guardian where that is allowed.

        What was said under another minimum age counts as far as it tells of this one.

        Raises:
            AgeUnknown: if nothing was said that tells.
            BelowMinimumAge: if the person is below, and nobody below is taken.
            GuardianMissing: if the person is below, and no guardian was shown.

        """
        if said is None or not self._told_by(said):
            raise AgeUnknown("Say whether the person is of the notice's minimum age.")
        if said.age is AgeClass.OF_AGE:
            return
        if self.below is BelowAge.REFUSE:
            raise BelowMinimumAge("The notice takes nobody below its minimum age.")
        if said.guardian is None:
            raise GuardianMissing("Below the minimum age, say what showed you the guardian.")

    def _told_by(self, said: SaidAge) -> bool:
        if said.age is AgeClass.OF_AGE:
            return said.minimum_age >= self.minimum_age
        return said.minimum_age <= self.minimum_age
