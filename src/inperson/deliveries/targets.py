"""Where messages go: addresses that are fit for it, a tenant's webhook, another server."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from inperson.deliveries.errors import AddressRefused
from inperson.deliveries.events import EventType
from inperson.deliveries.reach import IpAddress, Reachable

LONGEST_URL = 500
_PRINTABLE = re.compile(r"[!-~]+")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
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
class CascadeTarget:
    """A tenant's setting `cascade`: another server that holds data of the same subjects."""

    url: str
    """Where its `/v1` is, without a slash at its end."""
    token: str = field(repr=False)
    """An app token of that server, with the scope `rights`."""

    def content(self) -> dict[str, Any]:
        """Return what is stored of it, to be sealed."""
        return {"url": self.url, "token": self.token}

    @classmethod
    def of(cls, content: Mapping[str, Any] | None) -> "CascadeTarget | None":
        """Read what `content` returned; an empty setting is none."""
        return cls(content["url"], content["token"]) if content else None
