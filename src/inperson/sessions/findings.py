"""What the samples of a session came to, before anything is decided.

Who is not live has no template: `NotLive` has no place for one, so no caller can hand it on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from inperson.matching import Template
from inperson.sessions.consents import Consent
from inperson.sessions.model import LivenessVerdict, SealedTemplate, Subject
from inperson.sessions.pseudonyms import IdempotencyKey
from inperson.sessions.reasons import Reason
from inperson.vision import Image

Unrefuted = Literal[LivenessVerdict.LIVE, LivenessVerdict.NOT_CHECKED]


@dataclass(frozen=True, slots=True)
class NotLive:
    """Nobody alive was there."""

    reasons: tuple[Reason, ...]

    @property
    def liveness(self) -> LivenessVerdict:
        """Return what was found out about liveness."""
        return LivenessVerdict.NOT_LIVE


@dataclass(frozen=True, slots=True)
class Unusable:
    """There is no template: none was asked for, or none could be made."""

    reasons: tuple[Reason, ...] = ()
    liveness: Unrefuted = LivenessVerdict.NOT_CHECKED


@dataclass(frozen=True, slots=True)
class Probe:
    """A template was made of the samples."""

    template: Template = field(repr=False)
    liveness: Unrefuted = LivenessVerdict.NOT_CHECKED


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of a session's subject when its samples were to be judged."""

    subject: Subject | None = None
    template: SealedTemplate | None = None
    """The reference, of an authentication."""
    improvement: Consent | None = None
    """The consent under which the samples of a developer session may be kept."""


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Findings:
    """What the samples of a session came to."""

    seen: NotLive | Unusable | Probe
    known: Known = field(default=NOTHING, repr=False)
    idempotency: IdempotencyKey | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    fingerprints: tuple[bytes, ...] = field(default=(), repr=False)
    seen_before: int = 0
    """How many of the fingerprints were known when the samples were judged."""

    @property
    def samples(self) -> int | None:
        """Return how many different pictures the template was made of; None without one."""
        return self.seen.template.sample_count if isinstance(self.seen, Probe) else None


def found_in(made: Template | tuple[Reason, ...], liveness: Unrefuted) -> Unusable | Probe:
    """Return what samples came to of which nothing speaks against liveness.

    Args:
        made: the template of the samples, or why there is none.
        liveness: what was found out.

    """
    return Probe(made, liveness) if isinstance(made, Template) else Unusable(made, liveness)


def keeping(images: Iterable[Image], kept: list[Image]) -> Iterator[Image]:
    """Pass images on, and keep them."""
    for image in images:
        kept.append(image)
        yield image
