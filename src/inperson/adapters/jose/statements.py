"""Reads what this server signed."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from inperson.adapters.jose.tickets import MALFORMED
from inperson.backup import BackupUnsigned
from inperson.vault import StatementSigner


def read_statement(statement: str, jwks: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    """Return what was stated, or None if no such key signed it, or it is about something else.

    Args:
        statement: a compact JWS.
        jwks: the public keys of who may have signed it, as `/v1/jwks` has them.
        kind: of `StatementSigner.sign`.

    """
    try:
        keys = KeySet.import_key_set(dict(jwks))  # type: ignore[arg-type]
        read = jws.deserialize_compact(statement, keys, algorithms=["Ed25519"])
        claims = json.loads(read.payload)
    except (JoseError, *MALFORMED):
        return None
    fits = read.headers().get("typ") == f"inperson-{kind}+jwt" and isinstance(claims, dict)
    return claims if fits else None


def read_backup_statement(statement: str, signer: StatementSigner) -> Mapping[str, Any]:
    """Return what this server stated of a backup.

    Raises:
        BackupUnsigned: if it is no such statement, or another key signed it.

    """
    claims = read_statement(statement, signer.jwks(), "backup")
    if claims is None:
        raise BackupUnsigned("The backup is not signed by this server's key.")
    return claims
