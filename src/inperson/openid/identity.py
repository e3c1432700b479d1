"""What an ID token says of a person: that it was there, and a name that means nothing elsewhere."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from inperson.core import base64url
from inperson.openid.model import Authorization, acr_of
from inperson.sessions import AnySession, SessionKind
from inperson.tenants import sector_of

SIGNED_IN_FOR = timedelta(minutes=5)


def claims_of(
    granted: Authorization, session: AnySession, access_token: str, issuer: str, now: datetime
) -> Mapping[str, Any]:
    """Return the claims of an ID token (OpenID Connect Core, 2)."""
    at = session.ended_at or now
    level = session.verdict.level if session.verdict else None
    claims = {
        "iss": issuer,
        "sub": pairwise(granted, session),
        "aud": granted.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + SIGNED_IN_FOR).timestamp()),
        "auth_time": int(at.timestamp()),
        "nonce": granted.nonce,
        "acr": acr_of(level) if level else None,
        "amr": ["face"] if session.kind is SessionKind.AUTHENTICATE else None,
        "at_hash": base64url(hashlib.sha256(access_token.encode()).digest()[:16]),
    }
    return {name: value for name, value in claims.items() if value is not None}


def pairwise(opened: Authorization, session: AnySession) -> str:
    """Return `sub`: the subject's random id, hashed for the host that people return to.

    The id means nothing outside the silo, and an erased subject that enrols again has another one.
    """
    named = f"inperson-openid-sub\0{sector_of(opened.redirect_uri)}\0{session.subject_id}".encode()
    return base64url(hashlib.sha256(named).digest())
