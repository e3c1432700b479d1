"""A relying party of the OpenID provider, as an app token names it."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from inperson.core import RelyingPartyId
from inperson.tenants.errors import TokenLimitsInvalid

_MOST_KEYS, _LONGEST_KEYS = 8, 8000
_SECRETS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
"""Members of a JWK that only a private or a shared key has (RFC 7518, section 6)."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """A site or app that lets people sign in by OpenID Connect, and how it proves who it is.

    Raises:
        TokenLimitsInvalid: if its keys are no JWK set of public keys.

    """

    id: RelyingPartyId
    """Its `client_id`, which outlives the app token that it shows: a rotated one keeps it."""
    jwks: str | None = None
    """Its public keys (`private_key_jwt`); None where it shows the app token itself."""
    unpushed: bool = False
    """It may ask by the browser alone, as many ready-made clients do: who knows its `client_id` can
    then open sessions. Otherwise requests are pushed (RFC 9126), which asks for its credential."""
    logout_uri: str | None = None
    """Where it is told that a person's sign-in is over (Back-Channel Logout 1.0), if it is."""
    ciba: bool = False
    """It may ask without a browser, as a call centre does (CIBA), for whom it speaks to."""
    ping_uri: str | None = None
    """Where it is told that such a request was answered (CIBA's ping mode); without, it polls."""

    def __post_init__(self) -> None:
        if self.jwks is not None and not _public_keys(self.jwks):
            raise TokenLimitsInvalid(
                "Give a JWK set of public keys, each with `kty` and `kid`.", field="jwks"
            )


def sector_of(address: str) -> str:
    """Return by what people's names differ (OpenID Connect Core, 8.1): the host of an address.

    An app's own scheme has none, and is its own.
    """
    parts = urlsplit(address)
    return parts.hostname or parts.scheme


def _public_keys(text: str) -> bool:
    """Tell whether a text is a JWK set without a secret; who reads it finds out what is in it."""
    try:
        keys = json.loads(text)["keys"]
        named = all(isinstance(key["kty"], str) and isinstance(key["kid"], str) for key in keys)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    secret = any(key["kty"] == "oct" or not _SECRETS.isdisjoint(key) for key in keys)
    return 0 < len(keys) <= _MOST_KEYS and len(text) <= _LONGEST_KEYS and named and not secret
