"""What the room needs of the world: keys, and what was used once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from inperson.openid.model import Authorization, Phase
from inperson.tenants import TokenKind


class Seals(Protocol):
    """Seals authorizations: they travel with the browser, and this server alone reads them."""

    def seal(self, authorization: Authorization) -> str:
        """Return an authorization as a text like no other, of URL-safe characters."""
        ...

    def open(self, text: str, phase: Phase, now: datetime) -> Authorization | None:
        """Return what was sealed for a phase; None if it was not, or its time is over."""
        ...


class IdTokenSigner(Protocol):
    """Signs ID tokens and logout tokens, with keys that sign nothing else."""

    def sign(self, claims: Mapping[str, Any], typ: str = "JWT") -> str:
        """Return claims as a compact JWS (RS256), which says of what type it is."""
        ...

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys, the one that signs first."""
        ...


class Assertions(Protocol):
    """Reads the assertions by which clients prove who they are (RFC 7523)."""

    def read(self, assertion: str, jwks: str) -> Mapping[str, Any]:
        """Return the claims of an assertion that one of the client's public keys signed.

        Raises:
            ValueError: if none did.

        """
        ...

    def subject(self, assertion: str) -> str:
        """Return whom an assertion says that it is of, before anything is checked.

        Raises:
            ValueError: if it says nobody.

        """
        ...


class UsedOnceRows(Protocol):
    """Values that are good for one use, and were used."""

    def use(self, sha256: bytes, kind: TokenKind, now: datetime, expires_at: datetime) -> bool:
        """Note a use; False if it was used before. What is over is forgotten."""
        ...
