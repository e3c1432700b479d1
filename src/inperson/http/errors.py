"""What only the HTTP door can refuse."""

from http import HTTPStatus

from inperson.core import InpersonError


class TokenMissing(InpersonError):
    """The request carries no app token."""

    code = "token_missing"
    status = HTTPStatus.UNAUTHORIZED
    title = "An app token is required"


class BodyTooLarge(InpersonError):
    """The request body is over the limit."""

    code = "body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "The request body is too large"


class BodyTooSlow(InpersonError):
    """The request body did not come in time, or came too slowly."""

    code = "body_too_slow"
    status = HTTPStatus.REQUEST_TIMEOUT
    title = "The request body came too slowly"


class TooManyRequests(InpersonError):
    """Who asks, a tenant, a person or an address, has its share of the server; try again."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many requests at once"


class RateLimited(InpersonError):
    """Who asks, a token, a tenant, a person or an address, asks too fast; `Retry-After` helps."""

    code = "rate_limited"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many requests in a short time"


class ServerBusy(InpersonError):
    """The server has no room for more at the moment; try again."""

    code = "server_busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The server is busy"


class PageStale(InpersonError):
    """What a page showed, and its form rests on, was changed by somebody else since."""

    code = "page_stale"
    status = HTTPStatus.CONFLICT
    title = "The page is out of date"


class RequestMalformed(InpersonError):
    """The request could not be read as what it says it is."""

    code = "request_malformed"
    status = HTTPStatus.BAD_REQUEST
    title = "The request could not be read"


class RequestSchemaInvalid(InpersonError):
    """The request does not fit the schema, or has a field that is not known here."""

    code = "request_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The request does not fit the schema"


class ContentTypeUnsupported(InpersonError):
    """The endpoint does not take this content type."""

    code = "content_type_unsupported"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "The content type is not supported"


class IdempotencyKeyInvalid(InpersonError):
    """An Idempotency-Key is 1 to 255 visible ASCII characters."""

    code = "idempotency_key_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The Idempotency-Key is malformed"


class NotFound(InpersonError):
    """There is no such path."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is nothing here"


class MethodNotAllowed(InpersonError):
    """The path does not take this method."""

    code = "method_not_allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    title = "The method is not supported here"


class HelloTimeout(InpersonError):
    """The connection did not begin with a `hello` in time."""

    code = "hello_timeout"
    title = "The connection did not begin in time"


class ClientOutdated(InpersonError):
    """A client speaks a version of the capture protocol that is over: update the SDK or the app."""

    code = "client_outdated"
    title = "The page or app has to be updated"


class MessageInvalid(InpersonError):
    """A message is not what the capture protocol says."""

    code = "message_invalid"
    title = "The message is none of the protocol's"


class FrameInvalid(InpersonError):
    """A frame's header or size is wrong, or too many frames could not be decoded."""

    code = "frame_invalid"
    title = "The frame cannot be used"


class FrameTooLarge(InpersonError):
    """A frame has too many bytes."""

    code = "frame_too_large"
    title = "The frame has too many bytes"


class FrameOutOfOrder(InpersonError):
    """A frame's sequence number is not the one that was due."""

    code = "frame_out_of_order"
    title = "Another frame was due"


class CaptureFlood(InpersonError):
    """The client sends far more frames than it was asked for."""

    code = "capture_flood"
    title = "Far too many frames"


class CaptureIdle(InpersonError):
    """No frame came for too long."""

    code = "capture_idle"
    title = "No frame came for too long"


class NetworkTooSlow(InpersonError):
    """Too few frames came to judge anything."""

    code = "network_too_slow"
    title = "Too few frames came to judge anything"


class CaptureCancelled(InpersonError):
    """The person ended the capture."""

    code = "cancelled"
    title = "The capture was cancelled"
