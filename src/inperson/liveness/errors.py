"""What cannot be asked of the room."""

from http import HTTPStatus

from inperson.core import InpersonError


class RequirementEmpty(InpersonError):
    """A requirement of nothing would let everybody pass."""

    code = "liveness_policy_empty"


class AssuranceUnavailable(InpersonError):
    """A policy asks for what nothing here can show."""

    code = "assurance_unavailable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Nothing can show what is asked of liveness"


class ThresholdsInvalid(InpersonError):
    """The thresholds of the cues are malformed."""

    code = "liveness_thresholds_invalid"
