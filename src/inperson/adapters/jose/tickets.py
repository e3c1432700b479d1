"""What every token that this server alone signs and reads has in common."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from inperson.adapters.jose.signer import open_key

_ALGORITHM = "Ed25519"
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)
"""What reading the claims of a token can meet that somebody else made up."""


class Mint:
    """Writes and reads tokens of one type, with a key of its own in a file, made on first use.

    Args:
        path: a file of mode 0600, in JWK form.
        issuer: the `iss` claim of every token.
        kind: the header's `typ`.
        audience: the `aud` claim.
        longest: characters of a token; a longer one is not looked at.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path, issuer: str, kind: str, audience: str, longest: int) -> None:
        self._key = open_key(path)
        self._named = {"iss": issuer, "aud": audience}
        self._header = {"alg": _ALGORITHM, "kid": self._key.kid, "typ": kind}
        self._longest = longest

    def write(self, claims: Mapping[str, Any]) -> str:
        """Return claims as a compact JWS, which is like no other."""
        content = {**self._named, **claims, "jti": secrets.token_urlsafe(12)}
        payload = json.dumps(content, separators=(",", ":")).encode()
        return jws.serialize_compact(self._header, payload, self._key, algorithms=[_ALGORITHM])

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token: signature and algorithm, key, type, issuer and audience.

        Raises:
            ValueError: if it is not one that was written here; and others of `MALFORMED`.

        """
        if len(token) > self._longest or not token.isascii():
            raise ValueError
        try:
            read = jws.deserialize_compact(token, self._key, algorithms=[_ALGORITHM])
        except JoseError as error:
            raise ValueError from error
        claims: dict[str, Any] = json.loads(read.payload)
        header = read.headers()
        same = {name: header.get(name) for name in self._header} == self._header
        if not same or {name: claims.get(name) for name in self._named} != self._named:
            raise ValueError
        return claims
