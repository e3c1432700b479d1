"""An Ed25519 key in a file, and statements signed with it."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from inperson.adapters.kms import create_private_file, read_private_file
from inperson.core import base64url
from inperson.vault import KeyUnavailable


class FileStatementSigner:
    """Signs claims with the Ed25519 key kept in `path`, made on first use.

    Args:
        path: a file of mode 0600, in JWK form.
        issuer: the `iss` claim of everything that is signed.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path, issuer: str) -> None:
        self._key = open_key(path)
        self._issuer = issuer

    def sign(self, claims: Mapping[str, Any], kind: str = "decision") -> str:
        """Return a compact JWS over the claims and `iss`, of a kind that its `typ` names."""
        header = {"alg": "Ed25519", "kid": self._key.kid, "typ": f"inperson-{kind}+jwt"}
        payload = json.dumps({"iss": self._issuer, **claims}, separators=(",", ":"))
        return jws.serialize_compact(header, payload.encode(), self._key, algorithms=["Ed25519"])

    def jwks(self) -> Mapping[str, Any]:
        """Return the public key as a JWK set."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "use": "sig", "alg": "Ed25519"}]}


def open_key(path: Path) -> OKPKey:
    """Return the Ed25519 key in a file of mode 0600, which is made if there is none.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """
    return _parse(
        kept(path, lambda: OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
    )


def kept(path: Path, draw: Callable[[], Mapping[str, Any]]) -> bytes:
    """Return a file of mode 0600, in which what is drawn is written if there is none.

    Raises:
        KeyUnavailable: if the file can be read by others, or not be written.

    """
    if not os.path.lexists(path):
        create_private_file(path, json.dumps(draw()).encode())
    return read_private_file(path)


def _parse(text: bytes) -> OKPKey:
    try:
        key = OKPKey.import_key(json.loads(text))
    except (JoseError, AttributeError, ValueError, TypeError, KeyError) as error:
        raise KeyUnavailable("The signing key's file holds no Ed25519 key.") from error
    if not key.is_private or key.curve_name != "Ed25519":
        raise KeyUnavailable("The signing key's file holds no Ed25519 key.")
    if key.as_dict(private=False)["x"] != base64url(public_key(key)):  # nobody could verify with it
        raise KeyUnavailable("The signing key's file holds two keys that do not belong together.")
    return key


def public_key(key: OKPKey) -> bytes:
    """Return the public key that belongs to a private one, 32 bytes."""
    return cast("Ed25519PrivateKey", key.private_key).public_key().public_bytes_raw()
