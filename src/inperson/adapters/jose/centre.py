"""Tickets of the privacy centre: Ed25519 JWTs with a key of their own."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inperson.adapters.jose.tickets import MALFORMED, Mint
from inperson.core import CentreVisitId, TenantId, is_id
from inperson.rights.requests import CentreTicket, CentreTicketInvalid
from inperson.tenants import TokenKind

_TYPE, _AUDIENCE = "inperson-centre+jwt", "inperson-privacy-centre"
_LONGEST = 1500


class FileCentreTokens:
    """Implements `rights.requests.ports.CentreTokens` with a key in a file, made on first use.

    The key is neither that of statements nor that of session tokens: none passes for another.

    Args:
        path: a file of mode 0600, in JWK form.
        issuer: the `iss` claim of every token.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path, issuer: str) -> None:
        self._mint = Mint(path, issuer, _TYPE, _AUDIENCE, _LONGEST)

    def issue(self, ticket: CentreTicket) -> str:
        """Return the ticket as a compact JWS."""
        claims: dict[str, Any] = {
            "sub": urlsafe_b64encode(ticket.sealed_ref).decode("ascii"),
            "tid": ticket.tenant_id,
            "knd": ticket.kind.value,
            "iat": int(ticket.issued_at.timestamp()),
            "exp": int(ticket.expires_at.timestamp()),
            "vis": ticket.visit_id,
        }
        return self._mint.write(claims)

    def read(self, token: str, now: datetime) -> CentreTicket:
        """Check a token: signature and algorithm, key, type, issuer, audience, form, time."""
        try:
            ticket = _ticket(self._mint.read(token))
        except MALFORMED as error:
            raise CentreTicketInvalid("This is no ticket of this server.") from error
        # issued in the future: the clock was moved back, and the ticket would hold too long
        if not ticket.issued_at <= now < ticket.expires_at:
            raise CentreTicketInvalid("The ticket's time is over.")
        return ticket


def _ticket(claims: Any) -> CentreTicket:
    tenant_id, visit_id = claims["tid"], claims["vis"]
    if not is_id(tenant_id, "ten") or not is_id(visit_id, "vis"):
        raise ValueError
    return CentreTicket(
        tenant_id=TenantId(tenant_id),
        kind=TokenKind(claims["knd"]),
        visit_id=CentreVisitId(visit_id),
        sealed_ref=urlsafe_b64decode(claims["sub"]),
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
