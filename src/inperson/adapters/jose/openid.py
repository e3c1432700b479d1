"""Keys of the OpenID provider: one set signs ID tokens (RS256), one key seals what travels."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey

from inperson.adapters.jose.signer import kept
from inperson.adapters.jose.tickets import MALFORMED
from inperson.adapters.kms import read_private_file
from inperson.core import RelyingPartyId, SessionId, TenantId, TokenId
from inperson.openid import Authorization, Phase
from inperson.tenants import TokenKind
from inperson.vault import KeyUnavailable

_RSA_BITS = 3072
_SIGNED = ["RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA"]
"""What a client may sign its assertions with: nothing that a shared key could verify."""
_LONGEST = 4000


class FileIdTokenSigner:
    """Implements `openid.IdTokenSigner` with a JWK set in a file, made on first use.

    The first key signs; the others are published, so that what they signed can still be checked.
    RS256 is what every relying party knows (OpenID Connect Core, 15.1).

    Args:
        path: a file of mode 0600.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such keys.

    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _keys(self) -> Sequence[RSAKey]:
        # when they are first asked for: to draw one takes half a second, and many never do
        return _rsa_keys(kept(self._path, lambda: _written([_fresh()])))

    def sign(self, claims: Mapping[str, Any], typ: str = "JWT") -> str:
        """Return claims as a compact JWS, which says of what type it is."""
        key = self._keys[0]
        header = {"alg": "RS256", "kid": key.kid, "typ": typ}
        payload = json.dumps(dict(claims), separators=(",", ":")).encode()
        return jws.serialize_compact(header, payload, key, algorithms=["RS256"])

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys, the one that signs first."""
        shown = [key.as_dict(private=False) for key in self._keys]
        return {"keys": [{**each, "use": "sig", "alg": "RS256"} for each in shown]}


def rotate_id_token_keys(path: Path) -> str:
    """Put a new key before the one that signed until now, which is still published; return its id.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such keys.

    """
    known = _rsa_keys(read_private_file(path)) if os.path.lexists(path) else []
    fresh = _fresh()
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    kept(beside, lambda: _written([fresh, *known[:1]]))
    beside.replace(path)
    return str(fresh.kid)


def _fresh() -> RSAKey:
    return RSAKey.generate_key(_RSA_BITS, auto_kid=True)


def _written(keys: Sequence[RSAKey]) -> Mapping[str, Any]:
    return {"keys": [each.as_dict(private=True) for each in keys]}


def _rsa_keys(text: bytes) -> list[RSAKey]:
    try:
        keys = [RSAKey.import_key(each) for each in json.loads(text)["keys"]]
    except (JoseError, *MALFORMED) as error:
        raise KeyUnavailable("The file of the ID tokens' keys holds none.") from error
    if not keys or not all(each.is_private and each.kid for each in keys):
        raise KeyUnavailable("The file of the ID tokens' keys holds none that sign.")
    return keys


class FileSeals:
    """Implements `openid.Seals`: AES-256-GCM (JWE, `dir`) with a key in a file, made on first use.

    Args:
        path: a file of mode 0600, in JWK form.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _key(self) -> OctKey:
        text = kept(self._path, lambda: OctKey.generate_key(256).as_dict(private=True))
        try:
            key = OctKey.import_key(json.loads(text))
        except (JoseError, *MALFORMED) as error:
            raise KeyUnavailable("The file of the sealing key holds none.") from error
        if len(key.raw_value) != 32:
            raise KeyUnavailable("The file of the sealing key holds one of another length.")
        return key

    def seal(self, authorization: Authorization) -> str:
        """Return an authorization as a compact JWE."""
        content = asdict(authorization) | {"expires_at": authorization.expires_at.timestamp()}
        payload = json.dumps(content, separators=(",", ":")).encode()
        header = {"alg": "dir", "enc": "A256GCM", "typ": f"inperson-{authorization.phase}"}
        return jwe.encrypt_compact(header, payload, self._key, algorithms=["dir", "A256GCM"])

    def open(self, text: str, phase: Phase, now: datetime) -> Authorization | None:
        """Return what was sealed for a phase; None if it was not, or its time is over."""
        if len(text) > _LONGEST or not text.isascii():
            return None
        try:
            read = jwe.decrypt_compact(text, self._key, algorithms=["dir", "A256GCM"])
            opened = _authorization(json.loads(read.plaintext or b""))
        except (JoseError, *MALFORMED):
            return None
        return opened if opened.phase is phase and now < opened.expires_at else None


_READ: Mapping[str, Any] = {
    "phase": Phase,
    "client_id": RelyingPartyId,
    "token_id": TokenId,
    "tenant_id": TenantId,
    "kind": TokenKind,
    "session_id": SessionId,
    "expires_at": lambda seconds: datetime.fromtimestamp(seconds, UTC),
}


def _authorization(content: Mapping[str, Any]) -> Authorization:
    names = [each.name for each in fields(Authorization)]
    return Authorization(**{n: _READ.get(n, lambda same: same)(content[n]) for n in names})


class JoseAssertions:
    """Implements `openid.Assertions`."""

    def read(self, assertion: str, jwks: str) -> Mapping[str, Any]:
        """Return the claims of an assertion that one of the client's public keys signed."""
        try:
            keys = KeySet.import_key_set(json.loads(jwks))
            read = jws.deserialize_compact(assertion, keys, algorithms=_SIGNED)
            return _claims(read.payload)
        except (JoseError, *MALFORMED) as error:
            raise ValueError from error

    def subject(self, assertion: str) -> str:
        """Return whom an assertion says that it is of, before anything is checked."""
        if len(assertion) > _LONGEST:
            raise ValueError
        try:
            claims = _claims(jws.extract_compact(assertion.encode()).payload)
            subject = claims["sub"]
        except (JoseError, *MALFORMED) as error:
            raise ValueError from error
        if not isinstance(subject, str):
            raise ValueError  # noqa: TRY004 -- the assertion is malformed, not the caller
        return subject


def _claims(payload: bytes) -> Mapping[str, Any]:
    claims = json.loads(payload)
    if not isinstance(claims, dict):
        raise ValueError  # noqa: TRY004
    return claims
