"""The closed list of reason codes: why a session did not end as it should, and what counts.

A failed attempt is a *judgement* that went against whoever showed the face. What never reached one
(time, the line, a turned phone, a picture that nobody can use, a person who stops) told nobody
anything and is no attempt, however far it had come: docs/security.md.
"""

from collections.abc import Iterable
from enum import StrEnum


class Reason(StrEnum):
    """A stable code for a wanted "no". The first group is what the camera can do better."""

    NO_FACE = "no_face"
    MULTIPLE_FACES = "multiple_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_AT_EDGE = "face_at_edge"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    LOW_CONTRAST = "low_contrast"
    TURNED = "turned"
    TURNED_AWAY = "turned_away"
    OCCLUDED = "occluded"

    SAMPLES_DISAGREE = "samples_disagree"
    """The images of one session do not show one person."""
    BELOW_LEVEL = "below_level"
    """The comparison did not reach the level that is required."""
    ALREADY_ENROLLED = "already_enrolled"
    """Another session enrolled the same reference while this one ran."""
    TARGETS_NOT_REACHED = "targets_not_reached"
    """The targets were not reached in their time, so nothing was judged."""
    NETWORK_TOO_SLOW = "network_too_slow"
    """Too few frames came to judge anything."""
    LIGHT_NOT_SEEN = "light_not_seen"
    """All else spoke for a living person; too little of the page's light came back to judge."""
    ORIGIN_UNCLEAR = "origin_unclear"
    """All else spoke for a living person; the frames do not seem to be a camera's."""
    SUBJECT_LOCKED = "subject_locked"
    """Too many attempts failed; this one was not compared. Try later."""
    SUBJECT_DISABLED = "subject_disabled"
    """Far too many attempts failed; the tenant has to enable the subject again."""

    CANCELLED = "cancelled"
    """The person ended the capture."""
    CAPTURE_ABANDONED = "capture_abandoned"
    """The capture broke off, or its client broke the protocol."""
    CONSENT_WITHDRAWN = "consent_withdrawn"
    """The subject withdrew its consent, or asked for a restriction, while the session ran."""
    NOT_LIVE = "not_live"
    """No living person was shown; the cues that stand against it follow."""
    LIVENESS_TARGET_FOLLOWING = "liveness_target_following"
    LIVENESS_REACTION = "liveness_reaction"
    LIVENESS_RANGE = "liveness_range"
    LIVENESS_DEPTH = "liveness_depth"
    LIVENESS_PERSPECTIVE = "liveness_perspective"
    LIVENESS_CONTINUITY = "liveness_continuity"
    LIVENESS_MOTION = "liveness_motion"
    LIVENESS_REPEATS = "liveness_repeats"
    LIVENESS_FRESHNESS = "liveness_freshness"
    LIVENESS_SURFACE = "liveness_surface"
    LIVENESS_EXPOSURE = "liveness_exposure"
    LIVENESS_TEXTURE = "liveness_texture"
    LIVENESS_LIGHT = "liveness_light"

    @property
    def counts(self) -> bool:
        """Tell whether an authentication that ends with it is a failed attempt."""
        return self in _JUDGED or self.value.startswith("liveness_")


_JUDGED = frozenset({Reason.BELOW_LEVEL, Reason.NOT_LIVE, Reason.SAMPLES_DISAGREE})


def reasons_against(cues: Iterable[str]) -> tuple[Reason, ...]:
    """Return the reasons for a capture that is not live.

    Args:
        cues: names of the cues that stand against it. One that has no reason code yet changes
            nothing of the refusal, and is not named.

    """
    known = {reason.value: reason for reason in Reason}
    named = (known.get(f"liveness_{cue}") for cue in cues)
    return (Reason.NOT_LIVE, *dict.fromkeys(each for each in named if each is not None))
