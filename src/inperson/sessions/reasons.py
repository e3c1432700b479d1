"""The closed list of reason codes: why a session did not end in `enrolled` or `match`."""

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
    TURNED_AWAY = "turned_away"
    OCCLUDED = "occluded"

    SAMPLES_DISAGREE = "samples_disagree"
    """The images of one session do not show one person."""
    BELOW_LEVEL = "below_level"
    """The comparison did not reach the level that is required."""
    ALREADY_ENROLLED = "already_enrolled"
    """Another session enrolled the same reference while this one ran."""
