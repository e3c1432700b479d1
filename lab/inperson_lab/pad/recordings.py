"""Real recordings: what the protocol makes of them, and what the cues measure on them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inperson.liveness import (
    STANDARD,
    FaceShape,
    Glance,
    KeyFrame,
    LivenessEngine,
    Relief,
    Sighter,
    approach,
    grey_of,
    least_change,
    load_shape,
    make_glance,
    make_key_frame,
    measure_relief,
)
from inperson.vision import FacePipeline, Image
from inperson_lab.pad.play import Played, SeededEntropy, play, thumbnail
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.shots import read_shots
from inperson_lab.presenter import Presenter, Steered, VideoUnusable, play_video

CHALLENGES = 10
"""That a recording of an attack is played against, and as many with its frames steered."""
_LIVE_CHALLENGES = 3
_FOCUSES = (0.5, 0.35, 0.65)
"""Where an oblong recording is cut to 4:3, in turn."""
_RELIEF_FRAMES = 8
_CAPTURE_FRAMES = 40
_STRAIGHT_DEG = 10.0
"""A head that turns between two frames moves its own shadows; the flow follows those too."""
_SUFFIXES = {".mp4", ".mov", ".webm", ".avi", ".mkv"}


@dataclass(frozen=True, slots=True)
class RecordingFigures:
    """What came of one recording."""

    name: str
    played: Rate
    """Captures judged live when it was merely played, of all."""
    non_response: Rate
    """Of these, given up because its face was not where the targets were."""
    steered: Rate | None
    """Captures judged live when its frames were chosen and moved to follow the targets."""
    steered_non_response: Rate | None
    against: tuple[tuple[str, int], ...]
    """What stood against the steered captures, how often."""
    frames: int
    """Frames with a face, of those looked at; the rest is measured on them."""
    size_ratio: float
    """Largest over smallest inter-ocular distance."""
    relief: Relief | None
    """Over frames of all its sizes that look straight; None if the sizes hardly differ."""
    changed: float | None
    """Least change of a face that came back to a size, over all runs of a capture's length."""
    blink: float
    """Least openness of the eyes over the usual one."""
    pictures: tuple[bytes, ...]


def measure_replays(
    folder: Path,
    pipeline: FacePipeline,
    engine: LivenessEngine,
    tell: Callable[[], None],
    challenges: int = CHALLENGES,
) -> tuple[RecordingFigures, ...]:
    """Play every recording of an attack through the protocol, as it is and steered."""
    return tuple(
        _measured(path, pipeline, engine, challenges, steered=True, tell=tell)
        for path in _videos(folder)
    )


def measure_live_videos(
    folder: Path, pipeline: FacePipeline, engine: LivenessEngine, tell: Callable[[], None]
) -> tuple[RecordingFigures, ...]:
    """Play every recording of a living person: it follows nobody, so what counts is measured."""
    return tuple(
        _measured(path, pipeline, engine, _LIVE_CHALLENGES, steered=False, tell=tell)
        for path in _videos(folder)
    )


def _measured(
    path: Path,
    pipeline: FacePipeline,
    engine: LivenessEngine,
    challenges: int,
    *,
    steered: bool,
    tell: Callable[[], None],
) -> RecordingFigures:
    played = [
        _played(engine, play_video(path, loop=True, focus=focus), number)
        for number, focus in _numbered(challenges)
    ]
    tell()
    wanted = list(_numbered(challenges if steered else 0))
    shots = {focus: read_shots(path, pipeline, focus) for focus in {each for _, each in wanted}}
    steers = [
        _played(engine, Steered(shots[focus], number), number)
        for number, focus in wanted
        if shots[focus]
    ]
    tell()
    frames = list(_seen(path, pipeline, load_shape()))
    sizes = [each.key.size for each in frames] or [1.0]
    straight = [each.key for each in frames if each.straight]
    scenes = next((each.scenes for each in steers if len(each.scenes) > 1), played[0].scenes)
    return RecordingFigures(
        name=path.name,
        played=_live(played),
        non_response=_silent(played),
        steered=_live(steers) if steers else None,
        steered_non_response=_silent(steers) if steers else None,
        against=_against(steers),
        frames=len(frames),
        size_ratio=max(sizes) / min(sizes),
        relief=measure_relief(approach(_spread_over_sizes(straight), load_shape()), load_shape()),
        changed=_least_change([each.glance for each in frames]),
        blink=_blink([each.openness for each in frames] or [1.0]),
        pictures=tuple(thumbnail(each) for each in scenes),
    )


def _least_change(glances: Sequence[Glance]) -> float | None:
    starts = range(0, max(len(glances) - _CAPTURE_FRAMES, 0) + 1, _CAPTURE_FRAMES // 4)
    runs = (glances[start : start + _CAPTURE_FRAMES] for start in starts)
    found = (least_change(each, load_shape()) for each in runs)
    return min((each for each in found if each is not None), default=None)


def _blink(openness: list[float]) -> float:
    """Return how far the eyes close, as a share of how open they mostly are."""
    return min(openness) / max(float(np.median(openness)), 1e-6)


def _numbered(challenges: int) -> Iterator[tuple[int, float]]:
    for number in range(challenges):
        yield number, _FOCUSES[number % len(_FOCUSES)]


def _played(engine: LivenessEngine, presenter: Presenter, number: int) -> Played:
    return play(engine, presenter, STANDARD, SeededEntropy(number))


def _against(played: Sequence[Played]) -> tuple[tuple[str, int], ...]:
    stood = Counter(cue for each in played for cue in each.judgement.against)
    return tuple(stood.items())


def _live(played: Sequence[Played]) -> Rate:
    return Rate.of_count(sum(each.judgement.live for each in played), len(played))


def _silent(played: Sequence[Played]) -> Rate:
    return Rate.of_count(sum(not each.responded for each in played), len(played))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    key: KeyFrame
    glance: Glance
    straight: bool
    openness: float


def _seen(path: Path, pipeline: FacePipeline, shape: FaceShape) -> Iterator[_Seen]:
    """Yield each frame with a face that serves, laid over the mean face."""
    sighter = Sighter(pipeline)
    for image in _frames(path):
        seen = sighter.sight(image, 0.0, 0)
        if seen.landmarks_px is not None and not seen.issues:
            turned_deg = max(abs(seen.quality.yaw_deg), abs(seen.quality.pitch_deg))
            grey = grey_of(image)
            key = make_key_frame(grey, seen.landmarks_px, shape)
            glance = make_glance(grey, seen.landmarks_px, shape)
            yield _Seen(key, glance, turned_deg <= _STRAIGHT_DEG, seen.openness)


def _frames(path: Path, rate_hz: float = 10.0) -> Iterator[Image]:
    presenter, count = play_video(path), 0
    while True:
        try:
            yield Image(presenter.frame(count / rate_hz, None))
        except VideoUnusable:
            return
        count += 1


def _spread_over_sizes(frames: Sequence[KeyFrame]) -> Sequence[KeyFrame]:
    """Choose frames evenly from the smallest face to the largest."""
    rising = sorted(frames, key=lambda each: each.size)
    if len(rising) <= _RELIEF_FRAMES:
        return rising
    wanted = np.linspace(rising[0].size, rising[-1].size, _RELIEF_FRAMES)
    sizes = np.array([each.size for each in rising])
    chosen = dict.fromkeys(int(np.argmin(np.abs(sizes - size))) for size in wanted)
    return [rising[index] for index in chosen]


def _videos(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
