"""Signed statements as compact JWS with Ed25519 (RFC 7515, RFC 8037), by joserfc."""

from inperson.adapters.jose.signer import FileStatementSigner

__all__ = ["FileStatementSigner"]
