"""Why a session's request cannot be served."""

from http import HTTPStatus

from inperson.core import InpersonError


class SiloUnavailable(InpersonError):
    """The tenant's data store is missing or cannot be opened."""

    code = "silo_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The tenant's data store cannot be opened"


class SessionNotFound(InpersonError):
    """The tenant has no session with this id."""

    code = "session_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such session"


class SessionEnded(InpersonError):
    """The session is completed and takes nothing more."""

    code = "session_ended"
    status = HTTPStatus.CONFLICT
    title = "The session is decided"


class SessionExpired(InpersonError):
    """The session's time is over."""

    code = "session_expired"
    status = HTTPStatus.CONFLICT
    title = "The session's time is over"


class SubjectNotEnrolled(InpersonError):
    """The tenant has not enrolled a subject with this reference."""

    code = "subject_not_enrolled"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such subject"


class SubjectAlreadyEnrolled(InpersonError):
    """The reference is enrolled already. Erase it first: a silent overwrite would be a takeover."""

    code = "subject_already_enrolled"
    status = HTTPStatus.CONFLICT
    title = "The subject is enrolled already"


class LivenessRequired(InpersonError):
    """Production tokens never skip liveness."""

    code = "liveness_required"
    status = HTTPStatus.FORBIDDEN
    title = "The session needs liveness"


class TooManySamples(InpersonError):
    """More images than one session takes."""

    code = "too_many_samples"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "Too many images"


class NoSamples(InpersonError):
    """A session needs at least one image."""

    code = "no_samples"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The session needs an image"


class InvalidReference(InpersonError):
    """A subject reference is 1 to 128 visible ASCII characters."""

    code = "subject_ref_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The subject reference is malformed"
    field = "subject_ref"


class PersonalReference(InpersonError):
    """Nobody is enrolled by an e-mail address or a phone number: use an id that says nothing."""

    code = "subject_ref_personal"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The subject reference is personal data"
    field = "subject_ref"


class IdempotencyConflict(InpersonError):
    """The Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The Idempotency-Key was used for another request"


class ModelChanged(InpersonError):
    """The template was made by another model than the one that now runs; enrol again."""

    code = "template_model_changed"
    status = HTTPStatus.CONFLICT
    title = "The subject must enrol again"


class DeviceInvalid(InpersonError):
    """What a session says of its device is malformed."""

    code = "device_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "What is said of the device is malformed"


class SubjectLocked(InpersonError):
    """Too many attempts of the subject failed in a row. Wait, then try again."""

    code = "subject_locked"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "The subject has to wait"


class SubjectDisabled(InpersonError):
    """Far too many attempts of the subject failed: its tenant must enable it again."""

    code = "subject_disabled"
    status = HTTPStatus.FORBIDDEN
    title = "The subject is disabled"


class SubjectRefMissing(InpersonError):
    """Only a session that checks liveness alone needs no subject."""

    code = "subject_ref_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The session needs a subject"


class LightDeclined(InpersonError):
    """The session asks for the page's light, and the person wants no changing light."""

    code = "light_declined"
    status = HTTPStatus.CONFLICT
    title = "The check needs the light of the screen"


class LivenessUnavailable(InpersonError):
    """The server has no liveness engine, so nothing can be accepted."""

    code = "liveness_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The server cannot check liveness"


class SessionTokenInvalid(InpersonError):
    """The text is not the session token of this session."""

    code = "session_token_invalid"
    status = HTTPStatus.UNAUTHORIZED
    title = "This is not the session's token"


class SessionTokenExpired(InpersonError):
    """The session token's time is over."""

    code = "session_token_expired"
    status = HTTPStatus.UNAUTHORIZED
    title = "The session token has expired"


class CaptureInUse(InpersonError):
    """Another connection holds the session's capture, here or at another process."""

    code = "capture_in_use"
    status = HTTPStatus.CONFLICT
    title = "Another connection holds the capture"


class CaptureLost(InpersonError):
    """The session's capture was lost with its server, and begins anew no more."""

    code = "capture_lost"
    status = HTTPStatus.CONFLICT
    title = "The capture was begun elsewhere"


class CaptureMoved(InpersonError):
    """The capture is not this process's any more; connect again, and it begins anew elsewhere."""

    code = "capture_moved"
    status = HTTPStatus.CONFLICT
    title = "The capture goes on elsewhere"


class CaptureEnded(InpersonError):
    """The capture is over; it takes no more frames."""

    code = "capture_ended"
    status = HTTPStatus.CONFLICT
    title = "The capture is over"


class ConsentWithdrawn(InpersonError):
    """The subject withdrew its consent, or asked for a restriction, while the capture ran."""

    code = "consent_withdrawn"
    title = "The consent was withdrawn"


class FramesSeenMeanwhile(InpersonError):
    """Another session showed the same frames at the same time; the capture is judged again."""

    code = "frames_seen_meanwhile"


class ServerFull(InpersonError):
    """The server holds as many captures as it may."""

    code = "server_full"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The server holds as many captures as it may"


class NoticeMissing(InpersonError):
    """The tenant has published no notice that covers this, so nobody can have agreed to it."""

    code = "notice_missing"
    status = HTTPStatus.CONFLICT
    title = "The tenant has published no notice"


class NoticeChanged(InpersonError):
    """The notice that was agreed to has changed since: show the current one and ask again."""

    code = "notice_changed"
    status = HTTPStatus.CONFLICT
    title = "The notice has changed"


class ConsentRequired(InpersonError):
    """No consent to this purpose is recorded, or it was withdrawn."""

    code = "consent_required"
    status = HTTPStatus.FORBIDDEN
    title = "The subject's consent is required"


class AgeUnknown(InpersonError):
    """The notice has a minimum age, and nothing says whether the person is that old."""

    code = "age_unknown"
    status = HTTPStatus.CONFLICT
    title = "It is not said whether the person is of the minimum age"


class BelowMinimumAge(InpersonError):
    """The person is below the notice's minimum age, and the notice takes nobody below it."""

    code = "below_minimum_age"
    status = HTTPStatus.FORBIDDEN
    title = "The person is below the minimum age"


class GuardianMissing(InpersonError):
    """The person is below the notice's minimum age, and no guardian was shown to the tenant."""

    code = "guardian_missing"
    status = HTTPStatus.FORBIDDEN
    title = "Below the minimum age a guardian agrees"


class SubjectRestricted(InpersonError):
    """The subject's data is kept and not used: as it asked, or as an order refused its erasure."""

    code = "subject_restricted"
    status = HTTPStatus.FORBIDDEN
    title = "The subject's data is kept and not used"


class SubjectHeld(InpersonError):
    """A recorded legal order keeps the subject's data from being deleted."""

    code = "subject_held"
    status = HTTPStatus.CONFLICT
    title = "A legal order keeps the subject's data"


class ImprovementNotAllowed(InpersonError):
    """Production data is never used to improve the software, whatever anybody consents to."""

    code = "improvement_not_allowed"
    status = HTTPStatus.FORBIDDEN
    title = "Production data is not used for improvement"
