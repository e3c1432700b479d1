"""What relying parties are told, and how.

That a sign-in is over, by a logout token (OpenID Connect Back-Channel Logout 1.0); that a request
without a browser was answered, by its `auth_req_id` under the relying party's own token (OpenID
Connect CIBA Core 1.0, 10.2). How it was answered is in no ping: the relying party asks.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from inperson.checks import Ping
from inperson.core import Clock, Entropy, RelyingPartyId, TenantId, base64url
from inperson.deliveries import Addressed, DeliveryKind
from inperson.openid.ports import IdTokenSigner
from inperson.sessions import SignIn
from inperson.tenants import RelyingParty, Tenants, TokenRefused

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPE = "logout+jwt"
"""So that none is ever taken for an ID token (RFC 8725, 3.11)."""
GOOD_FOR = timedelta(minutes=2)


class ClientLetters:
    """Writes to relying parties; `written` is a `deliveries.WriteLetter`.

    A logout token is written as it is sent: each attempt has a time and a name of its own, since a
    relying party refuses an old one, and one that it has seen.

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

    def written(
        self, tenant_id: TenantId, kind: DeliveryKind, about: Mapping[str, Any]
    ) -> Addressed | None:
        """Return what a relying party is told now; None if nobody is to be told."""
        if kind is DeliveryKind.PING:
            return self._ping(tenant_id, Ping.of(about))
        return self._logout(tenant_id, SignIn(**about))

    def _client(self, tenant_id: TenantId, client_id: RelyingPartyId) -> RelyingParty | None:
        try:
            caller = self._tenants.relying_party(client_id)
        except TokenRefused:
            return None
        return caller.limits.relying_party if caller.tenant_id == tenant_id else None

    def _ping(self, tenant_id: TenantId, ping: Ping) -> Addressed | None:
        client = self._client(tenant_id, ping.relying_party)
        if client is None or client.ping_uri is None or self._clock.now() >= ping.until:
            return None
        headers = {"content-type": "application/json", "authorization": f"Bearer {ping.token}"}
        body = json.dumps({"auth_req_id": ping.auth_req_id}).encode()
        return Addressed(client.ping_uri, headers, body)

    def _logout(self, tenant_id: TenantId, at: SignIn) -> Addressed | None:
        client = self._client(tenant_id, at.relying_party)
        if client is None or client.logout_uri is None:
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
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return Addressed(client.logout_uri, headers, form.encode())
