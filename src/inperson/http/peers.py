"""Who is at the other end of a connection, as far as the network says.

Anybody can write `X-Forwarded-For`, so it is read from the right, and only for as long as the one
who wrote a step is a proxy that the operator has named. Nothing else that a proxy says is believed:
whether browsers come by https is the setting `public_url`.
"""

import ipaddress
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
NOBODY = "unknown"
"""The peer of a connection without an address, such as one over a Unix socket."""
_ONE_CUSTOMER = 64
"""Bits of an IPv6 address that name who has it: whoever has one address has 2**64 of them."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word about an address counts; none by default."""

    networks: tuple[IpNetwork, ...] = ()

    def trusts(self, host: str) -> bool:
        """Tell whether an address is one of the proxies'."""
        address = _address(host)
        return address is not None and self._has(address)

    def peer(self, scope: MutableMapping[str, Any]) -> str:
        """Return whom a request or WebSocket comes from: an IPv4 address, or the /64 of an IPv6.

        What a proxy passes on that is no address is not believed: its own address stands.
        """
        client = scope.get("client")
        address = _address(client[0]) if client else None
        if address is None:
            return NOBODY
        for step in _steps_back(scope):
            before = _address(step) if self._has(address) else None
            if before is None:
                break
            address = before
        if address.version == 4:
            return str(address)
        return str(ipaddress.ip_network((address, _ONE_CUSTOMER), strict=False))

    def _has(self, address: IpAddress) -> bool:
        return any(address in each for each in self.networks)


def _steps_back(scope: MutableMapping[str, Any]) -> list[str]:
    lines = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    steps = b",".join(lines).decode("latin-1").split(",")
    return [each.strip() for each in reversed(steps)]


def _address(text: str) -> IpAddress | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address
    return address
