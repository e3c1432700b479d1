"""Telling a relying party that a sign-in is over (OpenID Connect Back-Channel Logout 1.0)."""

from datetime import timedelta
from urllib.parse import urlencode

from inperson.core import Clock, Entropy, TenantId, base64url
from inperson.openid.ports import IdTokenSigner
from inperson.sessions import SignIn
from inperson.tenants import Tenants, TokenRefused

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPE = "logout+jwt"
"""So that none is ever taken for an ID token (RFC 8725, 3.11)."""
GOOD_FOR = timedelta(minutes=2)


class LogoutTokens:
    """What relying parties are told; `written` is a `deliveries.WriteLogout`.

    A token is written as it is sent: each attempt has a time and a name of its own, since a relying
    party refuses an old one, and one that it has seen.

    Args:
        tenants: know where a relying party wants to be told.
        signer: of ID tokens.
        issuer: as in them.
        clock: tells the time.
        entropy: makes names.

    """

    def __init__(
        self, tenants: Tenants, signer: IdTokenSigner, issuer: str, clock: Clock, entropy: Entropy
    ) -> None:
        self._tenants = tenants
        self._signer = signer
        self._issuer = issuer
        self._clock = clock
        self._entropy = entropy

    def written(self, tenant_id: TenantId, at: SignIn) -> tuple[str, bytes] | None:
        """Return the URL and the form of a new logout token; None if nobody is to be told."""
        try:
            caller = self._tenants.relying_party(at.relying_party)
        except TokenRefused:
            return None
        client = caller.limits.relying_party
        if caller.tenant_id != tenant_id or client is None or client.logout_uri is None:
            return None
        now = self._clock.now()
        claims = {
            "iss": self._issuer,
            "sub": at.sub,
            "aud": client.id,
            "iat": int(now.timestamp()),
            "exp": int((now + GOOD_FOR).timestamp()),
            "jti": base64url(self._entropy.bytes(16)),
            "events": {EVENT: {}},
        }
        form = urlencode({"logout_token": self._signer.sign(claims, TYPE)})
        return client.logout_uri, form.encode()
