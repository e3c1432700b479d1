"""Liveness: a living person is in front of the camera now.

A *challenge* is three to five targets, each a place and a size for the face, drawn from a CSPRNG
and told one at a time. A *capture* takes the frames and answers each with guidance; at the end its
*cues* give a finding each, and a *requirement*, a predicate over them, decides::

    capture = build_engine(pipeline).open(entropy, STANDARD, clock.monotonic_s())
    while not capture.see(decode_image(frame), clock.monotonic_s()).finished:
        ...                               # show capture.target, take the next frame
    judgement = capture.judge(seen_before=0)

Promises: targets are never in the order of their size; a cue that was not computed refuses; an
empty requirement cannot be made; every number that decides is in the evidence.
"""

from inperson.liveness.again import begin_again
from inperson.liveness.assurance import Assurance
from inperson.liveness.challenge import FaceTarget, draw_challenge
from inperson.liveness.engine import build_engine
from inperson.liveness.errors import AssuranceUnavailable, RequirementEmpty, ThresholdsInvalid
from inperson.liveness.finding import Bounds, Finding, Measurement
from inperson.liveness.head import HeadFit, fit_head
from inperson.liveness.keeping import make_key
from inperson.liveness.key_frame import KeyFrame, Moved, approach, make_key_frame, turned
from inperson.liveness.light import SRGB, Colour, linear
from inperson.liveness.model import (
    GENTLE,
    PROFILES,
    STANDARD,
    FrameGuidance,
    Hint,
    Improvement,
    Judgement,
    Profile,
    Shortfall,
    Sighting,
)
from inperson.liveness.once_more import is_sure
from inperson.liveness.origin import Origin, is_virtual
from inperson.liveness.ports import Capture, LivenessEngine
from inperson.liveness.relief import Relief, measure_relief
from inperson.liveness.requirements import (
    LIT,
    LIVE,
    AllOf,
    AnyOf,
    Need,
    Requirement,
    RequirementResult,
    Veto,
)
from inperson.liveness.returns import Glance, least_change, make_glance
from inperson.liveness.shape import FaceShape, load_shape
from inperson.liveness.sighting import Sighter, grey_of
from inperson.liveness.thresholds import Thresholds, load_thresholds

__all__ = [
    "GENTLE",
    "LIT",
    "LIVE",
    "PROFILES",
    "SRGB",
    "STANDARD",
    "AllOf",
    "AnyOf",
    "Assurance",
    "AssuranceUnavailable",
    "Bounds",
    "Capture",
    "Colour",
    "FaceShape",
    "FaceTarget",
    "Finding",
    "FrameGuidance",
    "Glance",
    "HeadFit",
    "Hint",
    "Improvement",
    "Judgement",
    "KeyFrame",
    "LivenessEngine",
    "Measurement",
    "Moved",
    "Need",
    "Origin",
    "Profile",
    "Relief",
    "Requirement",
    "RequirementEmpty",
    "RequirementResult",
    "Shortfall",
    "Sighter",
    "Sighting",
    "Thresholds",
    "ThresholdsInvalid",
    "Veto",
    "approach",
    "begin_again",
    "build_engine",
    "draw_challenge",
    "fit_head",
    "grey_of",
    "is_sure",
    "is_virtual",
    "least_change",
    "linear",
    "load_shape",
    "load_thresholds",
    "make_glance",
    "make_key",
    "make_key_frame",
    "measure_relief",
    "turned",
]
