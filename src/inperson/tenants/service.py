"""Creating tenants, issuing their tokens, and knowing who is calling."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from inperson.core import (
    Clock,
    Entropy,
    RelyingPartyId,
    TenantId,
    TokenId,
    is_id,
    is_loopback,
    new_tenant_id,
    new_token_id,
)
from inperson.tenants.callers import Caller, IssuedToken
from inperson.tenants.errors import (
    ActionNotAllowed,
    TenantNameInvalid,
    TenantNotFound,
    TokenLabelInvalid,
    TokenLimitsInvalid,
    TokenNotFound,
)
from inperson.tenants.model import AppToken, Tenant, TokenKind, TokenLimits
from inperson.tenants.ports import NOBODY, TenantDirectory, TokenWitness
from inperson.tenants.recognition import Recognition
from inperson.tenants.registration import Registration, closed
from inperson.tenants.roles import Action
from inperson.tenants.text import new_token_text, token_sha256

_NAME_LENGTH = 80
_DEFAULT_LIMITS = TokenLimits()


class Tenants:
    """The tenants of a server and their app tokens.

    Args:
        directory: where they are.
        clock: tells the time.
        entropy: makes ids and secrets.
        admit: raises where nothing may be sent to a URL; without it nothing is sent to any.

    """

    def __init__(
        self,
        directory: TenantDirectory,
        clock: Clock,
        entropy: Entropy,
        admit: Callable[[str], None] = closed,
    ) -> None:
        self.parties = Registration(entropy, admit)
        self._directory = directory
        self._recognition = Recognition(directory, clock)
        self._clock = clock
        self._entropy = entropy

    def create_tenant(self, name: str) -> Tenant:
        """Create a tenant.

        Raises:
            TenantNameInvalid: unless the name is 1 to 80 printable characters.
            TenantExists: if the name is taken.

        """
        if not name or name != name.strip() or not _is_text(name):
            raise TenantNameInvalid("A name is 1 to 80 printable characters.", field="name")
        tenant = Tenant(new_tenant_id(self._entropy), name, self._clock.now())
        self._directory.add_tenant(tenant)
        return tenant

    def tenant(self, tenant_id: TenantId) -> Tenant:
        """Return a tenant.

        Raises:
            TenantNotFound: if there is no such tenant.

        """
        return self._known(tenant_id)

    def tenants(self) -> Sequence[Tenant]:
        """Return all tenants in order of creation."""
        return self._directory.tenants()

    def issue_token(
        self,
        tenant_id: TenantId,
        kind: TokenKind,
        label: str,
        ttl: timedelta | None = None,
        limits: TokenLimits = _DEFAULT_LIMITS,
        witness: TokenWitness = NOBODY,
    ) -> IssuedToken:
        """Issue an app token.

        Args:
            tenant_id: whose token it is.
            kind: developer or production.
            label: what the tenant calls it, at most 80 printable characters.
            ttl: how long it is valid; None for ever.
            limits: what it may do, and for which pages and apps.
            witness: is told before.

        Raises:
            TenantNotFound: if there is no such tenant.
            TokenLabelInvalid: if the label is too long or not printable.
            TokenLimitsInvalid: if a production token names a return to localhost.

        """
        self._known(tenant_id)
        if not _is_text(label):
            raise TokenLabelInvalid("A label is at most 80 printable characters.", field="label")
        if kind is TokenKind.PRODUCTION and any(map(is_loopback, limits.returns)):
            raise TokenLimitsInvalid(
                "Real people are sent back to no http:// of their machine.", field="returns"
            )
        secret, now = new_token_text(kind, self._entropy), self._clock.now()
        token = AppToken(
            id=new_token_id(self._entropy),
            tenant_id=tenant_id,
            kind=kind,
            label=label,
            sha256=token_sha256(secret),
            created_at=now,
            expires_at=None if ttl is None else now + ttl,
            limits=limits,
        )
        witness.issued(token.id)
        self._directory.add_token(token)
        return IssuedToken(token, secret)

    def issue_by(
        self,
        caller: Caller,
        label: str,
        ttl: timedelta | None,
        limits: TokenLimits,
        witness: TokenWitness = NOBODY,
    ) -> IssuedToken:
        """Issue an app token on behalf of another one: of its kind, and within all its limits.

        A developer token, which lies on laptops, can never make a production one.

        Raises:
            ActionNotAllowed: if the caller may not issue tokens, lacks one of the scopes, is
                limited to other pages and apps, or ends before.
            TokenLabelInvalid: if the label is too long or not printable.

        """
        caller.require(Action.ISSUE_TOKEN)
        _require_within(caller, limits)
        left = self._left(caller)
        if left is not None and (ttl is None or ttl > left):
            raise ActionNotAllowed("A token can be passed on for no longer than it lasts itself.")
        return self.issue_token(caller.tenant_id, caller.kind, label, ttl, limits, witness)

    def rotate_by(
        self,
        caller: Caller,
        token_id: TokenId,
        overlap: timedelta,
        witness: TokenWitness = NOBODY,
    ) -> IssuedToken:
        """Rotate a token on behalf of another one: of its kind, and within all its limits.

        What takes its place ends with the caller at the latest.

        Raises:
            ActionNotAllowed: if the caller may not issue tokens, lacks one of the scopes, or is
                limited to other pages and apps.
            TokenNotFound: if there is no such valid token of the caller's kind.

        """
        caller.require(Action.ISSUE_TOKEN)
        _require_within(caller, self._own(caller, token_id).limits)
        return self.rotate(caller.tenant_id, token_id, overlap, witness, self._left(caller))

    def revoke_by(self, caller: Caller, token_id: TokenId, witness: TokenWitness = NOBODY) -> None:
        """Revoke a token on behalf of another one of its kind.

        Raises:
            ActionNotAllowed: if the caller may not end tokens.
            TokenNotFound: if there is no such token of the caller's kind.

        """
        caller.require(Action.END_TOKEN)
        self.revoke(caller.tenant_id, self._own(caller, token_id).id, witness)

    def rotate(
        self,
        tenant_id: TenantId,
        token_id: TokenId,
        overlap: timedelta,
        witness: TokenWitness = NOBODY,
        longest: timedelta | None = None,
    ) -> IssuedToken:
        """Issue a token that takes another one's place; the old one works on for the overlap.

        Args:
            tenant_id: whose token it is.
            token_id: which.
            overlap: how long the old one works on.
            witness: is told before.
            longest: how long the new one may be valid at most.

        Raises:
            TokenNotFound: if the tenant has no such token, or it is revoked or expired.

        """
        self._known(tenant_id)
        now = self._clock.now()
        old = self._find(tenant_id, token_id)
        if old is None or not old.stands(now):
            raise TokenNotFound("The tenant has no such token that is valid.")
        ttl = None if old.expires_at is None else old.expires_at - old.created_at
        if longest is not None:
            ttl = longest if ttl is None else min(ttl, longest)
        # the new one first: killed in between, the tenant has two tokens and not none
        issued = self.issue_token(tenant_id, old.kind, old.label, ttl, old.limits, witness)
        witness.ended(token_id)
        self._directory.end_token(tenant_id, token_id, now + overlap)
        return issued

    def tokens(self, tenant_id: TenantId) -> Sequence[AppToken]:
        """Return a tenant's tokens in order of creation.

        Raises:
            TenantNotFound: if there is no such tenant.

        """
        self._known(tenant_id)
        return self._directory.tokens(tenant_id)

    def revoke(
        self, tenant_id: TenantId, token_id: TokenId, witness: TokenWitness = NOBODY
    ) -> None:
        """Revoke a token at once; a token revoked before stays so.

        Raises:
            TokenNotFound: if the tenant has no such token.

        """
        if self._find(tenant_id, token_id) is None:
            raise TokenNotFound("The tenant has no such token.")
        witness.ended(token_id)
        self._directory.revoke_token(tenant_id, token_id, self._clock.now())

    def authenticate(self, text: str) -> Caller:
        """Tell who calls with this app token; raises what `Recognition.by_text` raises."""
        return self._recognition.by_text(text)

    def relying_party(self, client_id: RelyingPartyId) -> Caller:
        """Tell who a relying party is; raises what `Recognition.by_client_id` raises."""
        return self._recognition.by_client_id(client_id)

    def stands(self, tenant_id: TenantId, token_id: TokenId) -> bool:
        """Tell whether what an app token began may go on: it is neither revoked nor over."""
        token = self._find(tenant_id, token_id)
        return token is not None and token.stands(self._clock.now())

    def _left(self, caller: Caller) -> timedelta | None:
        """Return how long the caller's own token is still valid; None for ever."""
        return None if caller.expires_at is None else caller.expires_at - self._clock.now()

    def _find(self, tenant_id: TenantId, token_id: TokenId) -> AppToken | None:
        tokens = self._directory.tokens(tenant_id) if is_id(token_id, "tok") else ()
        return next((each for each in tokens if each.id == token_id), None)

    def _own(self, caller: Caller, token_id: TokenId) -> AppToken:
        token = self._find(caller.tenant_id, token_id)
        if token is None or token.kind is not caller.kind:
            raise TokenNotFound("The tenant has no such token.")
        return token

    def _known(self, tenant_id: TenantId) -> Tenant:
        tenant = self._directory.tenant(tenant_id) if is_id(tenant_id, "ten") else None
        if tenant is None:
            raise TenantNotFound("There is no such tenant.")
        return tenant


def _require_within(caller: Caller, limits: TokenLimits) -> None:
    if not limits.within(caller.limits):
        raise ActionNotAllowed("A token can pass on only the scopes, pages and apps that it has.")


def _is_text(text: str) -> bool:
    return len(text) <= _NAME_LENGTH and text.isprintable()
