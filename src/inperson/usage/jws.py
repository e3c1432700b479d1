"""The compact JWS of a usage report: Ed25519, one header, one spelling."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inperson.usage.errors import KeysMalformed, ReportMalformed, ReportSignatureInvalid

_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_KID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_TYP = "inperson-usage-report+jwt"
_LONGEST_KEYS = 16 * 1024


@dataclass(frozen=True, slots=True)
class Jws:
    """The parts of a compact JWS. Nothing of it was checked."""

    kid: str
    payload: bytes
    signed: bytes
    signature: bytes


def decode(text: str, longest: int) -> Jws:
    """Take a report apart.

    Raises:
        ReportMalformed: if it is too long, of another form, or of another kind.

    """
    if len(text) > longest or _FORM.fullmatch(text) is None:
        raise ReportMalformed("A usage report is one compact JWS.")
    first, payload, signature = text.split(".")
    try:
        header = json.loads(_bytes(first))
        fits = isinstance(header, dict) and list(header) == ["alg", "kid", "typ"]
        fits = fits and (header["alg"], header["typ"]) == ("Ed25519", _TYP)
        fits = fits and isinstance(header["kid"], str) and bool(_KID.fullmatch(header["kid"]))
        # one spelling: a header that reads the same and is written otherwise is another one
        fits = fits and json.dumps(header, separators=(",", ":")).encode() == _bytes(first)
        if fits:
            signed = f"{first}.{payload}".encode()
            return Jws(header["kid"], _bytes(payload), signed, _bytes(signature))
    except (ValueError, RecursionError) as error:
        raise ReportMalformed("The report's header cannot be read.") from error
    raise ReportMalformed("This is a signed statement, but no usage report.")


def check_signature(text: str, keys: Mapping[str, bytes], longest: int) -> str:
    """Check who signed a report.

    Args:
        text: the report.
        keys: Ed25519 public keys, 32 bytes each, by their `kid`.
        longest: of reports.

    Returns:
        The `kid` of the key.

    Raises:
        ReportMalformed: if it is no report.
        ReportSignatureInvalid: if none of the keys signed it, or it was changed.

    """
    parts = decode(text, longest)
    key = keys.get(parts.kid)
    if key is None:
        raise ReportSignatureInvalid("None of the keys has the report's `kid`.")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(parts.signature, parts.signed)
    except InvalidSignature as error:
        raise ReportSignatureInvalid("The report was changed after it was signed.") from error
    return parts.kid


def read_keys(text: str) -> Mapping[str, bytes]:
    """Read the Ed25519 keys of a JWK set, by their `kid`; keys of other kinds are passed over.

    Raises:
        KeysMalformed: if it is no JWK set, holds no such key, or holds a private one.

    """
    if len(text) > _LONGEST_KEYS:
        raise KeysMalformed("The JWK set is too long.")
    try:
        listed = json.loads(text)["keys"]
        keys = dict(_key(each) for each in listed if _is_ed25519(each))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KeysMalformed("This is no JWK set.") from error
    if not keys:
        raise KeysMalformed("The JWK set holds no Ed25519 key.")
    if any("d" in each for each in listed if isinstance(each, dict)):
        raise KeysMalformed("The JWK set holds a private key; give the public one.")
    return keys


def write_keys(keys: Mapping[str, bytes]) -> str:
    """Return public keys as a JWK set, in one spelling."""
    listed = [
        {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": _text(key), "use": "sig"}
        for kid, key in sorted(keys.items())
    ]
    return json.dumps({"keys": listed}, separators=(",", ":"))


def _is_ed25519(key: Any) -> bool:
    return isinstance(key, dict) and (key.get("kty"), key.get("crv")) == ("OKP", "Ed25519")


def _key(key: dict[str, Any]) -> tuple[str, bytes]:
    kid, raw = key["kid"], _bytes(key["x"])
    if _KID.fullmatch(kid) is None or len(raw) != 32:
        raise ValueError
    Ed25519PublicKey.from_public_bytes(raw)
    return kid, raw


def _bytes(text: str) -> bytes:
    """Decode base64url without padding, in its one spelling."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if _text(raw) != text:
        raise ValueError
    return raw


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
