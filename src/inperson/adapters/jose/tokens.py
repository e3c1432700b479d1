"""Session tokens: Ed25519 JWTs that this server alone signs and reads."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inperson.adapters.jose.tickets import MALFORMED, Mint
from inperson.core import SessionId, TenantId, TokenId, base64url, is_id
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
            "iat": int(ticket.issued_at.timestamp()),
            "exp": int(ticket.expires_at.timestamp()),
        }
        if ticket.opened_by is not None:
            claims["by"] = ticket.opened_by
        if ticket.act_sha256 is not None:
            claims["act"] = base64url(ticket.act_sha256)
        if ticket.notices:
            claims["ntc"] = {name: base64url(each) for name, each in ticket.notices.items()}
        if ticket.alternative is not None:
            claims["alt"] = ticket.alternative
        if ticket.ask is not None:
            claims["ask"] = ticket.ask.value
        if ticket.lit:
            claims["lit"] = True
        if ticket.quiet:
            claims["qui"] = True
        if ticket.pages is not None:
            claims |= {"org": list(ticket.pages), "app": ticket.app}
        token = self._mint.write(claims)
        if len(token) > _LONGEST:  # twenty pages: the other way is left to the notice, which has it
            claims.pop("alt", None)
            token = self._mint.write(claims)
        return token

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
    session_id, tenant_id = claims["sub"], claims["tid"]
    opened_by, act = claims.get("by"), claims.get("act")
    if not (is_id(session_id, "ses") and is_id(tenant_id, "ten")):
        raise ValueError
    if (opened_by is None) == (act is None) or not (act is not None or is_id(opened_by, "tok")):
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
        opened_by=None if opened_by is None else TokenId(opened_by),
        pages=None if pages is None else tuple(pages),
        app=app is True,
        notices=notices,
        alternative=None if (alternative := claims.get("alt")) is None else str(alternative),
        ask=None if (ask := claims.get("ask")) is None else Ask(ask),
        act_sha256=None if act is None else _bytes(act),
        lit=claims.get("lit") is True,
        quiet=claims.get("qui") is True,
    )


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(f"{text}=")
