"""Why a session's request cannot be served."""

from inperson.core import InpersonError


class SiloUnavailable(InpersonError):
    """The tenant's data store is missing or cannot be opened."""

    code = "silo_unavailable"


class SessionNotFound(InpersonError):
    """The tenant has no session with this id."""

    code = "session_not_found"


class SessionEnded(InpersonError):
    """The session is completed and takes nothing more."""

    code = "session_ended"


class SessionExpired(InpersonError):
    """The session's time is over."""

    code = "session_expired"


class SubjectNotEnrolled(InpersonError):
    """The tenant has not enrolled a subject with this reference."""

    code = "subject_not_enrolled"


class SubjectAlreadyEnrolled(InpersonError):
    """The reference is enrolled already. Erase it first: a silent overwrite would be a takeover."""

    code = "subject_already_enrolled"


class LivenessRequired(InpersonError):
    """Production tokens never skip liveness."""

    code = "liveness_required"


class TooManySamples(InpersonError):
    """More images than one session takes."""

    code = "too_many_samples"


class NoSamples(InpersonError):
    """A session needs at least one image."""

    code = "no_samples"


class InvalidReference(InpersonError):
    """A subject reference is 1 to 128 visible ASCII characters."""

    code = "subject_ref_invalid"


class IdempotencyConflict(InpersonError):
    """The Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"


class ModelChanged(InpersonError):
    """The template was made by another model than the one that now runs; enrol again."""

    code = "template_model_changed"


class DeviceInvalid(InpersonError):
    """What a session says of its device is malformed."""

    code = "device_invalid"


class ImprovementNotAllowed(InpersonError):
    """Production data is never used to improve the software, whatever anybody consents to."""

    code = "improvement_not_allowed"
