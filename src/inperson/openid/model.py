"""An authorization request on its way from the relying party to its ID token, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inperson.core import RelyingPartyId, SessionId, TenantId, TokenId
from inperson.tenants import Action, Authority, TokenKind

LEVELS = (1, 2, 3, 4)
_ACR = "urn:inperson:level:"


def acr_of(level: int) -> str:
    """Return the authentication context class of a level of the calibrated ladder."""
    return f"{_ACR}{level}"


ACRS = tuple(acr_of(level) for level in LEVELS)


class Phase(StrEnum):
    """How far an authorization has come. What is sealed for one is none for another."""

    PUSHED = "pushed"
    """The relying party gave it, and the browser is to bring it."""
    CALLED = "called"
    """The relying party gave it without a browser, and polls: an `auth_req_id`."""
    CHECKING = "checking"
    """The person is before the camera."""
    GRANTED = "granted"
    """The face was accepted: an authorization code."""
    SIGNED_IN = "signed_in"
    """The code was exchanged: an access token."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization request that was found to be right, and the session that answers it."""

    phase: Phase
    client_id: RelyingPartyId
    token_id: TokenId
    """The relying party's app token: with its end the authorization is over."""
    tenant_id: TenantId
    kind: TokenKind
    session_id: SessionId
    redirect_uri: str
    """Where the browser returns to; of what has none, by whose host `sub` is pairwise."""
    challenge: str
    """SHA-256 of the PKCE verifier, base64url (RFC 7636, S256)."""
    expires_at: datetime
    state: str | None = None
    nonce: str | None = None
    level: int | None = None
    """The least level that was asked for; None for what the server requires."""

    @property
    def authority(self) -> Authority:
        """Return what it was let in for: reading how the session ended."""
        actions = frozenset({Action.READ_SESSION})
        return Authority(self.tenant_id, self.kind, self.token_id, actions)
