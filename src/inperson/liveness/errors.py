"""What cannot be asked of the room."""

from inperson.core import InpersonError


class RequirementEmpty(InpersonError):
    """A requirement of nothing would let everybody pass."""

    code = "liveness_policy_empty"


class ThresholdsInvalid(InpersonError):
    """The thresholds of the cues are malformed."""

    code = "liveness_thresholds_invalid"
