"""The closed domains: every bin of every histogram, known before any data is looked at.

A bin that appears only where somebody is in it would tell that somebody is in it. So all bins are
always there, empty ones with them, and what fits none of them falls into one that was there before.
"""

from bisect import bisect_right
from enum import StrEnum

from inperson.usage.billing import Outcome
from inperson.usage.devices import KNOWN_SDKS, OTHER, DeviceClass


class Measure(StrEnum):
    """What is measured. Each is a histogram of integers."""

    LENGTH = "session_length_s"
    OUTCOME = "outcome"
    RETRIES = "retries"
    DEVICE = "device_class"
    SDK = "sdk"
    REASON = "failure_reason"


KINDS = ("enroll", "authenticate", "liveness")
REASONS = (
    "no_face",
    "multiple_faces",
    "face_too_small",
    "face_at_edge",
    "blurred",
    "too_dark",
    "too_bright",
    "low_contrast",
    "turned",
    "turned_away",
    "occluded",
    "samples_disagree",
    "below_level",
    "already_enrolled",
    "targets_not_reached",
    "network_too_slow",
    "light_not_seen",
    "origin_unclear",
    "subject_locked",
    "subject_disabled",
    "cancelled",
    "capture_abandoned",
    "consent_withdrawn",
    "not_live",
    "liveness_target_following",
    "liveness_reaction",
    "liveness_range",
    "liveness_depth",
    "liveness_perspective",
    "liveness_continuity",
    "liveness_motion",
    "liveness_repeats",
    "liveness_freshness",
    "liveness_surface",
    "liveness_exposure",
    "liveness_texture",
    "liveness_light",
)
"""The codes of `sessions.Reason`, which this room may not import; a test compares the two."""

_LENGTHS_S = (5, 10, 20, 30, 60, 120, 180)
_RETRIES = (1, 2, 3, 6)
_LENGTH_BINS = ("0-5", "5-10", "10-20", "20-30", "30-60", "60-120", "120-180", "180+")
_RETRY_BINS = ("0", "1", "2", "3-5", "6+")

DOMAINS: dict[Measure, tuple[str, ...]] = {
    Measure.LENGTH: _LENGTH_BINS,
    Measure.OUTCOME: tuple(f"{kind}.{outcome.value}" for kind in KINDS for outcome in Outcome),
    Measure.RETRIES: _RETRY_BINS,
    Measure.DEVICE: tuple(each.value for each in DeviceClass),
    Measure.SDK: (*KNOWN_SDKS, OTHER),
    Measure.REASON: (*REASONS, OTHER),
}


def length_bin(seconds: float) -> str:
    """Return the bin of a session's length; the lower end belongs to it, the upper does not."""
    return _LENGTH_BINS[bisect_right(_LENGTHS_S, seconds)]


def retries_bin(retries: int) -> str:
    """Return the bin of how often a subject tried again."""
    return _RETRY_BINS[bisect_right(_RETRIES, retries)]
