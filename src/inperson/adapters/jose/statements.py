"""Reads what this server signed."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from inperson.backup import BackupUnsigned
from inperson.vault import StatementSigner


def read_backup_statement(statement: str, signer: StatementSigner) -> Mapping[str, Any]:
    """Return what this server stated of a backup.

    Raises:
        BackupUnsigned: if it is no such statement, or another key signed it.

    """
    try:
        keys = KeySet.import_key_set(dict(signer.jwks()))  # type: ignore[arg-type]
        read = jws.deserialize_compact(statement, keys, algorithms=["Ed25519"])
        claims = json.loads(read.payload)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BackupUnsigned("The backup is not signed by this server's key.") from error
    if read.headers().get("typ") != "inperson-backup+jwt" or not isinstance(claims, dict):
        raise BackupUnsigned("The statement is about something else.")
    return claims
