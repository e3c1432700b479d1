"""One capture played offline, on the path that a server takes: JPEG in, judgement out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import cv2
import numpy as np

from inperson.core import Entropy
from inperson.liveness import Assurance, FaceTarget, Judgement, LivenessEngine, Profile
from inperson.liveness.light import Colour, ColourChange, signal
from inperson.vision import Image, decode_image
from inperson_lab.pad.heeding import Aim, at_it
from inperson_lab.presenter import Presenter, VideoUnusable
from inperson_lab.presenter.light import Rgb

_DELAYS_S, _JITTER_S = (0.08, 0.6), 0.04
"""From when a colour is told until it is in a frame that arrived: two lines, a screen, a camera."""
_RATES_HZ, _LATE_S = (4.0, 10.0), (0.2, 0.7)
_WIDTH_PX, _HEIGHT_PX = 200, 150
_QUALITY = 72


class SeededEntropy:
    """The same challenges for the same seed. Never wire it into a server."""

    def __init__(self, *seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def bytes(self, count: int) -> bytes:
        """Return `count` bytes that anybody with the seed can foretell."""
        return self._generator.bytes(count)


class Page:
    """What a page shows that is told the colours, as the frames see it that arrive at a time."""

    def __init__(self, entropy: Entropy) -> None:
        self._generator = np.random.default_rng(list(entropy.bytes(8)))
        self._delay_s = float(self._generator.uniform(*_DELAYS_S))
        self._shown = [ColourChange(0.0, Colour.NEUTRAL)]

    def tell(self, colour: Colour, at_s: float) -> None:
        """Tell what is to be shown from a time on."""
        if colour is not self._shown[-1].colour:
            self._shown.append(ColourChange(at_s, colour))

    def light(self, at_s: float) -> Rgb:
        """Return what falls on who is before it in the frame that arrives now."""
        late_s = self._delay_s + float(self._generator.uniform(-1, 1)) * _JITTER_S
        red, green, blue = signal(self._shown, np.array([at_s - late_s]))[0]
        return float(red), float(green), float(blue)


@dataclass(frozen=True, slots=True)
class Pace:
    """When frames arrive."""

    rate_hz: float = 10.0
    jitter: float = 0.0
    """Standard deviation of the times between them, as a share."""
    gaps: float = 0.0
    """Share of the frames that come late, as a line or a busy phone makes them."""
    seed: int = 0

    def times_s(self) -> Iterator[float]:
        """Return when each frame arrives, without an end."""
        if not self.jitter and not self.gaps:
            yield from (frames / self.rate_hz for frames in count())
        chance, at_s = np.random.default_rng(self.seed), 0.0
        while True:
            yield at_s
            usual = float(np.clip(chance.normal(1, self.jitter), 0.3, 2.0)) / self.rate_hz
            late = float(chance.uniform(*_LATE_S)) if chance.random() < self.gaps else 0.0
            at_s += usual + late


def draw_pace(seed: int) -> Pace:
    """Draw the pace of a camera and a line."""
    chance = np.random.default_rng(seed)
    return Pace(
        rate_hz=float(chance.uniform(*_RATES_HZ)),
        jitter=float(chance.uniform(0, 0.3)),
        gaps=float(chance.uniform(0, 0.04)),
        seed=seed,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What came of one capture."""

    judgement: Judgement
    targets: int
    reached: int
    """Targets that were held long enough; fewer than `targets` is a non-response."""
    duration_s: float
    """From the first frame to the last, on the presenter's own clock."""
    decision_ms: float
    """From the last frame to the judgement, on this machine."""
    frames: int
    scenes: tuple[Image, ...] = field(repr=False)
    """Whole frames, with the face at its smallest and at its largest; one if none was reached."""

    @property
    def responded(self) -> bool:
        """Tell whether there was something to decide on."""
        return self.reached == self.targets


def play(
    engine: LivenessEngine,
    presenter: Presenter,
    profile: Profile,
    entropy: Entropy,
    pace: Pace = Pace(),
    assurance: Assurance = Assurance.PERSPECTIVE,
    aim: Aim = at_it,
) -> Played:
    """Play a capture to its end and judge it.

    1. The presenter is asked for the frame of each moment, knowing the target that the answer to
       the frame before told.
    2. The frame is decoded from JPEG and looked at, as on the server.
    3. A video that is over sends no more frames: time goes on until the capture gives up.

    Args:
        engine: opens the capture.
        presenter: who, or what, is in front of the camera.
        profile: how much time and precision is asked for.
        entropy: draws the challenge.
        pace: when its frames arrive.
        assurance: what the judgement is to rest on.
        aim: where who is there tries to be.

    """
    page = Page(entropy) if assurance.lit else None
    capture = engine.open(entropy, profile, 0.0, assurance)
    guidance = capture.guidance
    frames, last_s, scenes = 0, 0.0, list[tuple[FaceTarget | None, Image]]()
    for at_s in pace.times_s():
        if guidance.finished:
            break
        target, light = capture.target, None if page is None else page.light(at_s)
        try:
            image = decode_image(presenter.jpeg(at_s, aim(target, guidance, at_s), light))
        except VideoUnusable:
            guidance = capture.give_up(profile.capture_s + 1.0)
            continue
        before = guidance.target_index
        guidance = capture.see(image, at_s)
        frames, last_s = frames + 1, at_s
        if page is not None and capture.colour is not None:
            page.tell(capture.colour, at_s)
        if guidance.target_index > before or not scenes:
            scenes.append((target if guidance.target_index > before else None, image))
    started = time.perf_counter()
    judgement = capture.judge(seen_before=0)
    return Played(
        judgement=judgement,
        targets=guidance.targets,
        reached=guidance.target_index,
        duration_s=last_s,
        decision_ms=(time.perf_counter() - started) * 1e3,
        frames=frames,
        scenes=_far_and_near(scenes),
    )


def thumbnail(image: Image) -> bytes:
    """Return a small JPEG of a frame, for a report."""
    size = (_WIDTH_PX, _HEIGHT_PX)
    small = cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()


def _far_and_near(scenes: Sequence[tuple[FaceTarget | None, Image]]) -> tuple[Image, ...]:
    reached = [(target.inter_ocular, image) for target, image in scenes if target is not None]
    if not reached:
        return tuple(image for _, image in scenes[:1])
    rising = sorted(reached, key=lambda each: each[0])
    return tuple(image for _, image in ([rising[0], rising[-1]] if len(rising) > 1 else rising))
