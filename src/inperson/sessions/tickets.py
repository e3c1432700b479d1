"""What a browser or an app holds of a session: a ticket, as a signed token for one capture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inperson.core import (
    WEB_VIEW_ORIGINS,
    Entropy,
    SessionId,
    TenantId,
    TokenId,
    new_session_id,
    new_tenant_id,
    new_token_id,
)
from inperson.sessions.consents import Ask, CurrentNotice
from inperson.sessions.errors import LightDeclined
from inperson.sessions.model import Session
from inperson.sessions.session_record import Device
from inperson.tenants import ROLES, Action, Authority, Caller, OriginNotAllowed, Role, TokenKind


@dataclass(frozen=True, slots=True)
class SessionTicket:
    """The right to make one session's capture, as the session token carries it.

    Its holder acts in the role of a device: nothing but the capture is open to it.
    """

    session_id: SessionId
    tenant_id: TenantId
    kind: TokenKind
    issued_at: datetime
    expires_at: datetime
    opened_by: TokenId | None
    """The app token that opened the session: with its end the ticket is over. None of an act, whose
    session the person opens at the privacy centre."""
    pages: tuple[str, ...] | None = None
    """Web origins that the capture may come from; None if the app token was not limited."""
    app: bool = False
    """The session is an app's: its connections name no origin, or that of a page within it."""
    notices: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    """SHA-256 of the current notice by language: what the person is shown and agrees to."""
    alternative: str | None = None
    """How the tenant offers the same without a face check: shown before the camera."""
    ask: Ask | None = None
    """Why the person has to agree before the capture; None if a consent is on record."""
    act_sha256: bytes | None = None
    """The act that the session was opened for."""
    lit: bool = False
    """The page is to show its light."""
    quiet: bool = False
    """It is for no session, but to find out how long a line may say nothing."""

    @classmethod
    def of(
        cls,
        session: Session,
        caller: Caller,
        device: Device,
        now: datetime,
        notice: CurrentNotice | None = None,
        ask: Ask | None = None,
    ) -> "SessionTicket":
        """Return the ticket of a session that the caller opened.

        Args:
            session: an open session of the caller.
            caller: whose limits the capture inherits.
            device: where it comes from: of an act, the one page that may make the capture.
            now: the time.
            notice: the tenant's current one.
            ask: why the person has to agree to it.

        """
        limits, act = caller.limits, session.act_sha256
        app = device.package_name in limits.packages
        pages = limits.pages(app=app) if limits.origins or limits.packages else None
        if act is not None:  # on no other page, or a tenant's would take a person's yes for a login
            pages = () if device.page_origin is None else (device.page_origin,)
        return cls(
            session_id=session.id,
            tenant_id=caller.tenant_id,
            kind=session.token_kind,
            issued_at=now,
            expires_at=session.expires_at,
            opened_by=caller.token_id if act is None else None,
            pages=pages,
            app=app,
            notices={} if notice is None else dict(notice.sha256),
            alternative=None if notice is None else notice.alternative,
            ask=ask,
            act_sha256=act,
            lit=session.assurance.lit,
        )

    @classmethod
    def for_silence(cls, now: datetime, lasts: timedelta, entropy: Entropy) -> "SessionTicket":
        """Return a ticket with which a line is held that says nothing, and nothing else is done."""
        return cls(
            session_id=new_session_id(entropy),
            tenant_id=new_tenant_id(entropy),
            kind=TokenKind.DEVELOPER,
            issued_at=now,
            expires_at=now + lasts,
            opened_by=new_token_id(entropy),
            pages=(),
            quiet=True,
        )

    @property
    def authority(self) -> Authority:
        """Return what the device of the session may touch."""
        return Authority(self.tenant_id, self.kind, Role.DEVICE, ROLES[Role.DEVICE])

    def require(self, action: Action) -> None:
        """Let pass what a device may do.

        Raises:
            ActionNotAllowed: for everything else.

        """
        self.authority.require(action)

    def admit(self, origin: str | None, *, light: bool = False) -> None:
        """Check where a connection comes from, and that it shows what the session asks for.

        Args:
            origin: its `Origin` header, or None without one.
            light: it shows the colours that it is told.

        Raises:
            LightDeclined: if the session asks for a light, and it shows none.
            OriginNotAllowed: if the app token was limited, and this is not one of its pages.

        """
        if self.lit and not light:
            raise LightDeclined("The session asks for the light of the screen.")
        if self.pages is None or origin in self.pages:
            return
        if self.app and (origin is None or origin in WEB_VIEW_ORIGINS):
            return
        raise OriginNotAllowed("The session is not for this page or app.")
