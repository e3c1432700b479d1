"""A relying party asks without a browser, as a call centre does: CIBA, by poll or ping.

OpenID Connect Client-Initiated Backchannel Authentication Core 1.0:

1. The client asks (`ask`), with the reference of whom it speaks to. It gets an `auth_req_id`, and a
   link of the hosted check. No phone number and no address of a subject is kept here, so the
   tenant itself brings the link to the person: a text message, its app, a screen at a desk.
2. The person reads what the client wants it to compare (`binding_message`), and makes the check.
3. The client polls with the `auth_req_id` (`exchange`), which is a sealed authorization: nothing is
   stored of it, as of those that travel with a browser.
4. A client that named where (`ping_uri`) is told when it is worth asking (10.2), once the check is
   decided; one whose time passes unused is told of nothing, and the client knows how long it had.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from inperson.checks import CHECK_TTL, Ping, WantedCheck
from inperson.openid.asking import level_of
from inperson.openid.errors import OAuthError, SignInRefused
from inperson.openid.model import Authorization, Phase
from inperson.openid.ports import UsedOnceRows
from inperson.openid.signing import SigningIn, Tokens
from inperson.sessions import SessionKind, SessionState
from inperson.tenants import Caller, RelyingParty

GRANT = "urn:openid:params:grant-type:ciba"
INTERVAL = timedelta(seconds=5)
"""Between two polls of one request (7.3)."""
FINISHING = timedelta(minutes=2)
"""A capture that has begun may end, and its client ask once more."""
KNOWN_FOR = timedelta(hours=1)
"""After its end a request is still told that it is over, and not that it is none."""
LONGEST_MESSAGE = 40
LONGEST_TOKEN = 1024
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"})
_SIGNS = frozenset(" .,#-")
_OTHERS = ("request", "login_hint_token", "id_token_hint", "user_code")


@dataclass(frozen=True, slots=True)
class Call:
    """What a client asks for."""

    subject_ref: str
    level: int | None
    message: str | None
    lasts: timedelta
    ping_token: str | None = field(default=None, repr=False)
    """By which the client knows who tells it that it was answered; None if it polls."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a client gets for it."""

    auth_req_id: str = field(repr=False)
    expires_in_s: int
    interval_s: int
    link: str = field(repr=False)
    """Of the hosted check, good once: for the person, by whatever way the tenant has to it."""


def read_call(given: Mapping[str, str], *, pinged: bool = False) -> Call:
    """Read an authentication request (7.1) of a client that is known, and is pinged or polls.

    Raises:
        SignInRefused: with what is wrong in it.

    """
    for name in _OTHERS:
        if name in given:
            raise SignInRefused(OAuthError.INVALID_REQUEST, f"`{name}` is not supported.")
    if "openid" not in given.get("scope", "").split():
        raise SignInRefused(OAuthError.INVALID_SCOPE, "`scope` has `openid`.")
    hint = given.get("login_hint")
    if hint is None:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`login_hint` is your subject reference.")
    message = given.get("binding_message")
    if message is not None and not _plain(message):
        raise SignInRefused(
            OAuthError.INVALID_BINDING_MESSAGE,
            f"`binding_message` is 1 to {LONGEST_MESSAGE} letters, digits, blanks and `.,#-`.",
        )
    level = level_of(given.get("acr_values", "").split())
    token = _ping_token(given.get("client_notification_token")) if pinged else None
    return Call(hint, level, message, _lasts(given.get("requested_expiry")), token)


def _ping_token(token: str | None) -> str:
    """Return what a ping is sent under: a bearer token (RFC 6750), of 1,024 characters at most."""
    if token is None or len(token) > LONGEST_TOKEN or _BEARER.fullmatch(token) is None:
        raise SignInRefused(
            OAuthError.INVALID_REQUEST, "`client_notification_token` is a bearer token."
        )
    return token


def _plain(message: str) -> bool:
    """Tell whether a message is short and plain (7.1): in it stands no address and no markup."""
    kinds = [unicodedata.category(each) in _LETTERS for each in message]
    fit = all(letter or each in _SIGNS for letter, each in zip(kinds, message, strict=True))
    return fit and any(kinds) and message == message.strip() and len(message) <= LONGEST_MESSAGE


def _lasts(expiry: str | None) -> timedelta:
    """Return how long the person has: what was asked for, but no longer than any check."""
    if expiry is None:
        return CHECK_TTL
    if re.fullmatch(r"[1-9][0-9]{0,8}", expiry) is None:
        raise SignInRefused(OAuthError.INVALID_REQUEST, "`requested_expiry` is a number above 0.")
    return min(CHECK_TTL, timedelta(seconds=int(expiry)))


@dataclass(frozen=True, slots=True)
class Calls:
    """The use cases of clients that are registered for it."""

    signing: SigningIn

    def ask(self, caller: Caller, given: Mapping[str, str]) -> Called:
        """Open the check of a person that a client speaks to.

        Raises:
            SignInRefused: if the client or the request is not right, or the person, whatever it
                is about that, cannot sign in.

        """
        client = _registered(caller)
        call = read_call(given, pinged=client.ping_uri is not None)
        try:
            session = self.signing.opened(
                caller,
                SessionKind.AUTHENTICATE,
                call.subject_ref,
                call.lasts,
                malformed=OAuthError.UNKNOWN_USER_ID,  # it can be nobody's: that tells of nobody
            )
        except SignInRefused as refused:
            if refused.error is OAuthError.ACCESS_DENIED:  # 13
                refused.answer_status = HTTPStatus.FORBIDDEN
            raise
        called = Authorization(
            phase=Phase.CALLED,
            client_id=client.id,
            token_id=caller.token_id,
            tenant_id=caller.tenant_id,
            kind=caller.kind,
            session_id=session.id,
            redirect_uri=caller.limits.returns[0],  # for its host, by which `sub` is pairwise
            challenge="",
            expires_at=session.expires_at + FINISHING + KNOWN_FOR,
            level=call.level,
        )
        asked = self.signing.seals.seal(called)
        token, until = call.ping_token, called.expires_at
        ping = None if token is None else Ping(client.id, asked, token, until)
        wanted = WantedCheck(return_to=None, hand_off=False, message=call.message, ping=ping)
        link = self.signing.checks(caller).link(session, wanted)
        assert link is not None  # noqa: S101 -- the session is new
        lasts_s, interval_s = (int(each.total_seconds()) for each in (call.lasts, INTERVAL))
        return Called(asked, lasts_s, interval_s, link)

    def exchange(self, caller: Caller, given: Mapping[str, str]) -> Tokens:
        """Answer a poll (11): an ID token once the person has passed.

        Raises:
            SignInRefused: as long as it has not, and if it will not.

        """
        client, signing = _registered(caller), self.signing
        called = signing.seals.open(given.get("auth_req_id", ""), Phase.CALLED, signing.now)
        if called is None or called.client_id != client.id:
            raise SignInRefused(OAuthError.INVALID_GRANT, "`auth_req_id` is not this client's.")
        self._require_pace(called)
        until = called.expires_at - KNOWN_FOR
        session = signing.usable(called)
        if signing.now >= until or (
            session is not None and session.state is SessionState.EXPIRED and not session.begun
        ):
            raise SignInRefused(OAuthError.EXPIRED_TOKEN, "The time for the check is over.")
        if session is not None and session.verdict is None:
            raise SignInRefused(OAuthError.AUTHORIZATION_PENDING, "The person is not done yet.")
        return signing.tokens(caller, called, OAuthError.ACCESS_DENIED)

    def _require_pace(self, called: Authorization) -> None:
        """Let one poll in each interval pass, on whichever replica."""
        now = self.signing.now
        turn = int(now.timestamp() // INTERVAL.total_seconds())
        sha256 = hashlib.sha256(f"poll\0{called.session_id}\0{turn}".encode()).digest()
        with self.signing.desks.of(called.authority).silo.begin() as tx:
            if not tx.rows(UsedOnceRows).use(sha256, called.kind, now, now + INTERVAL):
                raise SignInRefused(OAuthError.SLOW_DOWN, "Wait 5 seconds longer between polls.")


def _registered(caller: Caller) -> RelyingParty:
    """Return the client, if it is registered for this.

    Raises:
        SignInRefused: with `unauthorized_client`.

    """
    client = caller.limits.relying_party
    if client is None or not client.ciba:
        raise SignInRefused(OAuthError.UNAUTHORIZED_CLIENT, "The client is not registered for it.")
    return client
