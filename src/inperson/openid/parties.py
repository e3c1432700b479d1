"""Who asks: relying parties, how they prove who they are, and where people may return to.

A relying party is an app token seen from another side: it has the token's tenant, kind and end.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inperson.core import Clock, RelyingPartyId
from inperson.desks import Desks
from inperson.openid.errors import OAuthError, SignInRefused, SignInUnreturnable
from inperson.openid.model import Authorization
from inperson.openid.ports import Assertions, UsedOnceRows
from inperson.tenants import (
    Action,
    Caller,
    RelyingParty,
    Tenants,
    TokenRefused,
)

_LONGEST_ASSERTION = timedelta(minutes=5)
_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Credential:
    """How a client said who it is: by exactly one of the two."""

    client_id: str | None = None
    secret: str | None = None
    """The app token (`client_secret_basic`, `client_secret_post`)."""
    assertion: str | None = None
    """A JWT that it signed (`private_key_jwt`)."""


class RelyingParties:
    """The relying parties of a server.

    Args:
        tenants: know every app token.
        assertions: reads what clients sign.
        desks: where it is noted that an assertion was used.
        clock: tells the time.
        audiences: what an assertion may be for: the issuer, and the endpoints that take one.

    """

    def __init__(
        self,
        tenants: Tenants,
        assertions: Assertions,
        desks: Desks,
        clock: Clock,
        audiences: frozenset[str],
    ) -> None:
        self._tenants = tenants
        self._assertions = assertions
        self._desks = desks
        self._clock = clock
        self._audiences = audiences

    def authenticate(self, credential: Credential) -> Caller:
        """Tell which relying party asks.

        One that registered keys proves itself by them alone: its token, which others may see, is
        no proof of it here.

        Raises:
            SignInRefused: with `invalid_client`, whatever is wrong.

        """
        if (credential.assertion is None) is (credential.secret is None):
            raise _unknown("Prove who you are, in one way.")
        try:
            if credential.assertion is not None:
                return self._by_assertion(credential.assertion, credential.client_id)
            caller = self._tenants.authenticate(credential.secret or "")
        except TokenRefused as error:
            raise _unknown("The client is not known.") from error
        client = caller.limits.relying_party
        if client is None or client.id != credential.client_id or client.jwks is not None:
            raise _unknown("The client is not known.")
        caller.require(Action.SIGN_IN)
        return caller

    def unpushed(self, given: Mapping[str, str]) -> tuple[Caller, str]:
        """Return who asks by a browser alone, and where back is: before anything else is read.

        Raises:
            SignInUnreturnable: if one of the two is not known for sure.

        """
        try:
            caller = self._tenants.relying_party(RelyingPartyId(given.get("client_id", "")))
            client = caller.limits.relying_party
            redirect_uri = self.redirect_uri(caller, given)
        except (TokenRefused, SignInRefused) as error:
            raise SignInUnreturnable("The client or its `redirect_uri` is not known.") from error
        if client is None or not client.unpushed:
            raise SignInUnreturnable("This client pushes its requests (RFC 9126).")
        return caller, redirect_uri

    def redirect_uri(self, caller: Caller, given: Mapping[str, str]) -> str:
        """Return where people return to: one of the client's own, to the letter.

        Raises:
            SignInRefused: if it is none of them.

        """
        redirect_uri = given.get("redirect_uri", "")
        if redirect_uri not in caller.limits.returns:
            raise SignInRefused(OAuthError.INVALID_REQUEST, "`redirect_uri` is not the client's.")
        return redirect_uri

    def stands(self, opened: Authorization) -> bool:
        """Tell whether the app token of an authorization is neither revoked nor over."""
        return self._tenants.stands(opened.tenant_id, opened.token_id)

    def require_standing(self, opened: Authorization) -> None:
        """Let an authorization go on while its app token stands.

        Raises:
            SignInUnreturnable: if that is revoked or over.

        """
        if not self.stands(opened):
            raise SignInUnreturnable("The client's token is over.")

    def still(self, opened: Authorization) -> Caller:
        """Return the relying party of an authorization.

        Raises:
            SignInUnreturnable: if its token is revoked or over.

        """
        self.require_standing(opened)
        try:
            return self._tenants.relying_party(opened.client_id)
        except TokenRefused as error:
            raise SignInUnreturnable("The client's token is over.") from error

    def _by_assertion(self, assertion: str, client_id: str | None) -> Caller:
        """Check an assertion: who, key, signature, audience, time, and that it is a new one."""
        try:
            named = self._assertions.subject(assertion)
            caller = self._tenants.relying_party(RelyingPartyId(named))
            client = caller.limits.relying_party
            claims = self._read(assertion, client)
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            mine = claims["iss"] == claims["sub"] == named == (client_id or named)
            audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
            jti = str(claims["jti"])
        except (ValueError, TypeError, KeyError, OverflowError, OSError) as error:
            raise _unknown("The assertion is not right.") from error
        now = self._clock.now()
        timely = now - _SKEW < expires_at <= now + _LONGEST_ASSERTION + _SKEW
        if not mine or not timely or self._audiences.isdisjoint(audiences):
            raise _unknown("The assertion is not right.")
        sha256 = hashlib.sha256(f"assertion\0{named}\0{jti}".encode()).digest()
        with self._desks.of(caller.authority).silo.begin() as tx:
            if not tx.rows(UsedOnceRows).use(sha256, caller.kind, now, expires_at + _SKEW):
                raise _unknown("The assertion was used.")
        caller.require(Action.SIGN_IN)
        return caller

    def _read(self, assertion: str, client: RelyingParty | None) -> Mapping[str, Any]:
        if client is None or client.jwks is None:
            raise ValueError
        return self._assertions.read(assertion, client.jwks)


def _unknown(description: str) -> SignInRefused:
    return SignInRefused(OAuthError.INVALID_CLIENT, description)
