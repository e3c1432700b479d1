"""What every way to sign in has in common: a session that was accepted, and is signed for once.

Whoever was erased, withdrew or had its data restricted since is signed in by none of them: how the
session ended, and whether it may be used now, is read here, from the silo.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inperson.checks import CHECK_TTL, HostedChecks
from inperson.core import InpersonError
from inperson.desks import Desks
from inperson.openid.errors import OAuthError, SignInRefused
from inperson.openid.identity import SIGNED_IN_FOR, claims_of, pairwise
from inperson.openid.model import Authorization, Phase
from inperson.openid.parties import RelyingParties
from inperson.openid.ports import IdTokenSigner, Seals, UsedOnceRows
from inperson.sessions import (
    ACCEPTED,
    AnySession,
    Device,
    InvalidReference,
    SessionKind,
    SessionRows,
    Sessions,
    SignIn,
)
from inperson.tenants import Caller, TokenLimits

USED_FOR = timedelta(hours=1)
"""How long it is kept that a session was: longer than one can still be signed for."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a relying party gets for a person who was there."""

    id_token: str
    access_token: str
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Opens the sessions of relying parties, and signs for them."""

    parties: RelyingParties
    sessions: Sessions
    desks: Desks
    seals: Seals
    signer: IdTokenSigner
    issuer: str

    @property
    def now(self) -> datetime:
        """Return what time it is."""
        return self.sessions.clock.now()

    def checks(self, caller: Caller) -> HostedChecks:
        """Return the hosted checks of a relying party."""
        return HostedChecks(self.desks.of(caller.authority), self.sessions, caller)

    def opened(
        self,
        caller: Caller,
        kind: SessionKind,
        subject_ref: str,
        lasts: timedelta = CHECK_TTL,
        malformed: OAuthError = OAuthError.ACCESS_DENIED,
    ) -> AnySession:
        """Open a session of the hosted check.

        Raises:
            SignInRefused: with `malformed` if the reference is none; with `access_denied`, whatever
                it is about the person: why is the tenant's to know, by its own API. Nobody is told
                here who is enrolled.

        """
        try:
            return self.checks(caller).begin(
                Device(),
                lambda mine, device, for_so_long: mine.create(
                    kind, subject_ref, None, device=device, lasts=for_so_long
                ),
                lasts,
            )
        except InvalidReference as error:
            raise SignInRefused(malformed, "`login_hint` is no subject reference.") from error
        except InpersonError as error:
            if error.status is None or error.status >= 500:
                raise
            raise SignInRefused(OAuthError.ACCESS_DENIED, "This subject cannot sign in.") from error

    def usable(self, opened: Authorization) -> AnySession | None:
        """Return the session of an authorization, if its subject's data may be used now."""
        return self.sessions.usable(Caller(opened.authority, TokenLimits()), opened.session_id)

    def accepted(
        self, opened: Authorization, otherwise: OAuthError = OAuthError.ACCESS_DENIED
    ) -> AnySession:
        """Return the session if it was accepted, reached what was asked for, and still counts.

        Raises:
            SignInRefused: with `otherwise`, or because the level was not reached.

        """
        session = self.usable(opened)
        if session is None:  # of whoever was erased, withdrew or had its data restricted since
            raise SignInRefused(otherwise, "The check is over, or may not be used.")
        verdict = session.verdict
        if verdict is None or verdict.decision not in ACCEPTED or session.subject_id is None:
            raise SignInRefused(otherwise, "The check was not passed.")
        enrolled = session.kind is SessionKind.ENROLL
        if opened.level is not None and not enrolled and (verdict.level or 0) < opened.level:
            raise SignInRefused(OAuthError.UNMET, "The level that was asked for was not reached.")
        return session

    def tokens(self, caller: Caller, granted: Authorization, otherwise: OAuthError) -> Tokens:
        """Sign for a session that was accepted: once, whatever leads to it.

        Raises:
            SignInRefused: with `otherwise` if it was not, `invalid_grant` if it was used.

        """
        if not self.parties.stands(granted):
            raise SignInRefused(OAuthError.INVALID_GRANT, "The client's token is over.")
        session = self.accepted(granted, otherwise)
        self._use(granted)
        self._note(caller, granted, session)
        signed_in = replace(granted, phase=Phase.SIGNED_IN, expires_at=self.now + SIGNED_IN_FOR)
        access = self.seals.seal(signed_in)
        return Tokens(
            self.signer.sign(claims_of(granted, session, access, self.issuer, self.now)),
            access,
            int(SIGNED_IN_FOR.total_seconds()),
        )

    def _use(self, granted: Authorization) -> None:
        """Note that a session is signed for: a browser that comes back twice gets two codes."""
        sha256 = hashlib.sha256(f"session\0{granted.session_id}".encode()).digest()
        with self.desks.of(granted.authority).silo.begin() as tx:
            if not tx.rows(UsedOnceRows).use(sha256, granted.kind, self.now, self.now + USED_FOR):
                raise SignInRefused(OAuthError.INVALID_GRANT, "It was used.")

    def _note(self, caller: Caller, granted: Authorization, session: AnySession) -> None:
        """Note who gets an ID token, if it wants to hear of the end of what begins with it."""
        client = caller.limits.relying_party
        if client is None or client.logout_uri is None:
            return
        at = SignIn(client.id, pairwise(granted, session))
        with self.desks.of(granted.authority).silo.begin() as tx:
            if not tx.rows(SessionRows).sign_in(session.id, at):
                raise SignInRefused(OAuthError.INVALID_GRANT, "The check is not on record.")
