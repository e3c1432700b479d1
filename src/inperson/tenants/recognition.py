"""Telling who calls: by an app token's text, or as a relying party that proves itself otherwise."""

import hmac

from inperson.core import Clock, RelyingPartyId, is_id
from inperson.tenants.authority import of_token
from inperson.tenants.callers import Caller
from inperson.tenants.errors import TokenExpired, TokenMalformed, TokenRevoked, TokenUnknown
from inperson.tenants.model import AppToken
from inperson.tenants.ports import TenantDirectory
from inperson.tenants.text import token_kind, token_sha256


class Recognition:
    """Knows app tokens again."""

    def __init__(self, directory: TenantDirectory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    def by_text(self, text: str) -> Caller:
        """Tell who calls with this app token.

        1. The form is checked, so that nonsense never reaches the store.
        2. The token is looked up by its hash.
        3. The kind in the text must be the kind that was issued.
        4. It must be neither revoked nor expired.
        5. The day of its use is remembered, once a day.

        Raises:
            TokenMalformed: if the text is not an app token.
            TokenUnknown: if it was never issued.
            TokenRevoked: if it was revoked.
            TokenExpired: if its time is over.

        """
        kind = token_kind(text)
        sha256 = token_sha256(text)
        token = self._directory.token_by_sha256(sha256)
        if token is None or not hmac.compare_digest(token.sha256, sha256):
            raise TokenUnknown("This app token was not issued here.")
        if token.kind is not kind:
            raise TokenMalformed("The app token's prefix is not that of its kind.")
        if token.revoked_at is not None:
            raise TokenRevoked("This app token was revoked.")
        if token.expires_at is not None and self._clock.now() >= token.expires_at:
            raise TokenExpired("This app token has expired.")
        return self._known_as(token)

    def by_client_id(self, client_id: RelyingPartyId) -> Caller:
        """Return who a relying party is, for a door where another proof than its token counts.

        Raises:
            TokenUnknown: if there is none, or none of its tokens stands.

        """
        now = self._clock.now()
        tokens = self._directory.tokens_of(client_id) if is_id(client_id, "rpy") else ()
        token = next((each for each in tokens if each.stands(now)), None)
        if token is None:
            raise TokenUnknown("There is no such relying party.")
        return self._known_as(token)

    def _known_as(self, token: AppToken) -> Caller:
        today = self._clock.now().date()
        if token.last_used_on != today:
            self._directory.note_use(token.id, today)
        return Caller(of_token(token), token.limits, token.expires_at)
