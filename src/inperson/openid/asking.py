"""Reading an authorization request: what is asked for, held to the closed list of what there is.

Of OAuth 2.0 and OpenID Connect this server has one way: the authorization code with PKCE (S256),
answered in the query (RFC 9700; the security profile FAPI 2.0). What is not asked in that way is
refused, with the parameter named; parameters that nobody here knows are passed over, as the
standards ask.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inperson.openid.errors import OAuthError, SignInRefused
from inperson.openid.model import ACRS, LEVELS
from inperson.sessions import SessionKind

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_OPAQUE = re.compile(r"[\x20-\x7e]{1,512}")
_PROMPTS = frozenset({"login", "consent", "select_account", "create", "none"})
_OTHERS = {
    "request": OAuthError.REQUEST_NOT_SUPPORTED,
    "registration": OAuthError.INVALID_REQUEST,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a relying party asks for, besides where to return to."""

    kind: SessionKind
    subject_ref: str
    challenge: str
    state: str | None
    nonce: str | None
    level: int | None


def read_asked(given: Mapping[str, str], *, pushed: bool = True) -> Asked:
    """Read an authorization request whose client and redirect URI are known to be right.

    Args:
        given: its parameters.
        pushed: whether the client itself asks. A browser alone enrols nobody: whoever knows
            somebody's reference would put his own face behind it.

    Raises:
        SignInRefused: with what the client is told by a redirection.

    """
    for name, error in _OTHERS.items():
        if name in given:
            raise SignInRefused(error, f"`{name}` is not supported.")
    if given.get("response_type") != "code":
        raise SignInRefused(OAuthError.UNSUPPORTED_RESPONSE_TYPE, "`response_type` is `code`.")
    if given.get("response_mode", "query") != "query":
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`response_mode` is `query`.")
    if "openid" not in given.get("scope", "").split():
        raise SignInRefused(OAuthError.INVALID_SCOPE, "`scope` has `openid`.")
    if given.get("code_challenge_method") != "S256":
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`code_challenge_method` is `S256`.")
    challenge = given.get("code_challenge", "")
    if _CHALLENGE.fullmatch(challenge) is None:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`code_challenge` is no SHA-256.")
    kind = _kind(given.get("prompt", "login").split())
    if kind is SessionKind.ENROLL and not pushed:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`prompt=create` is to be pushed.")
    _require_age(given.get("max_age"))
    return Asked(
        kind=kind,
        subject_ref=_hint(given),
        challenge=challenge,
        state=_opaque(given, "state"),
        nonce=_opaque(given, "nonce"),
        level=level_of(given.get("acr_values", "").split()),
    )


def _kind(prompts: list[str]) -> SessionKind:
    if not prompts or not _PROMPTS.issuperset(prompts):
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`prompt` has an unknown value.")
    if prompts == ["none"]:  # nobody is signed in here: each time a face is shown
        raise SignInRefused(OAuthError.LOGIN_REQUIRED, "A face is needed each time.")
    if "none" in prompts:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`prompt` is `none` or something else.")
    return SessionKind.ENROLL if "create" in prompts else SessionKind.AUTHENTICATE


def _require_age(max_age: str | None) -> None:
    """Check `max_age`: whatever it is, it is met, since an authentication is never an old one."""
    if max_age is not None and re.fullmatch(r"[0-9]{1,9}", max_age) is None:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`max_age` is a number of seconds.")


def _hint(given: Mapping[str, str]) -> str:
    hint = given.get("login_hint")
    if hint is None:
        raise SignInRefused(OAuthError.LOGIN_REQUIRED, "`login_hint` is your subject reference.")
    return hint


def _opaque(given: Mapping[str, str], name: str) -> str | None:
    value = given.get(name)
    if value is not None and _OPAQUE.fullmatch(value) is None:
        raise SignInRefused(OAuthError.INVALID_REQUEST, f"`{name}` is 1 to 512 ASCII characters.")
    return value


def level_of(values: list[str]) -> int | None:
    """Return the least level of those that would do; values that nobody here knows are passed over.

    A client that asks for none that is known here gets none: it is not told that it got it.

    Raises:
        SignInRefused: if none of them is known.

    """
    known = [level for level, acr in zip(LEVELS, ACRS, strict=True) if acr in values]
    if values and not known:
        raise SignInRefused(OAuthError.UNMET, "None of `acr_values` is known here.")
    return min(known, default=None)
