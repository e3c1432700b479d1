"""The OpenID provider: a face before a relying party's app lets somebody in.

From request to ID token:

1. The relying party pushes its request (`push`), or the browser brings it, where that is allowed.
   All of it is checked before a session is opened for the subject that `login_hint` names.
2. The browser brings what was pushed (`begin`), and is sent to the hosted check with what was asked
   for sealed in `state`: nothing is kept here of an authorization.
3. It comes back (`end`). How the session ended is read from the silo, never from the browser.
   Accepted, and at the level that was asked for, it gives a code; else an error.
4. The code is good once, for a minute, to the client that asked and that has the PKCE verifier
   (`exchange`).
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from inperson.checks import WantedCheck
from inperson.core import base64url
from inperson.desks import Desks
from inperson.openid.asking import Asked, read_asked
from inperson.openid.calls import GRANT, Calls
from inperson.openid.errors import OAuthError, SignInRefused, SignInUnreturnable
from inperson.openid.identity import pairwise
from inperson.openid.model import Authorization, Phase
from inperson.openid.parties import RelyingParties
from inperson.openid.ports import IdTokenSigner, Seals
from inperson.openid.signing import SigningIn, Tokens
from inperson.sessions import AnySession, Sessions
from inperson.tenants import Caller

PUSHED_FOR = timedelta(seconds=90)
CODE_FOR = timedelta(seconds=60)
URN = "urn:ietf:params:oauth:request_uri:"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a relying party gets for a request that it pushed."""

    request_uri: str
    expires_in_s: int


class OpenIdProvider:
    """The use cases, each a step of one authorization.

    Args:
        parties: know who relying parties are.
        sessions: opened and read.
        desks: where checks are opened, and it is noted that a code was used.
        seals: what travels with the browser.
        signer: of ID tokens.
        issuer: where browsers reach this server, which is the `iss` of every ID token.

    """

    def __init__(
        self,
        parties: RelyingParties,
        sessions: Sessions,
        desks: Desks,
        seals: Seals,
        signer: IdTokenSigner,
        issuer: str,
    ) -> None:
        self.parties = parties
        self.signer = signer
        self._sessions = sessions
        self._seals = seals
        self._issuer = issuer
        self._signing = SigningIn(parties, sessions, desks, seals, signer, issuer)
        self.calls = Calls(self._signing)

    def push(self, caller: Caller, given: Mapping[str, str]) -> Pushed:
        """Take a request from the relying party itself, and open its session (RFC 9126).

        Raises:
            SignInRefused: if the request is not right.

        """
        if "request_uri" in given:
            raise SignInRefused(OAuthError.INVALID_REQUEST, "A pushed request has no other.")
        redirect_uri = self.parties.redirect_uri(caller, given)
        _, pushed = self._opened(caller, read_asked(given), redirect_uri)
        return Pushed(URN + self._seals.seal(pushed), int(PUSHED_FOR.total_seconds()))

    def begin(self, given: Mapping[str, str]) -> str:
        """Return where a browser goes that brings a request: before the camera, or back.

        Raises:
            SignInUnreturnable: if it is not known for sure where back is.

        """
        request_uri = given.get("request_uri")
        if request_uri is not None:
            return self._begin_pushed(given.get("client_id", ""), request_uri)
        caller, redirect_uri = self.parties.unpushed(given)
        try:
            asked = read_asked(given, pushed=False)
            return self._check(caller, *self._opened(caller, asked, redirect_uri))
        except SignInRefused as refused:
            return self._back(redirect_uri, given.get("state"), _told(refused))

    def end(self, state: str) -> str:
        """Return where a browser goes that comes back from the check.

        Raises:
            SignInUnreturnable: if it brings nothing that was sealed here, or too late.

        """
        opened = self._seals.open(state, Phase.CHECKING, self._now)
        if opened is None or not self.parties.stands(opened):
            raise SignInUnreturnable("This is no way back to an app or site.")
        try:
            self._signing.accepted(opened)
        except SignInRefused as refused:
            return self._back(opened.redirect_uri, opened.state, _told(refused))
        granted = replace(opened, phase=Phase.GRANTED, expires_at=self._now + CODE_FOR)
        return self._back(opened.redirect_uri, opened.state, {"code": self._seals.seal(granted)})

    def exchange(self, caller: Caller, given: Mapping[str, str]) -> Tokens:
        """Exchange a code for an ID token, or answer a poll.

        Raises:
            SignInRefused: if the code or its verifier is not the right one, or the poll's answer
                is no, or not yet.

        """
        grant = given.get("grant_type")
        if grant == GRANT:
            return self.calls.exchange(caller, given)
        if grant != "authorization_code":
            raise SignInRefused(OAuthError.UNSUPPORTED_GRANT_TYPE, "There is no such grant here.")
        code = given.get("code", "")
        granted = self._seals.open(code, Phase.GRANTED, self._now)
        if granted is None or not self._proved(caller, granted, given):
            raise SignInRefused(OAuthError.INVALID_GRANT, "The code is not this client's.")
        return self._signing.tokens(caller, granted, OAuthError.INVALID_GRANT)

    def userinfo(self, access_token: str) -> Mapping[str, str]:
        """Return the claims of an access token's subject: `sub`.

        Raises:
            SignInRefused: if it is none, or its time, its client or its subject is over.

        """
        signed_in = self._seals.open(access_token, Phase.SIGNED_IN, self._now)
        if signed_in is None or not self.parties.stands(signed_in):
            raise SignInRefused(OAuthError.INVALID_TOKEN, "The access token is over, or none.")
        return {
            "sub": pairwise(signed_in, self._signing.accepted(signed_in, OAuthError.INVALID_TOKEN))
        }

    @property
    def _now(self) -> datetime:
        return self._sessions.clock.now()

    def _begin_pushed(self, client_id: str, request_uri: str) -> str:
        pushed = self._seals.open(request_uri.removeprefix(URN), Phase.PUSHED, self._now)
        if pushed is None or pushed.client_id != client_id:
            raise SignInUnreturnable("The request was not pushed here, or its time is over.")
        caller = self.parties.still(pushed)
        session = self._sessions.of(caller).get(pushed.session_id)
        return self._check(caller, session, pushed)

    def _opened(
        self, caller: Caller, asked: Asked, redirect_uri: str
    ) -> tuple[AnySession, Authorization]:
        """Open the session of a request, and return both; the request is pushed, or goes on."""
        session = self._signing.opened(caller, asked.kind, asked.subject_ref)
        client = caller.limits.relying_party
        assert client is not None  # noqa: S101 -- narrows for the type checker
        return session, Authorization(
            phase=Phase.PUSHED,
            client_id=client.id,
            token_id=caller.token_id,
            tenant_id=caller.tenant_id,
            kind=caller.kind,
            session_id=session.id,
            redirect_uri=redirect_uri,
            challenge=asked.challenge,
            expires_at=self._now + PUSHED_FOR,
            state=asked.state,
            nonce=asked.nonce,
            level=asked.level,
        )

    def _check(self, caller: Caller, session: AnySession, opened: Authorization) -> str:
        until = session.expires_at + timedelta(minutes=2)  # a capture that has begun may end
        checking = replace(opened, phase=Phase.CHECKING, expires_at=until)
        back = WantedCheck(f"{self._issuer}/openid/return", self._seals.seal(checking))
        link = self._signing.checks(caller).link(session, back)
        if link is None:
            raise SignInUnreturnable("The request was brought here before.")
        return link

    def _proved(self, caller: Caller, granted: Authorization, given: Mapping[str, str]) -> bool:
        """Tell whether a code is this client's: its token, its redirect URI and its verifier."""
        client = caller.limits.relying_party
        same = client is not None and client.id == granted.client_id
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        verified = hmac.compare_digest(base64url(digest), granted.challenge)
        return same and verified and given.get("redirect_uri") == granted.redirect_uri

    def _back(self, redirect_uri: str, state: str | None, told: Mapping[str, str]) -> str:
        """Return the redirect URI, which has no query, with an answer that names its issuer.

        RFC 9207.
        """
        answer = {**told, **({} if state is None else {"state": state}), "iss": self._issuer}
        return f"{redirect_uri}?{urlencode(answer)}"


def _told(refused: SignInRefused) -> Mapping[str, str]:
    return {"error": refused.error.value, "error_description": str(refused)}
