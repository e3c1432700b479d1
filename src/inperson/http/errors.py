"""What only the HTTP door can refuse."""

from inperson.core import InpersonError


class TokenMissing(InpersonError):
    """The request carries no app token."""

    code = "token_missing"


class BodyTooLarge(InpersonError):
    """The request body is over the limit."""

    code = "body_too_large"


class RequestMalformed(InpersonError):
    """The request could not be read as what it says it is."""

    code = "request_malformed"


class RequestInvalid(InpersonError):
    """The request does not fit the schema, or has a field that is not known here."""

    code = "request_invalid"


class ContentTypeUnsupported(InpersonError):
    """The endpoint does not take this content type."""

    code = "content_type_unsupported"


class IdempotencyKeyInvalid(InpersonError):
    """An Idempotency-Key is 1 to 255 visible ASCII characters."""

    code = "idempotency_key_invalid"


class NotFound(InpersonError):
    """There is no such path."""

    code = "not_found"


class MethodNotAllowed(InpersonError):
    """The path does not take this method."""

    code = "method_not_allowed"


class HelloTimeout(InpersonError):
    """The connection did not begin with a `hello` in time."""

    code = "hello_timeout"


class MessageInvalid(InpersonError):
    """A message is not what the capture protocol says."""

    code = "message_invalid"


class FrameInvalid(InpersonError):
    """A frame's header or size is wrong, or too many frames could not be decoded."""

    code = "frame_invalid"


class FrameTooLarge(InpersonError):
    """A frame has too many bytes."""

    code = "frame_too_large"


class FrameOutOfOrder(InpersonError):
    """A frame's sequence number is not the one that was due."""

    code = "frame_out_of_order"


class CaptureFlood(InpersonError):
    """The client sends far more frames than it was asked for."""

    code = "capture_flood"


class CaptureIdle(InpersonError):
    """No frame came for too long."""

    code = "capture_idle"


class CaptureAbandoned(InpersonError):
    """The connection was not taken up again in time."""

    code = "capture_abandoned"


class CaptureCancelled(InpersonError):
    """The person ended the capture."""

    code = "cancelled"
