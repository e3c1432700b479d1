"""From images to a verdict, without any storage."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from inperson.core import Clock, Entropy
from inperson.liveness import Judgement, LivenessEngine, Profile
from inperson.matching import Calibration, SamplesDisagree, Template, build_template, compare
from inperson.sessions.errors import ModelChanged, NoSamples, TooManySamples
from inperson.sessions.findings import NotLive, Probe, Unusable, found_in
from inperson.sessions.footage import Footage
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    LivenessVerdict,
    SessionKind,
    Verdict,
)
from inperson.sessions.ports import FaceExaminer, FootageKeeper
from inperson.sessions.reasons import Reason, reasons_against
from inperson.vision import Examination, Image

MAX_SAMPLES = 8


def _untimed(_stage: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class SessionEngine:
    """What every tenant's use cases share: the models, the ladder, time and chance."""

    examiner: FaceExaminer
    calibration: Calibration
    required_level: int
    """Rung of the FMR ladder that an authentication must reach, 1 to 4."""
    clock: Clock
    entropy: Entropy
    liveness: LivenessEngine | None = None
    """Opens live captures; without one every session that requires liveness is refused."""
    footage: FootageKeeper | None = None
    """Keeps whole captures of developer sessions, in a trial."""
    timed: Callable[[str], AbstractContextManager[None]] = _untimed
    """Is entered for each stage of a decision: `examine`, `judge`, `decide`."""

    def probe(self, images: Iterable[Image]) -> Template | tuple[Reason, ...]:
        """Build one template from the images of a session, or say why there is none.

        Args:
            images: 1 to 8 images, (H, W, 3) uint8 RGB each. Each is let go before the next is
                asked for.

        Returns:
            The template of the usable images, or the reasons why none was usable.

        Raises:
            NoSamples: without an image.
            TooManySamples: with more than 8.

        """
        found: list[Examination] = []
        with self.timed("examine"):
            for image in images:
                if len(found) == MAX_SAMPLES:
                    raise TooManySamples(f"Send at most {MAX_SAMPLES} images.")
                found += self.examiner.examine([image])
        if not found:
            raise NoSamples("Send at least one image.")
        return self.combine(found)

    def combine(self, found: Sequence[Examination]) -> Template | tuple[Reason, ...]:
        """Build one template from examined images, or say why there is none.

        Args:
            found: what was found in each image.

        Returns:
            The template of the usable images, or the reasons why none was usable.

        """
        usable = [each for each in found if each.embedding is not None]
        if not usable:
            return _issues(found) or (Reason.NO_FACE,)
        try:
            return build_template(usable, self.examiner.model_digest, self.calibration)
        except SamplesDisagree:
            return (Reason.SAMPLES_DISAGREE,)

    def film(self, session: AnySession, profile: Profile) -> Footage | None:
        """Return what takes every frame of a developer session that a trial opened."""
        if self.footage is None or not isinstance(session, DeveloperSession):
            return None
        return Footage(profile.name) if self.footage.wants(session.id) else None

    def seen(self, judgement: Judgement, kind: SessionKind) -> NotLive | Unusable | Probe:
        """Return what a live capture came to, for a kind of session."""
        if judgement.shortfall is not None:
            return Unusable((Reason(judgement.shortfall),))
        if not judgement.live:
            return NotLive(reasons_against(judgement.against))
        only = kind is SessionKind.LIVENESS
        made = () if only else self.combine(judgement.examinations)
        return found_in(made, LivenessVerdict.LIVE)

    def match(self, reference: Template, probe: Template, liveness: LivenessVerdict) -> Verdict:
        """Compare a probe with a reference and place it on the ladder.

        Of what does not match nobody is told the rung: it would say how near a stranger came.

        Raises:
            ModelChanged: if they were made by different models.

        """
        if reference.model_digest != probe.model_digest:
            raise ModelChanged("The subject was enrolled with another model; enrol again.")
        level = self.calibration.level(compare(reference, probe))
        if level >= self.required_level:
            return self.verdict(Decision.MATCH, liveness=liveness, level=level)
        return self.verdict(Decision.NO_MATCH, Reason.BELOW_LEVEL, liveness=liveness)

    def verdict(
        self,
        decision: Decision,
        *reasons: Reason,
        liveness: LivenessVerdict = LivenessVerdict.NOT_CHECKED,
        level: int | None = None,
    ) -> Verdict:
        """Put a decision into words that are kept."""
        return Verdict(
            decision=decision,
            reasons=reasons,
            level=level,
            level_required=None if level is None else self.required_level,
            model_digest=self.examiner.model_digest,
            liveness=liveness,
        )


def _issues(found: Sequence[Examination]) -> tuple[Reason, ...]:
    """Return every issue once, in order of appearance."""
    return tuple(
        dict.fromkeys(Reason(issue.value) for each in found for issue in each.quality.issues)
    )
