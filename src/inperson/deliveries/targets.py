"""Where messages go: addresses that are fit for it, a tenant's webhook, another server."""

import hashlib
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from inperson.core import TenantId, is_id
from inperson.deliveries.errors import AddressRefused, CardInvalid
from inperson.deliveries.events import EventType
from inperson.deliveries.reach import IpAddress, Reachable
from inperson.vault import KeysMalformed, read_keys

LONGEST_URL = 500
_PRINTABLE = re.compile(r"[!-~]+")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_CARD_VERSION, _LONGEST = 1, 20_000
_RECIPIENT = re.compile(r"age1[a-z0-9]{58}")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme, host and port that a message goes to, in one reading that nobody else repeats."""

    scheme: str
    host: str
    """A lower-case name, or an IP address without brackets."""
    port: int

    @property
    def local(self) -> bool:
        """Tell whether it may be on this machine only: the one case without TLS."""
        return self.scheme == "http"


def parse_url(url: str) -> tuple[Address, str]:
    """Read the URL of a receiver.

    Args:
        url: `https://...`, or `http://` to this machine itself, 500 visible ASCII characters at
            most, without user name, password and fragment.

    Returns:
        Where it is, and the path with its query.

    Raises:
        AddressRefused: if it is of another form.

    """
    if len(url) > LONGEST_URL or _PRINTABLE.fullmatch(url) is None or "\\" in url:
        raise AddressRefused(f"A URL is {LONGEST_URL} visible ASCII characters at most.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise AddressRefused("This is no URL.") from error
    if parts.scheme not in _PORTS or (parts.scheme == "http" and host not in _LOCAL):
        raise AddressRefused("Give an https:// URL; http:// only to 127.0.0.1 and localhost.")
    if "@" in parts.netloc or "#" in url:
        raise AddressRefused("A URL has neither user name nor password nor fragment here.")
    if (_literal(host) is None and _NAME.fullmatch(host) is None) or port == 0:
        raise AddressRefused("The URL names no host and port that can be reached.")
    address = Address(parts.scheme, host, port or _PORTS[parts.scheme])
    return address, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def admit(url: str, reach: Reachable) -> None:
    """Refuse a receiver that nothing would be delivered to, as far as its URL says so.

    A name is looked at again whenever it has been resolved, by who connects.

    Raises:
        AddressRefused: if it is no URL of a receiver, or its address is out of reach.

    """
    address, _ = parse_url(url)
    literal = _literal("127.0.0.1" if address.host == "localhost" else address.host)
    if literal is not None and not reach.allows(literal):
        raise AddressRefused("The operator of this server has not opened this address.")


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class EarlierSecret:
    """A secret that was replaced and signs on, until every receiver knows the new one."""

    secret: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """A tenant's setting `webhook`."""

    url: str
    secret: str = field(repr=False)
    """`whsec_` and 32 bytes in base64."""
    events: frozenset[EventType]
    set_at: datetime
    earlier: tuple[EarlierSecret, ...] = ()

    def wants(self, event: EventType) -> bool:
        """Tell whether an event is to be told."""
        return event in self.events or event is EventType.WEBHOOK_TEST

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return what signs: the newest secret first."""
        return (self.secret, *(each.secret for each in self.earlier if now < each.until))

    def content(self) -> dict[str, Any]:
        """Return what is stored of it, to be sealed."""
        return {
            "url": self.url,
            "secret": self.secret,
            "events": sorted(each.value for each in self.events),
            "set_at": self.set_at.isoformat(),
            "earlier": [
                {"secret": each.secret, "until": each.until.isoformat()} for each in self.earlier
            ],
        }

    @classmethod
    def of(cls, content: Mapping[str, Any] | None) -> "WebhookTarget | None":
        """Read what `content` returned; a setting without an address is none."""
        if not content or "url" not in content:
            return None
        return cls(
            content["url"],
            content["secret"],
            frozenset(EventType(each) for each in content["events"]),
            datetime.fromisoformat(content["set_at"]),
            tuple(
                EarlierSecret(each["secret"], datetime.fromisoformat(each["until"]))
                for each in content["earlier"]
            ),
        )


@dataclass(frozen=True, slots=True)
class ServerCard:
    """Another server, as it introduces itself for one tenant: what is pinned of it here.

    Whoever brings it vouches for it: bring it as you would bring a key.
    """

    url: str
    """Where its `/v1` is, without a slash at its end."""
    tenant: TenantId
    """As the tenant is called there."""
    jwks: str = field(repr=False)
    """The public keys of what it signs, as a JWK set."""
    recipient: str
    """Who alone opens what is sealed to the tenant there: an age recipient."""

    @property
    def text(self) -> str:
        """Return the card as it is carried."""
        return json.dumps({"v": _CARD_VERSION, **asdict(self)}, indent=2)

    @property
    def fingerprint(self) -> str:
        """Return SHA-256 (hex) of what the card says, to be compared by voice."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `text` wrote.

        Raises:
            CardInvalid: if it is no card, or has no keys to check anything by.

        """
        try:
            members = json.loads(text)
            version = members.pop("v")
            card = cls(**members)
            read_keys(card.jwks)
            fits = version == _CARD_VERSION and is_id(card.tenant, "ten") and len(text) < _LONGEST
            fits = fits and _RECIPIENT.fullmatch(card.recipient) is not None
            parse_url(card.url)
        except (
            AddressRefused,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            KeysMalformed,
            RecursionError,
        ) as error:
            raise CardInvalid("This is no card of a server.") from error
        if not fits:
            raise CardInvalid("This is no card of a server.")
        return card


@dataclass(frozen=True, slots=True)
class CascadeTarget:
    """A tenant's setting `cascade`: another server that holds data of the same subjects."""

    card: ServerCard
    token: str | None = field(repr=False)
    """An app token of that server, with the scope `rights`; None where it is asked by bundle."""

    @property
    def url(self) -> str:
        """Return where its `/v1` is, without a slash at its end."""
        return self.card.url

    def content(self) -> dict[str, str]:
        """Return what is stored of it, to be sealed."""
        return asdict(self.card) | ({} if self.token is None else {"token": self.token})

    @classmethod
    def of(cls, content: Mapping[str, Any] | None) -> "CascadeTarget | None":
        """Read what `content` returned; an empty setting is none.

        One that was stored before cards were has no keys: what that server answers proves nothing.
        """
        if not content:
            return None
        pinned = (content.get(name, "") for name in ("tenant", "jwks", "recipient"))
        return cls(ServerCard(content["url"], *pinned), content.get("token"))
