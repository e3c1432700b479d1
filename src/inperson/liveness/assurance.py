"""What a policy asks liveness to rest on: a closed list, and the requirement of each."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from inperson.liveness.cues import clearly_lit
from inperson.liveness.errors import AssuranceUnavailable
from inperson.liveness.finding import Finding
from inperson.liveness.model import Shortfall
from inperson.liveness.requirements import LIT, LIVE, AllOf, Need, Requirement


class Assurance(StrEnum):
    """What a decision rests on."""

    PERSPECTIVE = "perspective"
    """A head's depth at every distance, in one continuous take that follows the targets."""
    LIGHT = "perspective+light"
    """And skin that answers the page's light, which no recording can know."""
    ORIGIN = "perspective+origin"
    """Perspective, and no sign of a program in the camera's place, by the client's own word."""
    LIGHT_ORIGIN = "perspective+light+origin"
    """Both."""
    ATTESTED = "perspective+light+attested"
    """And a camera whose origin is proven. Nothing here can attest one yet, so it is refused."""

    @property
    def lit(self) -> bool:
        """Tell whether the page shows a light."""
        return "light" in self.value.split("+")

    @property
    def requirement(self) -> Requirement:
        """Return what has to hold.

        Raises:
            AssuranceUnavailable: if nothing here can tell whether it does.

        """
        found = _REQUIREMENTS.get(self)
        if found is None:
            raise AssuranceUnavailable("Nothing can attest a camera yet; ask for less.")
        return found


_REQUIREMENTS: Mapping[Assurance, Requirement] = {
    Assurance.PERSPECTIVE: LIVE,
    Assurance.LIGHT: LIT,
    Assurance.ORIGIN: AllOf(LIVE, Need("origin")),
    Assurance.LIGHT_ORIGIN: AllOf(LIT, Need("origin")),
}


def not_judged(against: Sequence[str], findings: Sequence[Finding]) -> Shortfall | None:
    """Tell whether nothing stands against a person but what is no fault of a person.

    That is a light of which too little was seen, and a browser that looks like a program.
    """
    if "light" in against and any(clearly_lit(each) for each in findings):
        return None
    if tuple(against) == ("origin",):
        return Shortfall.ORIGIN_UNCLEAR
    return Shortfall.LIGHT_NOT_SEEN if set(against) in _UNSEEN else None


_UNSEEN = ({"light"}, {"light", "origin"})
