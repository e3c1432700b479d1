"""Captures over real models: frames in, guidance out, and at the end a judgement.

1. Each frame is observed; the pursuit says what to tell the person.
2. A frame that counts for its target is a key frame: the best few of each target are kept, and
   embedded while the person moves on to the next. Of every frame a small picture of the face is,
   and until the next one another of what is behind it.
3. Where no frame came for too long, a turned phone or a line that dropped, the challenge begins
   anew with other targets: what was seen before and after is no one take.
4. Where the page shows a light, each frame says what the face reflects, and the next colour is
   drawn while there is a face.
5. At the end the last key frames are embedded, and a few others that nobody can foretell; their
   relief is measured, every cue gives its finding and the requirement decides. Nothing outlives
   the capture but what the judgement holds.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inperson.core import Entropy
from inperson.liveness import cues
from inperson.liveness.advice import advice
from inperson.liveness.assurance import Assurance, not_judged
from inperson.liveness.cadence import rate_hz, too_sparse
from inperson.liveness.challenge import FaceTarget, draw_challenge
from inperson.liveness.fingerprints import fingerprints
from inperson.liveness.head_seen import HeadSeen
from inperson.liveness.keeping import chip_of, cut_out, examined, make_key
from inperson.liveness.light import Colour, LightSequence, PageLight
from inperson.liveness.model import FrameGuidance, Hint, Judgement, Profile, Shortfall, Sighting
from inperson.liveness.once_more import one_more_turn
from inperson.liveness.origin import Origin
from inperson.liveness.pursuit import Pursuit
from inperson.liveness.requirements import Requirement
from inperson.liveness.returns import Glance, least_change, make_glance
from inperson.liveness.shape import FaceShape, load_shape
from inperson.liveness.sighting import Sighter, grey_of
from inperson.liveness.spot_check import SpotCheck
from inperson.liveness.take import Take
from inperson.liveness.thresholds import Thresholds, load_thresholds
from inperson.liveness.track import Key, Track
from inperson.vision import FacePipeline, Image

KEYS_A_TARGET = 2
_Embedded = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Embeddings, and what hides each face."""
_BEGINNINGS = 3
"""Challenges that one capture may have: without an end whoever holds back frames could choose."""


@dataclass(frozen=True, slots=True)
class FaceLivenessEngine:
    """Opens captures over a pipeline. Safe to share between threads."""

    sighter: Sighter
    shape: FaceShape
    thresholds: Thresholds

    def open(
        self,
        entropy: Entropy,
        profile: Profile,
        at_s: float,
        assurance: Assurance = Assurance.PERSPECTIVE,
    ) -> "LiveCapture":
        """Draw the targets of one capture and begin it."""
        requirement = assurance.requirement
        if assurance.lit:  # time for as many colours as there can be
            profile = replace(profile, targets=profile.targets[-1:])
        targets = draw_challenge(entropy, profile.targets, profile.turns)
        pursuit = Pursuit(targets, profile, at_s)
        light = PageLight(LightSequence(entropy)) if assurance.lit else None
        return LiveCapture(self, pursuit, SpotCheck(entropy), requirement, light)


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
    requirement: Requirement
    light: PageLight | None = None
    sightings: list[Sighting] = field(default_factory=list, repr=False)
    _take: Take = field(default_factory=Take, repr=False)
    _glances: list[Glance] = field(default_factory=list, repr=False)
    _earlier: list[bytes] = field(default_factory=list, repr=False)
    """Fingerprints from before the challenge began anew."""
    _beginnings: int = 1
    _told_s: float = -math.inf
    _keys: dict[int, list[tuple[Key, Image]]] = field(default_factory=dict, repr=False)
    _known: list[_Embedded] = field(default_factory=list, repr=False)
    """Of the key frames of the targets that are reached, in their order."""
    _shown: HeadSeen = field(default_factory=HeadSeen, repr=False)
    _hints: Counter[Hint] = field(default_factory=Counter)
    _last: FrameGuidance | None = None

    @property
    def target(self) -> FaceTarget | None:
        """Return the target to follow now; None when the capture is finished."""
        return self.pursuit.target

    @property
    def colour(self) -> Colour | None:
        """Return what the page is to show now; None where it shows no light."""
        return None if self.light is None else self.light.colour

    @property
    def guidance(self) -> FrameGuidance:
        """Return the last answer again, or the first."""
        return self._last or self.pursuit.guidance(Hint.NO_FACE)

    def see(self, image: Image, at_s: float) -> FrameGuidance:
        """Look at one frame."""
        if self.pursuit.finished:
            return self.guidance
        silent_s = at_s - self.sightings[-1].at_s if self.sightings else 0.0
        if silent_s > self._longest_s and self._beginnings < _BEGINNINGS:
            self._begin_anew(at_s)
        index = self.pursuit.index
        seen = self.engine.sighter.sight(image, at_s, index)
        self._last = self.pursuit.step(seen)
        self._hints[self._last.hint] += 1
        if seen.landmarks_px is not None:
            grey = grey_of(image)
            if self._last.hint is Hint.HOLD_STILL and not self.pursuit.given_up:
                self._keep(index, seen, image, grey)
            self._glances.append(make_glance(grey, seen.landmarks_px, self.engine.shape))
            self._take.see(grey, seen.landmarks_px, at_s)
        if self.pursuit.index > index:
            self._met(index, at_s)
        if self.light is not None:
            self.light.see(image, seen)
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

    def judge(self, seen_before: int, origin: Origin | None = None) -> Judgement:
        """Judge what was seen."""
        best = [kept[0] for at, kept in sorted(self._keys.items()) if not self._is_turn(at)]
        keys = [key for _, kept in sorted(self._keys.items()) for key, _ in kept]
        embeddings, hidden = self._compared(keys)
        track = replace(self._track(keys, embeddings, seen_before), origin=origin)
        there = tuple(filter(None, (cue(track, self.engine.thresholds) for cue in cues.ALL)))
        outcome = self.requirement.judge({each.cue: each for each in there})
        shortfall = self._shortfall() or not_judged(outcome.against, there)
        return Judgement(
            live=outcome.live and shortfall is None,
            against=outcome.against,
            improve=() if outcome.live and shortfall is None else advice(self._hints, shortfall),
            findings=there,
            examinations=tuple(
                examined(key, embeddings[at], hidden[at])
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

    def _begin_anew(self, at_s: float) -> None:
        entropy, profile = self.spot_check.entropy, self.pursuit.profile
        targets = draw_challenge(entropy, profile.targets, profile.turns)
        self.pursuit = Pursuit(targets, profile, self.pursuit.began_s, at_s)
        self.spot_check, self._take = SpotCheck(entropy), Take()
        self._earlier += fingerprints(self.sightings)
        self._beginnings += 1
        lists = (self._known, self.sightings, self._glances)
        for kept in (self._keys, self._hints, *lists):
            kept.clear()
        self._shown = HeadSeen()
        if self.light is not None:
            self.light.forget()

    def _is_turn(self, index: int) -> bool:
        """Tell whether a target is a turn, whose frames only a cue of turning can use."""
        return bool(self.pursuit.targets[index].turn_deg)

    def _met(self, index: int, at_s: float) -> None:
        """Do with a target's frames what the way to the next one leaves time for."""
        if self.pursuit.complete:
            self._measure()
        if self._shown.head is not None:
            limits, entropy = self.engine.thresholds, self.spot_check.entropy
            more = one_more_turn(self.pursuit, self._shown.head, limits, entropy)
            if more is not None:
                self.pursuit.add(more, at_s)
                self._last = self.pursuit.guidance(Hint.TURN_HEAD)
        if not self.pursuit.finished:
            self._known.append(self._embed([chip_of(key) for key, _ in self._keys[index]]))

    def _straight(self) -> list[Key]:
        """Return the key frames of the targets that a face meets straight."""
        kept = sorted(self._keys.items())
        return [key for at, each in kept if not self._is_turn(at) for key, _ in each]

    def _measure(self) -> None:
        turns = {
            at: [key.frame for key, _ in kept]
            for at, kept in self._keys.items()
            if self._is_turn(at)
        }
        self._shown.measure([each.frame for each in self._straight()], turns, self.engine.shape)

    @property
    def _times_s(self) -> list[float]:
        return [each.at_s for each in self.sightings]

    def _shortfall(self) -> Shortfall | None:
        """Tell why there is nothing to judge."""
        if too_sparse(self._times_s, self._told_s, self._longest_s):
            return Shortfall.NETWORK_TOO_SLOW
        return None if self.pursuit.complete else Shortfall.TARGETS_NOT_REACHED

    def _keep(self, index: int, seen: Sighting, image: Image, grey: NDArray[np.uint8]) -> None:
        assert seen.landmarks_px is not None  # noqa: S101 -- narrows for the type checker
        kept = self._keys.setdefault(index, [])
        least = kept[-1][0].sighting.quality.score if len(kept) == KEYS_A_TARGET else -1.0
        if seen.quality.score <= least:
            return
        model = self.engine.sighter.pipeline.texture
        margin = None if model is None or seen.face is None else model.margin(image, seen.face)
        key = make_key(seen, grey, self.engine.shape, margin)
        kept.append((key, cut_out(image, seen.landmarks_px)))
        kept.sort(key=lambda each: -each[0].sighting.quality.score)
        del kept[KEYS_A_TARGET:]

    def _compared(self, keys: Sequence[Key]) -> _Embedded:
        """Embed every frame that a cue looks at, and the sample: one person's face in all.

        A cue that measures frames in which nobody asks who it is would measure anybody: a mask for
        the depth, a picture for the rest. Those that are embedded already are not once more.
        """
        known = sum(len(embeddings) for embeddings, _ in self._known)
        rest = [chip_of(each) for each in keys[known:]] + self.spot_check.chips
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
        if self._shown.head is None:
            self._measure()
        return Track(
            targets=self.pursuit.targets,
            reaches=self.pursuit.reaches,
            sightings=self.sightings,
            keys=self._straight(),
            relief=self._shown.relief,
            similarities=stacked @ stacked.T,
            turns=any(each.turn_deg for each in self.pursuit.targets),
            near=self._shown.near,
            head=self._shown.head,
            least_change=least_change(self._glances, self.engine.shape, rate_hz(self._times_s)),
            kept_behind=self._take.kept,
            response=None if self.light is None else self.light.response(),
            seen_before=seen_before,
            fingerprints=len(self.fingerprints()),
        )
