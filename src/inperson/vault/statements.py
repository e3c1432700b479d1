"""Reading what another server signed, against public keys of it that are pinned here.

A `StatementSigner` writes them: compact JWS (RFC 7515) of Ed25519, whose `typ` says what is stated.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from inperson.vault.errors import KeysMalformed, StatementChanged, StatementForeign

_KID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ALGORITHM = "Ed25519"
_LONGEST_KEYS = 16 * 1024

Keys = Mapping[str, OKPKey]
"""Ed25519 public keys, by their `kid`."""


def read_statement(text: str, kind: str, keys: Keys) -> Mapping[str, Any]:
    """Return the claims of a statement that one of the keys signed.

    Args:
        text: one compact JWS. Bound its length before.
        kind: what `StatementSigner.sign` was told that it is.
        keys: of who may have signed it.

    Raises:
        StatementForeign: if it is none of this kind, or signed with none of these keys.
        StatementChanged: if it is not what the key signed.

    """
    try:
        read = jws.extract_compact(text.encode("ascii"))
        header = read.protected
        key = keys.get(str(header.get("kid")))
        if key is None or (header.get("alg"), header.get("typ")) != (_ALGORITHM, _typ(kind)):
            raise StatementForeign("None of the known keys signed such a statement.")
        if not jws.validate_compact(read, key, algorithms=[_ALGORITHM]):
            raise StatementChanged("The statement was changed after it was signed.")
        claims = json.loads(read.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise StatementForeign("This is no signed statement.") from error
    if not isinstance(claims, dict):
        raise StatementForeign("This is no signed statement.")
    return claims


def read_keys(text: str) -> Keys:
    """Read the Ed25519 keys of a JWK set; keys of other kinds are passed over.

    Raises:
        KeysMalformed: if it is no JWK set, holds no such key, or holds a private one.

    """
    if len(text) > _LONGEST_KEYS:
        raise KeysMalformed("The JWK set is too long.")
    try:
        listed = json.loads(text)["keys"]
        keys = dict(_key(each) for each in listed if _is_ed25519(each))
    except (JoseError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise KeysMalformed("This is no JWK set.") from error
    if not keys:
        raise KeysMalformed("The JWK set holds no Ed25519 key.")
    if any("d" in each for each in listed if isinstance(each, dict)):
        raise KeysMalformed("The JWK set holds a private key; give the public one.")
    return keys


def write_keys(keys: Keys) -> str:
    """Return public keys as a JWK set, in one spelling."""
    listed = [{**_public(key), "kid": kid, "use": "sig"} for kid, key in sorted(keys.items())]
    return json.dumps({"keys": listed}, separators=(",", ":"))


def _typ(kind: str) -> str:
    return f"inperson-{kind}+jwt"


def _is_ed25519(key: Any) -> bool:
    return isinstance(key, dict) and (key.get("kty"), key.get("crv")) == ("OKP", _ALGORITHM)


def _key(said: dict[str, Any]) -> tuple[str, OKPKey]:
    key = OKPKey.import_key({name: said[name] for name in ("kty", "crv", "x")})
    if _KID.fullmatch(said["kid"]) is None or _public(key)["x"] != said["x"]:
        raise ValueError
    return said["kid"], key


def _public(key: OKPKey) -> dict[str, Any]:
    found = key.as_dict(private=False)
    return {name: found[name] for name in ("kty", "crv", "x")}
