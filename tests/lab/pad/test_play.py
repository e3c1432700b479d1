from dataclasses import dataclass, field
from itertools import islice

import cv2
import numpy as np

from inperson.core import Entropy
from inperson.liveness import (
    STANDARD,
    Assurance,
    FaceTarget,
    FrameGuidance,
    Hint,
    Judgement,
    Origin,
    Profile,
    draw_challenge,
)
from inperson.vision import Image
from inperson_lab.pad import SeededEntropy, play
from inperson_lab.pad.play import Pace, draw_pace
from inperson_lab.presenter import VideoUnusable
from inperson_lab.presenter.light import Rgb

TARGETS = (FaceTarget(0, 0, 0.15), FaceTarget(0, 0, 0.3), FaceTarget(0, 0, 0.2))


def jpeg(grey: int) -> bytes:
    return cv2.imencode(".jpg", np.full((48, 64, 3), grey, np.uint8))[1].tobytes()


@dataclass
class EveryThird:
    """A capture whose target is reached with every third frame."""

    seen: list[tuple[int, float]] = field(default_factory=list)
    given_up: bool = False

    @property
    def index(self) -> int:
        return min(len(self.seen) // 3, len(TARGETS))

    @property
    def colour(self) -> None:
        return None

    @property
    def target(self) -> FaceTarget | None:
        return None if self.guidance.finished else TARGETS[self.index]

    @property
    def guidance(self) -> FrameGuidance:
        finished = self.given_up or self.index == len(TARGETS)
        return FrameGuidance(Hint.HOLD_STILL, self.index, len(TARGETS), 0.0, finished)

    def see(self, image: Image, at_s: float) -> FrameGuidance:
        self.seen.append((int(image.pixels[0, 0, 0]), at_s))
        return self.guidance

    def give_up(self, at_s: float) -> FrameGuidance:
        self.given_up = at_s > STANDARD.capture_s
        return self.guidance

    def fingerprints(self) -> tuple[bytes, ...]:
        return ()

    def judge(self, seen_before: int, origin: Origin | None = None) -> Judgement:
        return Judgement(not self.given_up, (), (), (), (), (), ())


@dataclass
class Engine:
    capture: EveryThird

    def open(
        self, entropy: Entropy, profile: Profile, at_s: float, assurance: Assurance
    ) -> EveryThird:
        return self.capture


class Brightening:
    """Shows a frame that is brighter each time, and knows what it was shown."""

    def __init__(self, frames: int = 100) -> None:
        self.frames, self.told = frames, list[FaceTarget | None]()

    def frame(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> np.ndarray:
        raise NotImplementedError

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        if len(self.told) == self.frames:
            raise VideoUnusable("The video is over.")
        self.told.append(target)
        return jpeg(10 * len(self.told))


def test_a_presenter_is_told_each_target_after_the_one_before_was_reached() -> None:
    capture, presenter = EveryThird(), Brightening()
    played = play(Engine(capture), presenter, STANDARD, SeededEntropy(1), Pace(20))
    assert presenter.told == [target for target in TARGETS for _ in range(3)]
    assert capture.seen[:3] == [(10, 0.0), (20, 0.05), (30, 0.1)]
    assert (played.targets, played.reached, played.responded, played.frames) == (3, 3, True, 9)
    assert played.duration_s == 0.4
    assert played.judgement.live


def test_the_smallest_and_the_largest_face_are_kept() -> None:
    played = play(Engine(EveryThird()), Brightening(), STANDARD, SeededEntropy(1))
    assert [int(each.pixels[0, 0, 0]) for each in played.scenes] == [30, 60]


def test_a_video_that_is_over_gives_the_capture_up() -> None:
    played = play(Engine(EveryThird()), Brightening(frames=4), STANDARD, SeededEntropy(1))
    assert (played.reached, played.responded, played.judgement.live) == (1, False, False)
    assert (played.frames, played.duration_s) == (4, 0.3)


def test_seeded_challenges_come_again() -> None:
    first = draw_challenge(SeededEntropy(1, 2))
    assert first == draw_challenge(SeededEntropy(1, 2))
    assert first != draw_challenge(SeededEntropy(1, 3))


def test_a_plain_pace_is_even_and_a_drawn_one_has_gaps() -> None:
    even = list(islice(Pace(20).times_s(), 4))
    assert even == [0.0, 0.05, 0.1, 0.15]
    late = Pace(10.0, jitter=0.2, gaps=0.3, seed=4)
    times_s = list(islice(late.times_s(), 60))
    assert times_s == list(islice(late.times_s(), 60)), "the same seed gives the same times"
    waits_s = np.diff(times_s)
    assert waits_s.min() > 0.02
    assert 5 < (waits_s > 0.25).sum() < 40
    rates = {draw_pace(seed).rate_hz for seed in range(30)}
    assert min(rates) < 6 < 8 < max(rates)
