"""A hosted check, and what its page may know of it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from inperson.checks.keys import CheckKey
from inperson.core import RelyingPartyId, SessionId, TokenId
from inperson.sessions import SessionKind


class Seat(StrEnum):
    """Who somebody is in a check."""

    OWNER = "owner"
    """Opened the link, and is sent back in the end."""
    PHONE = "phone"
    """Was handed the check, and makes the capture."""


class CheckStage(StrEnum):
    """How far a check is."""

    OPEN = "open"
    HANDED = "handed"
    """It waits for a phone."""
    ON_PHONE = "on_phone"
    """A phone has it."""
    CAPTURING = "capturing"
    DONE = "done"
    """Decided. How, the back end asks."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OVER = frozenset({CheckStage.DONE, CheckStage.CANCELLED, CheckStage.EXPIRED})


@dataclass(frozen=True, slots=True)
class Ping:
    """What a relying party is told once the check is decided (CIBA's ping mode)."""

    relying_party: RelyingPartyId
    auth_req_id: str = field(repr=False)
    token: str = field(repr=False)
    """The relying party's own, by which it knows who tells it."""
    until: datetime
    """After that nobody is told: the `auth_req_id` is nobody's."""

    def content(self) -> dict[str, str]:
        """Return it for the seal, and for the message."""
        return {
            "relying_party": self.relying_party,
            "auth_req_id": self.auth_req_id,
            "token": self.token,
            "until": self.until.isoformat(),
        }

    @classmethod
    def of(cls, content: Mapping[str, str]) -> "Ping":
        """Read what `content` wrote."""
        until = datetime.fromisoformat(content["until"])
        party = RelyingPartyId(content["relying_party"])
        return cls(party, content["auth_req_id"], content["token"], until)


@dataclass(frozen=True, slots=True)
class WantedCheck:
    """What a back end asks for."""

    return_to: str | None
    """Where the person is sent back to: one of the addresses that the app token lists.

    None where the link was sent: the person came from nowhere.
    """
    state: str | None = None
    """The back end's own word, which comes back unread."""
    hand_off: bool = True
    """Whether a person at a desk may hand the check to a phone."""
    message: str | None = None
    """What the person compares with what it was told elsewhere, before its capture."""
    ping: Ping | None = None
    """Who is told that it is decided."""

    @property
    def sent(self) -> bool:
        """Tell whether the link reaches the person by itself, in a message of the tenant's."""
        return self.return_to is None


@dataclass(frozen=True, slots=True)
class CheckTerms:
    """What is agreed of a check, as it is sealed."""

    wanted: WantedCheck
    opened_by: TokenId
    """The app token: with its end the check is over."""

    def content(self) -> dict[str, Any]:
        """Return it for the seal."""
        wanted = self.wanted
        return {
            "return_to": wanted.return_to,
            "state": wanted.state,
            "hand_off": wanted.hand_off,
            "message": wanted.message,
            "ping": None if wanted.ping is None else wanted.ping.content(),
            "opened_by": self.opened_by,
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "CheckTerms":
        """Read what `content` wrote; a check that an earlier version opened has fewer members."""
        ping = content.get("ping")
        wanted = WantedCheck(
            content["return_to"],
            content["state"],
            content["hand_off"],
            content.get("message"),
            None if ping is None else Ping.of(ping),
        )
        return cls(wanted, TokenId(content["opened_by"]))

    def returning(self, session_id: SessionId) -> str | None:
        """Return where the person goes: the address, the session's id and the state, no more."""
        wanted = self.wanted
        if wanted.return_to is None:
            return None
        said = {"session": session_id} | ({} if wanted.state is None else {"state": wanted.state})
        return f"{wanted.return_to}?{urlencode(said)}"


@dataclass(frozen=True, slots=True)
class HostedCheck:
    """A session that is made on this server's page. Of each key its SHA-256 is kept."""

    session_id: SessionId
    link: bytes
    sealed: bytes
    """`CheckTerms`, under the tenant's keys."""
    visit: bytes | None = None
    """Of the one browser that opened the link."""
    handoff: bytes | None = None
    phone: bytes | None = None
    """Of the one browser that took the hand-off."""

    def held_by(self, seat: Seat) -> bytes | None:
        """Return whose browser has a seat; None while it is free."""
        return self.visit if seat is Seat.OWNER else self.phone

    def taken_by(self, seat: Seat, sha256: bytes) -> "HostedCheck":
        """Return it with a seat taken."""
        if seat is Seat.OWNER:
            return replace(self, visit=sha256)
        return replace(self, phone=sha256)


@dataclass(frozen=True, slots=True)
class HandOff:
    """What a desk's screen shows, so that a phone takes the check."""

    key: CheckKey = field(repr=False)
    url: str = field(repr=False)
    """For a phone's camera to read."""
    code: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page of a check may know."""

    seat: Seat
    stage: CheckStage
    kind: SessionKind
    expires_at: datetime
    hand_off: bool
    """Whether it may be handed to a phone now."""
    code: str | None
    """What both screens of a hand-off show."""
    message: str | None = field(repr=False)
    """What the owner compares before the capture."""
    returns: str | None = field(repr=False)
    """Where the owner is sent back to, once it is over."""
