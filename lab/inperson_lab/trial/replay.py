"""Footage through an engine once more: the same frames at the same times, to the same targets.

1. What was seen before a challenge began anew is left out, as it was then.
2. The capture is begun with the targets that were shown, and given every frame, decoded from the
   very JPEG, at its time. Where frames end before it does, time goes on until it gives up.
3. A capture whose last target was never reached is given one target more than was shown: an engine
   that is faster than the person was has no shorter challenge for it.
4. Each volunteer's first capture that is live makes its reference, the others are compared with it
   at the level that sessions ask for.

What frames were seen in earlier captures is not asked again. A page's light is not: its colours are
not in the footage.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inperson.improvement import KeptFootage
from inperson.liveness import PROFILES, FaceTarget, Judgement, Shortfall, begin_again, build_engine
from inperson.matching import Calibration, SamplesDisagree, Template, build_template, compare
from inperson.sessions import FilmFrame
from inperson.vision import FacePipeline, decode_image
from inperson_lab.pad import SeededEntropy
from inperson_lab.trial.outcomes import Outcome, origin_of

_OVER_S = 1000.0


@dataclass(frozen=True, slots=True)
class Replayed:
    """One capture, judged again."""

    judgement: Judgement
    responded: bool
    duration_s: float


class Replays:
    """Judges footage with the engine of now.

    Args:
        pipeline: the models.
        calibration: their ladder.
        level: that a capture must reach to be its volunteer's.

    """

    def __init__(self, pipeline: FacePipeline, calibration: Calibration, level: int) -> None:
        self._engine = build_engine(pipeline)
        self._digest = pipeline.model_digest
        self._calibration = calibration
        self._level = level

    def outcomes(self, captures: Iterable[KeptFootage]) -> Iterator[Outcome]:
        """Yield what comes of each capture, in the order in which they were taken."""
        references: dict[str, Template] = {}
        for each in captures:
            again = self.judge(each)
            outcome = Outcome(
                label=each.label,
                live=again.judgement.live,
                responded=again.responded,
                duration_s=again.duration_s,
                matched=None,
                reasons=_reasons(again.judgement),
                origin=origin_of(each),
            )
            template = self._template(again.judgement) if outcome.live else None
            if template is not None and outcome.person in references:
                level = self._calibration.level(compare(references[outcome.person], template))
                outcome = replace(outcome, matched=level >= self._level)
            elif template is not None and not outcome.species:
                references[outcome.person] = template
            yield outcome

    def judge(self, footage: KeptFootage) -> Replayed:
        """Judge one capture again; a frame is decoded when it is due."""
        frames, targets = last_beginning(footage.frames), targets_of(footage)
        entropy = SeededEntropy(zlib.crc32(footage.session_id.encode()))
        capture = begin_again(self._engine, targets, entropy, PROFILES[footage.profile])
        began_s = last_s = frames[0].at_s
        for frame in frames:
            if capture.see(decode_image(frame.jpeg), frame.at_s - began_s).finished:
                last_s = frame.at_s
                break
        else:
            last_s = frames[-1].at_s
            capture.give_up(last_s + _OVER_S)
        responded = capture.guidance.target_index == len(targets)
        return Replayed(capture.judge(seen_before=0), responded, last_s - began_s)

    def _template(self, judgement: Judgement) -> Template | None:
        usable = [each for each in judgement.examinations if each.embedding is not None]
        try:
            return build_template(usable, self._digest, self._calibration) if usable else None
        except SamplesDisagree:
            return None


def last_beginning(frames: Sequence[FilmFrame]) -> Sequence[FilmFrame]:
    """Return the frames since the challenge last began: its first target is another then."""
    first = 0
    for at in range(1, len(frames)):
        before, now = frames[at - 1], frames[at]
        anew = now.index == before.index and now.target != before.target
        if now.index < before.index or anew:
            first = at
    return frames[first:]


def targets_of(footage: KeptFootage) -> list[FaceTarget]:
    """Return the targets that were shown last, and one more where they were not all reached."""
    frames = last_beginning(footage.frames)
    shown = [each for each in dict.fromkeys(frame.target for frame in frames) if each is not None]
    return [*shown, shown[0]] if Shortfall.TARGETS_NOT_REACHED in footage.reasons else shown


def _reasons(judgement: Judgement) -> tuple[str, ...]:
    if judgement.shortfall is not None:
        return (str(judgement.shortfall),)
    return tuple(f"liveness_{each}" for each in judgement.against)
