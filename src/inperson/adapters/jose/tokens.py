"""Session tokens: Ed25519 JWTs that this server alone signs and reads."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inperson.adapters.jose.tickets import MALFORMED, Mint
from inperson.core import SessionId, TenantId, TokenId, is_id
from inperson.sessions import Ask, SessionTicket, SessionTokenExpired, SessionTokenInvalid
from inperson.tenants import TokenKind

_TYPE, _AUDIENCE = "inperson-session+jwt", "inperson-capture"
_LONGEST = 3800
"""Fits a `hello` of 4 KiB; twenty origins of 95 characters make some 3,000."""


class FileSessionTokens:
    """Implements `sessions.ports.SessionTokens` with a key in a file, made on first use.

    The key is not the one that signs decisions and is published nowhere: whatever a back end
    forgets to check, it cannot take a session token for a decision.

    Args:
        path: a file of mode 0600, in JWK form.
        issuer: the `iss` claim of every token.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path, issuer: str) -> None:
        self._mint = Mint(path, issuer, _TYPE, _AUDIENCE, _LONGEST)

    def issue(self, ticket: SessionTicket) -> str:
        """Return the ticket as a compact JWS."""
        claims: dict[str, Any] = {
            "sub": ticket.session_id,
            "tid": ticket.tenant_id,
            "knd": ticket.kind.value,
            "by": ticket.opened_by,
            "iat": int(ticket.issued_at.timestamp()),
            "exp": int(ticket.expires_at.timestamp()),
        }
        if ticket.notices:
            claims["ntc"] = {name: _text(each) for name, each in ticket.notices.items()}
        if ticket.ask is not None:
            claims["ask"] = ticket.ask.value
        if ticket.pages is not None:
            claims |= {"org": list(ticket.pages), "app": ticket.app}
        return self._mint.write(claims)

    def read(self, token: str, now: datetime) -> SessionTicket:
        """Check a token: signature and algorithm, key, type, issuer, audience, form, time."""
        try:
            ticket = _ticket(self._mint.read(token))
        except MALFORMED as error:
            raise SessionTokenInvalid("This is no session token of this server.") from error
        if now >= ticket.expires_at:
            raise SessionTokenExpired("The session token's time is over.")
        return ticket


def _ticket(claims: Any) -> SessionTicket:
    session_id, tenant_id, opened_by = claims["sub"], claims["tid"], claims["by"]
    ids = ((session_id, "ses"), (tenant_id, "ten"), (opened_by, "tok"))
    if not all(is_id(each, kind) for each, kind in ids):
        raise ValueError
    pages, app = claims.get("org"), claims.get("app", False)
    notices = {str(name): _bytes(each) for name, each in claims.get("ntc", {}).items()}
    if pages is not None and not all(isinstance(each, str) for each in pages):
        raise TypeError
    return SessionTicket(
        session_id=SessionId(session_id),
        tenant_id=TenantId(tenant_id),
        kind=TokenKind(claims["knd"]),
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        opened_by=TokenId(opened_by),
        pages=None if pages is None else tuple(pages),
        app=app is True,
        notices=notices,
        ask=None if (ask := claims.get("ask")) is None else Ask(ask),
    )


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(f"{text}=")
