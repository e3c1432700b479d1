"""Captures over real models: frames in, guidance out, and at the end a judgement.

1. Each frame is observed; the pursuit says what to tell the person.
2. A frame that counts for its target is a key frame: the best few of each target are kept, and
   embedded while the person moves on to the next. Of every frame a small picture of the face is.
3. Where no frame came for too long, a turned phone or a line that dropped, the challenge begins
   anew with other targets: what was seen before and after is no one take.
4. At the end the last key frames are embedded, and a few others that nobody can foretell; their
   relief is measured, every cue gives its finding and the requirement decides. Nothing outlives
   the capture but what the judgement holds.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.core import Entropy
from inperson.liveness import cues
from inperson.liveness.cadence import too_sparse
from inperson.liveness.challenge import FaceTarget, draw_challenge
from inperson.liveness.cues import face_patch, straight_edges
from inperson.liveness.fingerprints import fingerprints
from inperson.liveness.model import (
    FrameGuidance,
    Hint,
    Improvement,
    Judgement,
    Profile,
    Shortfall,
    Sighting,
)
from inperson.liveness.pursuit import Pursuit
from inperson.liveness.relief import make_key_frame, measure_relief
from inperson.liveness.requirements import LIVE, Requirement
from inperson.liveness.returns import Glance, least_change, make_glance
from inperson.liveness.shape import FaceShape, eyes_middle, inter_ocular_px, load_shape
from inperson.liveness.sighting import Sighter, grey_of
from inperson.liveness.spot_check import SpotCheck
from inperson.liveness.thresholds import Thresholds, load_thresholds
from inperson.liveness.track import Key, Track
from inperson.vision import Examination, FacePipeline, Image, covered

KEYS_A_TARGET = 2
_CROP, _CROP_PX = 2.2, 320
"""A kept picture reaches so many inter-ocular distances from the eyes, and has so many pixels."""
_OFTEN = 0.25
"""Share of the frames that a hint must have been given for, to be the person's to improve."""
_Embedded = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Embeddings, and what hides each face."""
_BEGINNINGS = 3
"""Challenges that one capture may have: without an end whoever holds back frames could choose."""
_ADVICE = {
    Hint.MULTIPLE_FACES: Improvement.SHOW_ONE_FACE,
    Hint.TOO_DARK: Improvement.MORE_LIGHT,
    Hint.TOO_BRIGHT: Improvement.LESS_LIGHT,
    Hint.TOO_BLURRED: Improvement.HOLD_STEADY,
    Hint.LOOK_STRAIGHT: Improvement.LOOK_STRAIGHT,
    Hint.NO_FACE: Improvement.UNCOVER_FACE,
    Hint.MOVE_CLOSER: Improvement.MOVE_CLOSER_AND_BACK,
    Hint.MOVE_BACK: Improvement.MOVE_CLOSER_AND_BACK,
}


@dataclass(frozen=True, slots=True)
class FaceLivenessEngine:
    """Opens captures over a pipeline. Safe to share between threads."""

    sighter: Sighter
    shape: FaceShape
    thresholds: Thresholds
    requirement: Requirement = LIVE

    def open(self, entropy: Entropy, profile: Profile, at_s: float) -> "LiveCapture":
        """Draw the targets of one capture and begin it."""
        targets = draw_challenge(entropy, profile.targets)
        return LiveCapture(self, Pursuit(targets, profile, at_s), SpotCheck(entropy))


def build_engine(
    pipeline: FacePipeline, thresholds: Thresholds | None = None
) -> FaceLivenessEngine:
    """Return the engine over a pipeline, with the thresholds that come with the package.

    Raises:
        ThresholdsInvalid: if the package's are damaged.

    """
    return FaceLivenessEngine(Sighter(pipeline), load_shape(), thresholds or load_thresholds())


@dataclass(slots=True)
class LiveCapture:
    """One capture. Not shared between threads."""

    engine: FaceLivenessEngine
    pursuit: Pursuit
    spot_check: SpotCheck
    """Frames between the targets, and on them, to be compared with the key frames."""
    sightings: list[Sighting] = field(default_factory=list, repr=False)
    _glances: list[Glance] = field(default_factory=list, repr=False)
    _earlier: list[bytes] = field(default_factory=list, repr=False)
    """Fingerprints from before the challenge began anew."""
    _beginnings: int = 1
    _told_s: float = -math.inf
    _keys: dict[int, list[tuple[Key, Image]]] = field(default_factory=dict, repr=False)
    _known: list[_Embedded] = field(default_factory=list, repr=False)
    """Of the key frames of the targets that are reached, in their order."""
    _hints: Counter[Hint] = field(default_factory=Counter)
    _last: FrameGuidance | None = None

    @property
    def target(self) -> FaceTarget | None:
        """Return the target to follow now; None when the capture is finished."""
        return self.pursuit.target

    @property
    def guidance(self) -> FrameGuidance:
        """Return the last answer again, or the first."""
        return self._last or self.pursuit.guidance(Hint.NO_FACE)

    def see(self, image: Image, at_s: float) -> FrameGuidance:
        """Look at one frame."""
        if self.pursuit.finished:
            return self.guidance
        if self._silent_s(at_s) > self._longest_s and self._beginnings < _BEGINNINGS:
            self._begin_anew(at_s)
        index = self.pursuit.index
        seen = self.engine.sighter.sight(image, at_s, index)
        self._last = self.pursuit.step(seen)
        self._hints[self._last.hint] += 1
        counts = self._last.hint is Hint.HOLD_STILL and seen.landmarks_px is not None
        if counts and not self.pursuit.given_up:
            self._keep(index, seen, image)
        if self.pursuit.index > index and not self.pursuit.finished:
            self._known.append(self._embed([_chip(key) for key, _ in self._keys[index]]))
        if seen.landmarks_px is not None:
            grey = grey_of(image)
            self._glances.append(make_glance(grey, seen.landmarks_px, self.engine.shape))
        self.spot_check.offer(seen)
        self.sightings.append(replace(seen, chip=None))
        return self._last

    def give_up(self, at_s: float) -> FrameGuidance:
        """Tell that time passes without frames."""
        self._told_s = at_s
        self.pursuit.tick(at_s)
        self._last = self.pursuit.guidance(self.guidance.hint)
        return self._last

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return where and how large the face was in each frame, coarsely, each once."""
        return tuple(dict.fromkeys([*self._earlier, *fingerprints(self.sightings)]))

    def judge(self, seen_before: int) -> Judgement:
        """Judge what was seen."""
        best = [kept[0] for _, kept in sorted(self._keys.items())]
        keys = [key for _, kept in sorted(self._keys.items()) for key, _ in kept]
        embeddings, hidden = self._compared(keys)
        track = self._track(keys, embeddings, seen_before)
        findings = [cue(track, self.engine.thresholds) for cue in cues.ALL]
        there = tuple(each for each in findings if each is not None)
        outcome = self.engine.requirement.judge({each.cue: each for each in there})
        shortfall = self._shortfall()
        return Judgement(
            live=outcome.live and shortfall is None,
            against=outcome.against,
            improve=() if outcome.live and shortfall is None else self._advice(),
            findings=there,
            examinations=tuple(
                _examined(key, embeddings[at], hidden[at])
                for at, key in ((keys.index(key), key) for key, _ in best)
            ),
            images=tuple(image for _, image in best),
            fingerprints=self.fingerprints(),
            shortfall=shortfall,
        )

    @property
    def _longest_s(self) -> float:
        """Return for how long no frame may come: `continuity` counts that by half."""
        return 2 * self.engine.thresholds.lost_s.most

    def _silent_s(self, at_s: float) -> float:
        return at_s - self.sightings[-1].at_s if self.sightings else 0.0

    def _begin_anew(self, at_s: float) -> None:
        entropy, profile = self.spot_check.entropy, self.pursuit.profile
        targets = draw_challenge(entropy, profile.targets)
        self.pursuit = Pursuit(targets, profile, self.pursuit.began_s, at_s)
        self.spot_check = SpotCheck(entropy)
        self._earlier += fingerprints(self.sightings)
        self._beginnings += 1
        for kept in (self._keys, self._known, self._hints, self.sightings, self._glances):
            kept.clear()

    def _shortfall(self) -> Shortfall | None:
        """Tell why there is nothing to judge."""
        times_s = [each.at_s for each in self.sightings]
        if too_sparse(times_s, self._told_s, self._longest_s):
            return Shortfall.NETWORK_TOO_SLOW
        return None if self.pursuit.complete else Shortfall.TARGETS_NOT_REACHED

    def _keep(self, index: int, seen: Sighting, image: Image) -> None:
        assert seen.landmarks_px is not None  # noqa: S101 -- narrows for the type checker
        kept = self._keys.setdefault(index, [])
        least = kept[-1][0].sighting.quality.score if len(kept) == KEYS_A_TARGET else -1.0
        if seen.quality.score <= least:
            return
        key = make_key(seen, image, self.engine.shape, self._texture(seen, image))
        kept.append((key, _crop(image, seen.landmarks_px)))
        kept.sort(key=lambda each: -each[0].sighting.quality.score)
        del kept[KEYS_A_TARGET:]

    def _texture(self, seen: Sighting, image: Image) -> float | None:
        model = self.engine.sighter.pipeline.texture
        return None if model is None or seen.face is None else model.margin(image, seen.face)

    def _compared(self, keys: Sequence[Key]) -> _Embedded:
        """Embed every frame that a cue looks at, and the sample: one person's face in all.

        A cue that measures frames in which nobody asks who it is would measure anybody: a mask for
        the depth, a picture for the rest. Those that are embedded already are not once more.
        """
        known = sum(len(embeddings) for embeddings, _ in self._known)
        rest = [_chip(each) for each in keys[known:]] + self.spot_check.chips
        parts = [*self._known, self._embed(rest)] if rest else self._known
        if not parts:
            return np.empty((0, 1), np.float32), np.empty((0, 1), np.float32)
        embeddings, hidden = zip(*parts, strict=True)
        return np.concatenate(embeddings), np.concatenate(hidden)

    def _embed(self, chips: Sequence[NDArray[np.uint8]]) -> _Embedded:
        return self.engine.sighter.pipeline.embed(np.stack(chips))

    def _track(
        self, keys: Sequence[Key], embeddings: NDArray[np.float32], seen_before: int
    ) -> Track:
        stacked = embeddings.astype(np.float64)
        return Track(
            targets=self.pursuit.targets,
            reaches=self.pursuit.reaches,
            sightings=self.sightings,
            keys=keys,
            relief=measure_relief([each.frame for each in keys], self.engine.shape),
            similarities=stacked @ stacked.T,
            least_change=least_change(self._glances, self.engine.shape),
            seen_before=seen_before,
            fingerprints=len(self.fingerprints()),
        )

    def _advice(self) -> tuple[Improvement, ...]:
        """Return what the person can do better: from the hints given, never from the cues."""
        total = max(sum(self._hints.values()), 1)
        often = [hint for hint, count in self._hints.most_common() if count >= _OFTEN * total]
        advice = [_ADVICE[hint] for hint in often if hint in _ADVICE]
        if self.pursuit.given_up:
            advice.insert(0, Improvement.FOLLOW_THE_OVAL)
        return tuple(dict.fromkeys(advice)) or (Improvement.TRY_AGAIN,)


def make_key(seen: Sighting, image: Image, shape: FaceShape, texture: float | None = None) -> Key:
    """Keep of a frame with a face what the decision looks at."""
    assert seen.landmarks_px is not None  # noqa: S101 -- narrows for the type checker
    grey = grey_of(image)
    return Key(
        sighting=seen,
        frame=make_key_frame(grey, seen.landmarks_px, shape),
        edges=straight_edges(grey, seen.landmarks_px),
        patch=face_patch(grey, seen.landmarks_px),
        texture=texture,
    )


def _examined(key: Key, embedding: NDArray[np.float32], hidden: NDArray[np.float32]) -> Examination:
    """Say what was found in a frame: who it is only if nothing hides the face."""
    quality = covered(key.sighting.quality, hidden)
    return Examination(key.sighting.face, quality, None if quality.covered else embedding)


def _chip(key: Key) -> NDArray[np.uint8]:
    assert key.sighting.chip is not None  # noqa: S101 -- a key frame has a face
    return key.sighting.chip


def _crop(image: Image, landmarks_px: NDArray[np.float32]) -> Image:
    """Cut the face out: what a consented developer session may keep holds no room around it."""
    reach = _CROP * inter_ocular_px(landmarks_px)
    x, y = eyes_middle(landmarks_px)
    left, top = max(int(x - reach), 0), max(int(y - 0.7 * reach), 0)
    right, bottom = int(x + reach), int(y + 1.3 * reach)
    part = image.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    scale = min(1.0, _CROP_PX / max(part.shape[:2]))
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=3), np.uint8)
    return Image(np.ascontiguousarray(part))
