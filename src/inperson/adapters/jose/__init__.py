"""Signed statements and session tokens: compact JWS with Ed25519 (RFC 7515, RFC 8037), by joserfc.

They are signed with different keys, so neither can ever be taken for the other.
"""

from inperson.adapters.jose.signer import FileStatementSigner
from inperson.adapters.jose.tokens import FileSessionTokens

__all__ = ["FileSessionTokens", "FileStatementSigner"]
