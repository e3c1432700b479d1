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


class SubjectLocked(InpersonError):
    """Too many attempts of the subject failed in a row. Wait, then try again."""

    code = "subject_locked"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SubjectDisabled(InpersonError):
    """Far too many attempts of the subject failed: its tenant must enable it again."""

    code = "subject_disabled"


class SubjectRefMissing(InpersonError):
    """Only a session that checks liveness alone needs no subject."""

    code = "subject_ref_missing"


class LivenessUnavailable(InpersonError):
    """The server has no liveness engine, so nothing can be accepted."""

    code = "liveness_unavailable"


class SessionTokenInvalid(InpersonError):
    """The text is not the session token of this session."""

    code = "session_token_invalid"


class SessionTokenExpired(InpersonError):
    """The session token's time is over."""

    code = "session_token_expired"


class CaptureInUse(InpersonError):
    """Another connection holds the session's capture, here or at another process."""

    code = "capture_in_use"


class CaptureLost(InpersonError):
    """The session's capture was lost with its server, and begins anew no more."""

    code = "capture_lost"


class CaptureMoved(InpersonError):
    """The capture is not this process's any more; connect again, and it begins anew elsewhere."""

    code = "capture_moved"


class CaptureEnded(InpersonError):
    """The capture is over; it takes no more frames."""

    code = "capture_ended"


class ConsentWithdrawn(InpersonError):
    """The subject withdrew its consent, or asked for a restriction, while the capture ran."""

    code = "consent_withdrawn"


class FramesSeenMeanwhile(InpersonError):
    """Another session showed the same frames at the same time; the capture is judged again."""

    code = "frames_seen_meanwhile"


class ServerFull(InpersonError):
    """The server holds as many captures as it may."""

    code = "server_full"


class NoticeMissing(InpersonError):
    """The tenant has published no notice that covers this, so nobody can have agreed to it."""

    code = "notice_missing"


class NoticeChanged(InpersonError):
    """The notice that was agreed to has changed since: show the current one and ask again."""

    code = "notice_changed"


class ConsentRequired(InpersonError):
    """No consent to this purpose is recorded, or it was withdrawn."""

    code = "consent_required"


class SubjectRestricted(InpersonError):
    """The subject asked that its data be kept and not used."""

    code = "subject_restricted"


class SubjectHeld(InpersonError):
    """A recorded legal order keeps the subject's data from being deleted."""

    code = "subject_held"


class ImprovementNotAllowed(InpersonError):
    """Production data is never used to improve the software, whatever anybody consents to."""

    code = "improvement_not_allowed"
