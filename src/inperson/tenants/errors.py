"""Why a tenant or an app token is refused."""

from http import HTTPStatus

from inperson.core import InpersonError


class TenantNameInvalid(InpersonError):
    """A tenant's name is 1 to 80 printable characters without surrounding space."""

    code = "tenant_name_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The name is malformed"


class TenantExists(InpersonError):
    """Another tenant has this name."""

    code = "tenant_exists"
    status = HTTPStatus.CONFLICT
    title = "There is a tenant of this name"
    field = "name"


class OneTenantOnly(InpersonError):
    """A private deployment has one tenant, who is the only controller."""

    code = "one_tenant_only"


class TenantNotFound(InpersonError):
    """There is no such tenant."""

    code = "tenant_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such tenant"


class TokenNotFound(InpersonError):
    """The tenant has no such app token."""

    code = "token_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such token"


class TokenLabelInvalid(InpersonError):
    """A label is at most 80 printable characters."""

    code = "token_label_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The label is malformed"


class TokenRefused(InpersonError):
    """What was shown is no app token that stands."""

    code = "token_refused"


class TokenMalformed(TokenRefused):
    """The text is not an app token: a wrong prefix, length, character or checksum."""

    code = "token_malformed"
    status = HTTPStatus.UNAUTHORIZED
    title = "The app token is malformed"


class TokenUnknown(TokenRefused):
    """The text is a well-formed app token that was never issued here."""

    code = "token_unknown"
    status = HTTPStatus.UNAUTHORIZED
    title = "The app token is not known"


class TokenRevoked(TokenRefused):
    """The app token was revoked."""

    code = "token_revoked"
    status = HTTPStatus.UNAUTHORIZED
    title = "The app token was revoked"


class TokenExpired(TokenRefused):
    """The app token's time is over."""

    code = "token_expired"
    status = HTTPStatus.UNAUTHORIZED
    title = "The app token has expired"


class ActionNotAllowed(InpersonError):
    """The caller's role, or its token's scopes, do not cover the action."""

    code = "action_not_allowed"
    status = HTTPStatus.FORBIDDEN
    title = "The token may not do this"


class ProductionAuthorityRequired(InpersonError):
    """What holds for the whole tenant is not a developer token's to say."""

    code = "production_authority_required"
    status = HTTPStatus.FORBIDDEN
    title = "This is not a developer token's to do"


class TokenLimitsInvalid(InpersonError):
    """A token has scopes, and at most 20 origins, packages and returns, each well-formed."""

    code = "token_limits_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The token's scopes, origins or packages are malformed"


class OriginNotAllowed(InpersonError):
    """The app token is limited to origins or packages, and the device names none of them."""

    code = "origin_not_allowed"
    status = HTTPStatus.FORBIDDEN
    title = "The token is not for this page or app"


class ReturnNotAllowed(InpersonError):
    """The app token does not list this address as one that people may be sent back to."""

    code = "return_not_allowed"
    status = HTTPStatus.FORBIDDEN
    title = "The token may not send people to this address"
