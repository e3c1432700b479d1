"""Signed statements and session tokens: compact JWS with Ed25519 (RFC 7515, RFC 8037), by joserfc.

They, and the audit logs' checkpoints, are signed with different keys, so none can ever be taken
for another.
"""

from inperson.adapters.jose.centre import FileCentreTokens
from inperson.adapters.jose.checkpoints import FileCheckpointSigner
from inperson.adapters.jose.openid import (
    FileIdTokenSigner,
    FileSeals,
    JoseAssertions,
    rotate_id_token_keys,
)
from inperson.adapters.jose.sign_in import FileSignInChallenges
from inperson.adapters.jose.signer import FileStatementSigner
from inperson.adapters.jose.statements import read_backup_statement, read_statement
from inperson.adapters.jose.tokens import FileSessionTokens

__all__ = [
    "FileCentreTokens",
    "FileCheckpointSigner",
    "FileIdTokenSigner",
    "FileSeals",
    "FileSessionTokens",
    "FileSignInChallenges",
    "FileStatementSigner",
    "JoseAssertions",
    "read_backup_statement",
    "read_statement",
    "rotate_id_token_keys",
]
