"""Frames that need no camera, and a liveness engine that reads their colours."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from inperson.core import Entropy
from inperson.liveness import (
    Assurance,
    Bounds,
    Colour,
    FaceTarget,
    Finding,
    FrameGuidance,
    Hint,
    Improvement,
    Judgement,
    Measurement,
    Origin,
    Profile,
    Shortfall,
    draw_challenge,
    load_thresholds,
)
from inperson.liveness.assurance import not_judged
from inperson.liveness.cues.beginning import origin as origin_cue
from inperson.liveness.light import LightSequence
from inperson.liveness.track import Track
from inperson.vision import Examination, Image, QualityIssue, decode_image

CODES = ("", "print", "two", "none", "blurred", "bug", "still")
"""What may be wrong with a frame; `still` is one that is not on the target."""
_STEP, _BITS = 24, 16


def found(cue: str, value: float, **limit: float) -> Finding:
    """Return a finding of one number, named `it`."""
    return Finding(cue, (Measurement("it", float(value), Bounds(**limit)),))


@cache
def frame(
    person: int = 1, wrong: str = "", serial: int = 0, size: tuple[int, int] = (320, 240)
) -> bytes:
    """Return a JPEG whose colour says who is seen and what is wrong, and whose edge counts."""
    width, height = size
    colour = (person * _STEP + 12, 128, CODES.index(wrong) * _STEP + 12)
    pixels = np.full((height, width, 3), colour, np.uint8)
    for bit in range(_BITS):
        pixels[-16:, bit * 16 : bit * 16 + 16] = 255 if serial >> bit & 1 else 0
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def look(*args: object) -> Image:
    """Return the same, decoded."""
    return decode_image(frame(*args))  # type: ignore[arg-type]


def _read(image: Image) -> tuple[int, str, bytes]:
    middle = image.pixels[40:200, 40:280].reshape(-1, 3).mean(0)
    bits = image.pixels[-8, 8 : _BITS * 16 : 16, 0] > 128
    wrong = CODES[min(int(middle[2]) // _STEP, len(CODES) - 1)]
    return int(middle[0]) // _STEP, wrong, np.packbits(bits).tobytes()


class ColourLiveness:
    """Believes what the colours say. Implements `liveness.LivenessEngine`.

    Args:
        breaks: at a frame that is to show a bug; otherwise that one shows nobody.

    """

    def __init__(self, *, breaks: bool = True) -> None:
        self._breaks = breaks

    def open(
        self,
        entropy: Entropy,
        profile: Profile,
        at_s: float,
        assurance: Assurance = Assurance.PERSPECTIVE,
    ) -> "ColourCapture":
        assert assurance.requirement is not None
        light = LightSequence(entropy) if assurance.lit else None
        targets = draw_challenge(entropy, (3,))
        named = "origin" in assurance.value.split("+")
        return ColourCapture(
            targets, profile, at_s, breaks=self._breaks, light=light, asks_origin=named
        )


class ColourCapture:
    """Three targets, each reached by two frames that are on it."""

    def __init__(
        self,
        targets: Sequence[FaceTarget],
        profile: Profile,
        at_s: float,
        *,
        breaks: bool,
        light: LightSequence | None,
        asks_origin: bool,
    ) -> None:
        self._light, self._asks_origin = light, asks_origin
        self._targets = targets
        self._breaks = breaks
        self._ends_s = at_s + profile.capture_s
        self._reached = self._held = 0
        self._seen: list[tuple[int, str, bytes, Image]] = []
        self.guidance = self._answer(Hint.NO_FACE, over=False)

    @property
    def colour(self) -> Colour | None:
        return None if self._light is None else self._light.colour

    @property
    def target(self) -> FaceTarget | None:
        return None if self.guidance.finished else self._targets[self._reached]

    def see(self, image: Image, at_s: float) -> FrameGuidance:
        person, wrong, serial = _read(image)
        if wrong == "bug":
            if self._breaks:
                raise RuntimeError("a secret detail")
            wrong = "none"
        hint = {"two": Hint.MULTIPLE_FACES, "none": Hint.NO_FACE}.get(wrong, Hint.HOLD_STILL)
        self._seen.append((person, wrong, serial, image))
        if self._light is not None:
            self._light.step(at_s, face=wrong != "none")
        self._held = self._held + 1 if wrong in {"", "print", "blurred"} else 0
        if self._held == 2:
            self._reached, self._held = self._reached + 1, 0
        self.guidance = self._answer(hint, over=at_s >= self._ends_s)
        return self.guidance

    def give_up(self, at_s: float) -> FrameGuidance:
        self.guidance = self._answer(self.guidance.hint, over=at_s >= self._ends_s)
        return self.guidance

    def fingerprints(self) -> tuple[bytes, ...]:
        return tuple({serial: None for _, _, serial, _ in self._seen})

    def judge(self, seen_before: int, origin: Origin | None = None) -> Judgement:
        from tests.scene import ColourExaminer, picture

        people = {person for person, wrong, _, _ in self._seen if wrong not in {"two", "none"}}
        printed = any(wrong == "print" for _, wrong, _, _ in self._seen)
        finds = (
            found("target_following", self._reached, least=3.0),
            found("depth", 0.0 if printed else 0.02, least=0.02),
            found("continuity", len(people), most=1.0),
            found("freshness", seen_before, most=0.0),
        )
        if origin is not None and origin.camera:
            finds += (found("taken", len(origin.taken_ms), least=0.0),)
        against = tuple(each.cue for each in finds if not each.live)
        track = Track((), (), (), (), None, np.empty((0, 0)), origin=origin)
        seen_of_it = origin_cue(track, load_thresholds())
        if seen_of_it is not None:  # the cue itself: what a client tells of its camera is no colour
            finds += (seen_of_it,)
        if self._asks_origin and (seen_of_it is None or not seen_of_it.live):
            against += ("origin",)
        unreached = None if self._reached == 3 else Shortfall.TARGETS_NOT_REACHED
        usable: list[Examination] = []
        for person, wrong, serial, _ in self._seen[-4:]:
            issue = QualityIssue.BLURRED if wrong == "blurred" else None
            usable += ColourExaminer().examine([picture(person, serial[0], issue)])
        return Judgement(
            live=not against,
            against=against,
            improve=() if not against else (Improvement.FOLLOW_THE_OVAL,),
            findings=finds,
            examinations=tuple(usable),
            images=tuple(image for *_, image in self._seen[-4:]),
            fingerprints=self.fingerprints(),
            shortfall=unreached or not_judged(against, finds),
        )

    def _answer(self, hint: Hint, *, over: bool) -> FrameGuidance:
        finished = over or self._reached == len(self._targets)
        return FrameGuidance(hint, self._reached, len(self._targets), self._held / 2, finished)
