"""The OpenID provider's door: `/openid/...` and its discovery document.

Answers to clients are OAuth's own (RFC 6749, 5.2): `error` and `error_description`. A browser that
cannot be sent back for sure gets a page; one that can is sent back with the error.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from inperson.http.routes import ServicesOf, known
from inperson.http.services import Services
from inperson.openid import (
    ACRS,
    GRANT,
    Credential,
    OAuthError,
    SignInRefused,
    SignInUnreturnable,
)
from inperson.tenants import Caller

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 40

router = APIRouter(include_in_schema=False)


def _pairs(text: str) -> Mapping[str, str]:
    """Read a query or a form; no parameter may come twice (RFC 6749, 3.1)."""
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "It is no form.") from error
    given = dict(pairs)
    if len(given) != len(pairs):
        raise SignInRefused(OAuthError.INVALID_REQUEST, "A parameter comes twice.")
    return given


async def _form(request: Request) -> Mapping[str, str]:
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != _FORM:
        raise SignInRefused(OAuthError.INVALID_REQUEST, f"Send {_FORM}.")
    try:
        return _pairs((await request.body()).decode("ascii"))
    except UnicodeDecodeError as error:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "It is no form.") from error


def _query(request: Request) -> Mapping[str, str]:
    try:
        return _pairs(request.url.query)
    except SignInRefused as error:  # nobody reads an answer in a browser
        raise SignInUnreturnable(str(error)) from error


async def _brought(request: Request) -> Mapping[str, str]:
    """Read what a browser brings: a query, or a form alone (OpenID Connect Core, 3.1.2.1).

    A form of another site is as good as a link of it: no cookie is read here, and none is set.
    """
    if request.method != "POST":
        return _query(request)
    if request.url.query:
        raise SignInUnreturnable("A form has no query beside it.")
    try:
        return await _form(request)
    except SignInRefused as error:
        raise SignInUnreturnable(str(error)) from error


FormOf = Annotated[Mapping[str, str], Depends(_form)]
BroughtOf = Annotated[Mapping[str, str], Depends(_brought)]
QueryOf = Annotated[Mapping[str, str], Depends(_query)]


def credential_of(request: Request, given: Mapping[str, str]) -> Credential:
    """Return how a client says who it is: in a header, or in the form, and never in both.

    Raises:
        SignInRefused: if it says so twice, or malformed.

    """
    client_id, secret = given.get("client_id"), given.get("client_secret")
    assertion = given.get("client_assertion")
    if (given.get("client_assertion_type") == ASSERTION) is (assertion is None):
        raise SignInRefused(OAuthError.INVALID_CLIENT, "The assertion or its type is missing.")
    scheme, _, basic = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return Credential(client_id, secret, assertion)
    try:
        name, colon, password = b64decode(basic, validate=True).decode("ascii").partition(":")
    except (NotBase64, ValueError) as error:
        raise SignInRefused(OAuthError.INVALID_CLIENT, "The header is malformed.") from error
    if not colon or secret is not None or unquote_plus(name) != (client_id or unquote_plus(name)):
        raise SignInRefused(OAuthError.INVALID_CLIENT, "Say who you are once.")
    return Credential(unquote_plus(name), unquote_plus(password), assertion)


def _caller(request: Request, services: Services, given: Mapping[str, str]) -> Caller:
    caller = services.openid.parties.authenticate(credential_of(request, given))
    return known(request, services, caller)


@router.get("/.well-known/openid-configuration")
@router.get("/.well-known/oauth-authorization-server")
def get_discovery(services: ServicesOf) -> JSONResponse:
    """Tell relying parties what there is (OpenID Connect Discovery 1.0, RFC 8414)."""
    facts = services.desks.facts
    return JSONResponse(discovery(services.public_url, tells=facts.outbound))


def discovery(issuer: str, *, tells: bool = True) -> Mapping[str, Any]:
    """Return the discovery document: what is not listed is not there.

    Args:
        issuer: where browsers reach this server.
        tells: whether it sends messages to others.

    """
    methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/openid/authorize",
        "token_endpoint": f"{issuer}/openid/token",
        "userinfo_endpoint": f"{issuer}/openid/userinfo",
        "jwks_uri": f"{issuer}/openid/jwks",
        "pushed_authorization_request_endpoint": f"{issuer}/openid/par",
        "backchannel_authentication_endpoint": f"{issuer}/openid/backchannel",
        "backchannel_token_delivery_modes_supported": ["poll", "ping"] if tells else ["poll"],
        "backchannel_user_code_parameter_supported": False,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", GRANT],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "scopes_supported": ["openid"],
        "claims_supported": ["sub", "acr", "amr", "auth_time", "nonce"],
        "acr_values_supported": list(ACRS),
        "prompt_values_supported": ["login", "create"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256", "Ed25519"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": tells,
        "backchannel_logout_session_supported": False,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


@router.get("/openid/jwks")
def get_id_token_keys(services: ServicesOf) -> JSONResponse:
    """Read the public keys that check an ID token."""
    return JSONResponse(services.openid.signer.jwks())


@router.post("/openid/par")
def push_request(request: Request, services: ServicesOf, given: FormOf) -> JSONResponse:
    """Take an authorization request from a relying party itself (RFC 9126)."""
    pushed = services.openid.push(_caller(request, services, given), given)
    body = {"request_uri": pushed.request_uri, "expires_in": pushed.expires_in_s}
    return JSONResponse(body, 201, _NO_STORE)


@router.api_route("/openid/authorize", methods=["GET", "POST"])
def authorize(services: ServicesOf, given: BroughtOf) -> Response:
    """Send a browser that brings a request before the camera."""
    return _away(services.openid.begin(given))


@router.get("/openid/return")
def come_back(services: ServicesOf, given: QueryOf) -> Response:
    """Send a browser that comes from the check back to the relying party."""
    return _away(services.openid.end(given.get("state", "")))


@router.post("/openid/backchannel")
def ask_without_browser(request: Request, services: ServicesOf, given: FormOf) -> JSONResponse:
    """Take a request of a call centre, and answer with the link for the person (CIBA, 7)."""
    called = services.openid.calls.ask(_caller(request, services, given), given)
    body = {
        "auth_req_id": called.auth_req_id,
        "expires_in": called.expires_in_s,
        "interval": called.interval_s,
        "verification_uri_complete": called.link,
    }
    return JSONResponse(body, 200, _NO_STORE)


@router.post("/openid/token")
def exchange_code(request: Request, services: ServicesOf, given: FormOf) -> JSONResponse:
    """Exchange a code for an ID token, or answer the poll of a call centre."""
    tokens = services.openid.exchange(_caller(request, services, given), given)
    body = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in_s,
        "id_token": tokens.id_token,
        "scope": "openid",
    }
    return JSONResponse(body, 200, _NO_STORE)


@router.get("/openid/userinfo")
@router.post("/openid/userinfo")
def get_userinfo(request: Request, services: ServicesOf) -> JSONResponse:
    """Read the claims of whom an access token is of: `sub`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise SignInRefused(OAuthError.INVALID_TOKEN, "Send the access token as a bearer token.")
    return JSONResponse(services.openid.userinfo(token), 200, _NO_STORE)


def refused(error: SignInRefused) -> JSONResponse:
    """Return the answer to a client that is refused (RFC 6749, 5.2; RFC 6750, 3)."""
    body = {"error": error.error.value, "error_description": str(error)}
    headers = dict(_NO_STORE)
    if error.error is OAuthError.INVALID_CLIENT:
        headers["WWW-Authenticate"] = "Basic"
    elif error.error is OAuthError.INVALID_TOKEN:
        headers["WWW-Authenticate"] = f'Bearer error="{error.error.value}"'
    return JSONResponse(body, error.answer_status, headers)


def _away(address: str) -> Response:
    headers = {**_NO_STORE, "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, 303, headers)
