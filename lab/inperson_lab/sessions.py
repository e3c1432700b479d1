"""How well sessions recognise people: captures of one occasion against captures of another.

A session compares a template of several frames with another, and frames of one minute are more
alike than photographs of different days; so photographs say little of it.

1. A recording is a video, or the photographs of a person whose names differ in their last number.
2. Its frames go through captures as on the server, which keep the best of each target; but a face
   is on its target wherever it is, since nobody who was recorded followed any. What a capture
   keeps makes its template. A single photograph makes one as stills do.
3. Captures of one person from different recordings are mated, those of two people are not; nothing
   is compared within a recording.
4. Beside them the single frames of the same captures are compared: what photographs would say.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import LivenessEngine, Profile, build_engine
from inperson.matching import Calibration, SamplesDisagree, build_template
from inperson.vision import Examination, FacePipeline
from inperson_lab.errors import DatasetUnusable
from inperson_lab.pad import SeededEntropy
from inperson_lab.photos import Progress, no_progress
from inperson_lab.recordings import RATE_HZ, Recording, read_recordings
from inperson_lab.scores import CONFIDENCE, exact_interval

_ENDLESS = float("inf")
_ANYWHERE = Profile("anywhere", (3,), _ENDLESS, _ENDLESS, 2, _ENDLESS, _ENDLESS, _ENDLESS)
"""The fewest targets that a challenge has, each held for two frames."""
_RESAMPLINGS, _SEED = 2000, 20260105
_LIVE, _STILL, _FRAME = "session", "photograph", "frame"
_COMPARED = ((_LIVE, _LIVE), (_STILL, _LIVE), (_FRAME, _FRAME))


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is compared with what others gave: of a session, a photograph or a frame."""

    kind: str
    recording: Recording
    embedding: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counts:
    """Errors among comparisons, and among the people, or pairs of people, whose these were."""

    errors: int
    comparisons: int
    interval: tuple[float, float]
    """95 %: exact as if comparisons were independent, or over resampled people if that is wider."""
    people_errors: int
    people: int
    people_interval: tuple[float, float]
    """Exact, of the share of people (pairs) with an error: people are independent."""

    @property
    def rate(self) -> float:
        """Return the share of comparisons that went wrong."""
        return self.errors / self.comparisons

    def __str__(self) -> str:
        """Tell people."""
        low, high = self.interval
        return (
            f"{self.rate:.2%} ({low:.2%} to {high:.2%}) of {self.comparisons:,}, "
            f"{self.people_errors} of {self.people} (to {self.people_interval[1]:.0%})"
        )


@dataclass(frozen=True, slots=True)
class SessionPoint:
    """Error rates of one kind of comparison at one level."""

    reference: str
    probe: str
    level: int
    fnmr: Counts
    fmr: Counts


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What was measured."""

    people: int
    people_mated: int
    """Of whom there was more than one recording."""
    recordings: int
    sessions: int
    no_session: int
    """Recordings in which no capture was completed, or photographs that a session refuses."""
    disagreed: int
    """Captures whose frames do not make one template."""
    points: tuple[SessionPoint, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self)

    def summary(self) -> str:
        """Return lines for people."""
        head = (
            f"{self.people} people, {self.people_mated} of them recorded more than once; "
            f"{self.sessions} sessions of {self.recordings} recordings, "
            f"{self.no_session} without one; frames of {self.disagreed} disagreed"
        )
        lines = [
            f"{each.reference} and {each.probe}, level {each.level}: "
            f"FNMR {each.fnmr} people; FMR {each.fmr} pairs"
            for each in self.points
        ]
        return "\n".join([head, *lines])


def evaluate_sessions(
    folders: Sequence[Path],
    pipeline: FacePipeline,
    calibration: Calibration,
    progress: Progress = no_progress,
) -> SessionReport:
    """Measure what sessions miss and what they let pass.

    Args:
        folders: of recordings (`read_recordings`).
        pipeline: the model.
        calibration: its ladder.
        progress: told (done, total) recordings.

    Raises:
        DatasetUnusable: if nothing can be compared.

    """
    recordings, engine = read_recordings(folders), build_engine(pipeline)
    seen: list[Seen] = []
    no_session = disagreed = 0
    for number, recording in enumerate(recordings, start=1):
        kept = list(_kept(recording, pipeline, engine))
        no_session += not kept
        for kind, examinations in kept:
            try:
                made = build_template(examinations, pipeline.model_digest, calibration)
            except SamplesDisagree:
                disagreed += 1
                continue
            seen.append(Seen(kind, recording, made.embedding))
            frames = (each.embedding for each in examinations if each.embedding is not None)
            seen += [Seen(_FRAME, recording, each) for each in frames if kind == _LIVE]
        progress(number, len(recordings))
    return measure_sessions(seen, calibration, len(recordings), no_session, disagreed)


def measure_sessions(
    seen: Sequence[Seen],
    calibration: Calibration,
    recordings: int,
    no_session: int = 0,
    disagreed: int = 0,
) -> SessionReport:
    """Compare what was seen, as it says above.

    Raises:
        DatasetUnusable: if nothing has a mate, or no stranger.

    """
    points: list[SessionPoint] = []
    people: set[tuple[str, ...]] = set()
    for reference, probe in _COMPARED:
        mated, foreign = _compared(seen, reference, probe)
        people |= mated.keys()
        if not mated or not foreign:
            continue
        for rung in calibration.rungs:
            missed = counted({who: each < rung.threshold for who, each in mated.items()})
            passed = counted({who: each >= rung.threshold for who, each in foreign.items()})
            points.append(SessionPoint(reference, probe, rung.level, missed, passed))
    if not points:
        raise DatasetUnusable("Nobody was recorded on two occasions.")
    live = [each for each in seen if each.kind == _LIVE]
    return SessionReport(
        people=len({each.recording.person for each in seen}),
        people_mated=len(people),
        recordings=recordings,
        sessions=len(live),
        no_session=no_session,
        disagreed=disagreed,
        points=tuple(points),
    )


def _kept(
    recording: Recording, pipeline: FacePipeline, engine: LivenessEngine
) -> Iterator[tuple[str, Sequence[Examination]]]:
    """Yield what each capture of a recording keeps, or what a lone photograph shows."""
    if recording.is_photograph:
        found = pipeline.examine(list(recording.frames()))
        if found[0].embedding is not None:
            yield _STILL, found
        return
    capture = engine.open(SeededEntropy(_SEED), _ANYWHERE, 0.0)
    for number, image in enumerate(recording.frames()):
        if capture.see(image, number / RATE_HZ).finished:
            yield _LIVE, capture.judge(seen_before=0).examinations
            capture = engine.open(SeededEntropy(_SEED), _ANYWHERE, number / RATE_HZ)


_Scores = dict[tuple[str, ...], NDArray[np.float64]]


def _compared(seen: Sequence[Seen], reference: str, probe: str) -> tuple[_Scores, _Scores]:
    """Return similarities by person, and by pair of people."""
    mated: dict[tuple[str, ...], list[float]] = defaultdict(list)
    foreign: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for one, other in combinations([e for e in seen if e.kind in {reference, probe}], 2):
        if {one.kind, other.kind} != {reference, probe} or one.recording == other.recording:
            continue
        people = tuple(sorted({one.recording.person, other.recording.person}))
        score = float(one.embedding.astype(np.float64) @ other.embedding.astype(np.float64))
        (mated if len(people) == 1 else foreign)[people].append(score)
    arrays = [{who: np.array(each) for who, each in by.items()} for by in (mated, foreign)]
    return arrays[0], arrays[1]


def counted(wrong: Mapping[tuple[str, ...], NDArray[np.bool_]]) -> Counts:
    """Count errors with intervals over the people whose they were.

    Args:
        wrong: which comparisons, or captures, of a person (or of a pair of people) went wrong.

    """
    errors = np.array([int(each.sum()) for each in wrong.values()])
    trials = np.array([len(each) for each in wrong.values()])
    people = list(dict.fromkeys(name for who in wrong for name in who))
    where = [[people.index(name) for name in who] for who in wrong]
    chance, tail = np.random.default_rng(_SEED), (1 - CONFIDENCE) / 2
    rates = []
    for _ in range(_RESAMPLINGS):
        drawn = np.bincount(chance.integers(len(people), size=len(people)), minlength=len(people))
        weight = drawn[np.array(where)].prod(axis=1)
        rates.append((weight @ errors) / max(int(weight @ trials), 1))
    total, of = int(errors.sum()), int(trials.sum())
    exact, spread = exact_interval(total, of), np.quantile(rates, [tail, 1 - tail])
    people_wrong = int((errors > 0).sum())
    return Counts(
        errors=total,
        comparisons=of,
        interval=(min(exact[0], float(spread[0])), max(exact[1], float(spread[1]))),
        people_errors=people_wrong,
        people=len(errors),
        people_interval=exact_interval(people_wrong, len(errors)),
    )
