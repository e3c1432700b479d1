"""Tenants and their app tokens as values."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from inperson.core import (
    OPAQUE_ORIGIN,
    WEB_VIEW_ORIGINS,
    TenantId,
    TokenId,
    canonical_origin,
    canonical_return,
)
from inperson.tenants.errors import OriginNotAllowed, ReturnNotAllowed, TokenLimitsInvalid
from inperson.tenants.relying_party import RelyingParty, sector_of
from inperson.tenants.roles import Scope

_MOST, _LONGEST, _LONGEST_RETURN = 20, 95, 190
_ORIGIN = re.compile(
    r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?"
    r"|(capacitor|ionic)://[a-z0-9.-]+|null"
)
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+")


class TokenKind(StrEnum):
    """What an app token's sessions may be used for."""

    DEVELOPER = "developer"
    """Test sessions, which may feed the improvement of the software with a recorded consent."""
    PRODUCTION = "production"
    """Real sessions, used for nothing but confirming identity and liveness."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation that uses the service: the controller of its subjects' data."""

    id: TenantId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """What an app token may do, and from which pages and apps its sessions come.

    Raises:
        TokenLimitsInvalid: if there is no scope, or an origin or package is malformed.

    """

    scopes: frozenset[Scope] = frozenset({Scope.SESSIONS, Scope.RIGHTS})
    origins: tuple[str, ...] = ()
    """Web origins (`https://shop.example`); with these or packages, a session must name one.

    Those of pages that an app carries are among them: `capacitor://localhost`. `null`, which any
    site's sandboxed frame sends as well, counts for sessions of a package alone.
    """
    packages: tuple[str, ...] = ()
    """Android packages or iOS bundles (`org.example.shop`), with the pages that they carry."""
    returns: tuple[str, ...] = ()
    """Where a hosted check may send the person back to; without one the token opens none."""
    relying_party: RelyingParty | None = None
    """Whose credential it is at the OpenID provider; needs the scope `openid`."""

    def __post_init__(self) -> None:
        if not self.scopes:
            raise TokenLimitsInvalid("A token has a scope.", field="scopes")
        for name in ("origins", "packages", "returns"):
            if len(getattr(self, name)) > _MOST:
                raise TokenLimitsInvalid(f"A token has at most {_MOST} of these.", field=name)
        if not all(len(each) <= _LONGEST and _PACKAGE.fullmatch(each) for each in self.packages):
            raise TokenLimitsInvalid("One of them is not the name of a package.", field="packages")
        if (self.relying_party is None) is (Scope.OPENID in self.scopes):
            raise TokenLimitsInvalid(
                "The scope openid and a relying party go together.", field="scopes"
            )
        # what is compared with a browser's own words is kept in a browser's spelling
        spelt = dict.fromkeys(_origin(each) for each in self.origins)
        object.__setattr__(self, "origins", tuple(spelt))
        returns = dict.fromkeys(_return(each) for each in self.returns)
        object.__setattr__(self, "returns", tuple(returns))
        ciba = self.relying_party is not None and self.relying_party.ciba
        if ciba and len({sector_of(each) for each in returns}) != 1:
            raise TokenLimitsInvalid(
                "Without a browser, `sub` is named by the host of `returns`: give some, of one.",
                field="returns",
            )
        if OPAQUE_ORIGIN in spelt and not self.packages:
            raise TokenLimitsInvalid(
                "The origin null is any page's: name the app's package too.", field="packages"
            )

    @property
    def client_id(self) -> str | None:
        """Return what the token's holder is called at the OpenID provider."""
        return None if self.relying_party is None else self.relying_party.id

    def within(self, other: "TokenLimits") -> bool:
        """Tell whether whoever has these may do and come from no more than the other allows."""
        if not (self.scopes <= other.scopes and {*self.returns} <= {*other.returns}):
            return False
        if not other.origins and not other.packages:
            return True
        mine, theirs = {*self.origins, *self.packages}, {*other.origins, *other.packages}
        return bool(mine) and mine <= theirs

    def admit(self, origin: str | None, package: str | None) -> None:
        """Check where a session says that it comes from.

        Raises:
            OriginNotAllowed: if the token is limited and neither is among its own, or one is not.

        """
        if not self.origins and not self.packages:
            return
        app = package in self.packages
        pages = (*self.pages(app=app), *(WEB_VIEW_ORIGINS if app else ()))
        known = [(origin, pages), (package, self.packages)]
        given = [(name, allowed) for name, allowed in known if name is not None]
        if not given or any(name not in allowed for name, allowed in given):
            raise OriginNotAllowed("The app token is not for this page or app.")

    def admit_return(self, text: str) -> str:
        """Return where a hosted check sends the person back to, as it was allowed.

        Raises:
            ReturnNotAllowed: if it is none of the token's own addresses.

        """
        try:
            address = canonical_return(text)
        except ValueError:
            address = ""
        if address not in self.returns:
            raise ReturnNotAllowed("The app token may not send people back to this address.")
        return address

    def pages(self, *, app: bool) -> tuple[str, ...]:
        """Return those of its origins that a session's page may have, of an app or of none."""
        return tuple(each for each in self.origins if app or each != OPAQUE_ORIGIN)


def _origin(text: str) -> str:
    try:
        origin = canonical_origin(text, apps=True)
    except ValueError as error:
        said = f"This is no origin of a page: {error}."
        raise TokenLimitsInvalid(said, field="origins") from error
    if len(origin) > _LONGEST or _ORIGIN.fullmatch(origin) is None:
        said = "An origin is https://..., an app's, or http:// of localhost."
        raise TokenLimitsInvalid(said, field="origins")
    return origin


def _return(text: str) -> str:
    try:
        address = canonical_return(text)
    except ValueError as error:
        said = f"Nobody can be sent back to this: {error}."
        raise TokenLimitsInvalid(said, field="returns") from error
    if len(address) > _LONGEST_RETURN:
        said = f"An address has at most {_LONGEST_RETURN} characters."
        raise TokenLimitsInvalid(said, field="returns")
    return address


@dataclass(frozen=True, slots=True)
class AppToken:
    """What is kept of a tenant's API credential. The secret itself is shown once and not stored."""

    id: TokenId
    tenant_id: TenantId
    kind: TokenKind
    label: str
    sha256: bytes
    """SHA-256 of the token's text, 32 bytes. The text holds 190 random bits, so no salt."""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    limits: TokenLimits = field(default_factory=TokenLimits)
    last_used_on: date | None = None
    """The day only: when within it is nobody's business."""

    def stands(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor over."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
