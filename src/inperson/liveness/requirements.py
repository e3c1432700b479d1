"""What has to hold for a session to be live: predicates over the cues' findings, composed.

A decision is never an average of scores: a cue is needed or it is not, and one that fails cannot be
made up for by others. What was not computed counts as failed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from inperson.liveness.errors import RequirementEmpty
from inperson.liveness.finding import Finding


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """Whether a requirement holds, and which cues stand against it."""

    live: bool
    against: tuple[str, ...] = ()
    """Names of cues that failed or are missing, each once."""


class Requirement(Protocol):
    """A predicate over findings by cue."""

    def judge(self, findings: Mapping[str, Finding]) -> RequirementResult:
        """Tell whether it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Need:
    """Holds if the cue was computed and speaks for a living person."""

    cue: str

    def judge(self, findings: Mapping[str, Finding]) -> RequirementResult:
        """Refuse a cue that failed, and one that is missing."""
        finding = findings.get(self.cue)
        if finding is not None and finding.live:
            return RequirementResult(live=True)
        return RequirementResult(live=False, against=(self.cue,))


@dataclass(frozen=True, slots=True)
class Veto:
    """Holds unless the cue speaks against a living person: for cues that are not always there."""

    cue: str

    def judge(self, findings: Mapping[str, Finding]) -> RequirementResult:
        """Refuse a cue that failed; let one that is missing pass."""
        finding = findings.get(self.cue)
        if finding is None or finding.live:
            return RequirementResult(live=True)
        return RequirementResult(live=False, against=(self.cue,))


class _Compound:
    """Requirements taken together; never none, and never vetoes alone.

    Raises:
        RequirementEmpty: if nothing is needed, so that everybody would pass.

    """

    __slots__ = ("requirements",)

    def __init__(self, *requirements: Requirement) -> None:
        if all(isinstance(requirement, Veto) for requirement in requirements):
            raise RequirementEmpty("A requirement needs at least one cue that must be there.")
        self.requirements = requirements


class AllOf(_Compound):
    """Holds if every one holds."""

    def judge(self, findings: Mapping[str, Finding]) -> RequirementResult:
        """Collect what stands against it from all that fail."""
        outcomes = [requirement.judge(findings) for requirement in self.requirements]
        return _outcome(all(each.live for each in outcomes), outcomes)


class AnyOf(_Compound):
    """Holds if one holds. A veto among them would hold where its cue is missing: not taken."""

    def __init__(self, *requirements: Requirement) -> None:
        super().__init__(*requirements)
        if any(isinstance(requirement, Veto) for requirement in requirements):
            raise RequirementEmpty("A veto that others can make up for stops nobody.")

    def judge(self, findings: Mapping[str, Finding]) -> RequirementResult:
        """Collect what stands against it only if all fail."""
        outcomes = [requirement.judge(findings) for requirement in self.requirements]
        return _outcome(any(each.live for each in outcomes), outcomes)


def _outcome(live: bool, outcomes: list[RequirementResult]) -> RequirementResult:
    if live:
        return RequirementResult(live=True)
    against = dict.fromkeys(cue for each in outcomes for cue in each.against)
    return RequirementResult(live=False, against=tuple(against))


LIVE: Requirement = AllOf(
    # challenge: the targets that the server drew were followed, as a person follows them
    Need("target_following"),
    Need("reaction"),
    Need("range"),
    # depth: as deep as a head at every distance, under one focal length
    Need("depth"),
    Need("perspective"),
    # continuity: one face, that moves as a head does and never repeats itself
    Need("continuity"),
    Need("motion"),
    Need("repeats"),
    # freshness: no frames of an earlier capture
    Need("freshness"),
    # light and surface: cues that miss much, and so can only refuse
    Veto("exposure"),
    Veto("surface"),
    # a texture network, where the manifest has one
    Veto("texture"),
)
"""What makes a session live by perspective.

A blink is looked for and kept as evidence, and is not in it: within a few seconds most living
people do not show one that the mesh can see, and a tilting print sometimes seems to.
"""

LIT: Requirement = AllOf(LIVE, Need("light"))
"""What makes a session live by perspective and by the page's light, which its skin answered."""
