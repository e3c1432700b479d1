"""Why a relying party is refused, in the words of OAuth 2.0 and OpenID Connect."""

from enum import StrEnum
from http import HTTPStatus

from inperson.core import InpersonError


class OAuthError(StrEnum):
    """The closed list of what a client is told (RFC 6749, 9126, OpenID Connect Core, CIBA)."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    INVALID_SCOPE = "invalid_scope"
    INVALID_TOKEN = "invalid_token"  # noqa: S105
    INVALID_REQUEST_URI = "invalid_request_uri"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
    REQUEST_NOT_SUPPORTED = "request_not_supported"
    LOGIN_REQUIRED = "login_required"
    ACCESS_DENIED = "access_denied"
    UNMET = "unmet_authentication_requirements"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    AUTHORIZATION_PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105
    UNKNOWN_USER_ID = "unknown_user_id"
    INVALID_BINDING_MESSAGE = "invalid_binding_message"


_UNAUTHORIZED = {OAuthError.INVALID_CLIENT, OAuthError.INVALID_TOKEN}


class SignInRefused(InpersonError):
    """A relying party asked for what it cannot have; `error` says it in OAuth's words."""

    code = "sign_in_refused"
    status = HTTPStatus.BAD_REQUEST
    title = "The sign-in was refused"

    def __init__(self, error: OAuthError, description: str) -> None:
        super().__init__(description)
        self.error = error
        unknown = error in _UNAUTHORIZED
        self.answer_status = HTTPStatus.UNAUTHORIZED if unknown else HTTPStatus.BAD_REQUEST
        """Of the answer to a client's own request."""


class SignInUnreturnable(InpersonError):
    """Nobody is told by a redirection: the client, or where to return to, is not known for sure."""

    code = "sign_in_unreturnable"
    status = HTTPStatus.BAD_REQUEST
    title = "This link does not lead back to an app or site"
