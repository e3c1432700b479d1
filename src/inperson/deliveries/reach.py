"""Which addresses a message may go to: public ones, and the networks that the operator opened.

A tenant chooses where it is told something, and the server stands in the operator's network: so it
is the operator alone who says what in there a tenant may make the server call.
"""

import ipaddress
from dataclasses import dataclass

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# What a cloud tells its machines about themselves, their credentials among it, outside of the
# link-local ranges: AWS (IPv6), Alibaba, Oracle, Azure.
_METADATA = frozenset(
    ipaddress.ip_address(each)
    for each in ("fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")
)
_BROADCAST = ipaddress.IPv4Address("255.255.255.255")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out; loopback, private and translated addresses lie outside."""
_SPECIAL: tuple[IpNetwork, ...] = tuple(
    ipaddress.ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # protocol assignments, Teredo among them
        "2002::/16",  # 6to4: an IPv4 network behind whatever relay is near
        "3fff::/20",  # documentation
    )
)
"""What IANA's registries of special-purpose addresses list beyond what this Python knows of."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """What a sender may connect to.

    Args:
        networks: those of the operator's choice, beside what is public.

    """

    networks: tuple[IpNetwork, ...] = ()

    def allows(self, ip: IpAddress) -> bool:
        """Tell whether a message may go to an address, which is taken for what it leads to."""
        if any(_never(each) for each in (ip, *_within(ip))):
            return False
        plain = _plain(ip)
        return _public(plain) or any(plain in each for each in self.networks)


PUBLIC = Reachable()
ANYWHERE = Reachable((ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")))
"""For addresses that the operator itself has given."""


def _never(ip: IpAddress) -> bool:
    """Tell whether an address is closed to operators' networks too.

    Those of the link itself and of a cloud's metadata, through which a URL would reach what is
    meant for this machine alone; and those that name no single machine.
    """
    return (
        ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or ip in _METADATA
        or ip == _BROADCAST
    )


def _public(ip: IpAddress) -> bool:
    return (
        ip.is_global
        and not ip.is_reserved
        and (ip.version == 4 or ip in _UNICAST)
        and not any(ip in each for each in _SPECIAL)
    )


def _plain(ip: IpAddress) -> IpAddress:
    """Take an IPv4 address out of the clothes in which machines without IPv4 are told it."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip
    return ip


def _within(ip: IpAddress) -> list[IpAddress]:
    """Return the addresses that an IPv6 address may lead to."""
    if not isinstance(ip, ipaddress.IPv6Address):
        return []
    return [_plain(ip), *(each for each in (ip.sixtofour, *(ip.teredo or ())) if each is not None)]
