"""Liveness: a living person is in front of the camera now.

So far the room holds the challenge and the way in which cues are judged; the cues and the capture
that feeds them follow, and until then no session checks liveness.

A *challenge* is three to five targets, each a place and a size for the face, drawn from a CSPRNG
and told one at a time. A *policy* is a predicate over what the cues found, and reads as the rule
that it is::

    targets = draw_challenge(entropy)
    policy = AllOf(Need("target_following"), Need("depth"), Veto("texture"))
    outcome = policy.judge({finding.cue: finding for finding in findings})

Promises: targets are never in the order of their size; a cue that was not computed refuses; an
empty policy cannot be made.
"""

from inperson.liveness.challenge import Target, draw_challenge
from inperson.liveness.errors import PolicyEmpty
from inperson.liveness.model import (
    GENTLE,
    PROFILES,
    STANDARD,
    Guidance,
    Hint,
    Improvement,
    Judgement,
    Observation,
    Profile,
)
from inperson.liveness.policy import AllOf, AnyOf, Finding, Need, Outcome, Policy, Veto
from inperson.liveness.ports import Capture, LivenessEngine

__all__ = [
    "GENTLE",
    "PROFILES",
    "STANDARD",
    "AllOf",
    "AnyOf",
    "Capture",
    "Finding",
    "Guidance",
    "Hint",
    "Improvement",
    "Judgement",
    "LivenessEngine",
    "Need",
    "Observation",
    "Outcome",
    "Policy",
    "PolicyEmpty",
    "Profile",
    "Target",
    "Veto",
    "draw_challenge",
]
