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
