"""Connecting: only to an address that was checked, and never for longer than the whole may take."""

import errno
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from inperson.deliveries import IpAddress, Reachable

Resolve = Callable[[str, int], Sequence[str]]
"""From a name and a port to IP addresses; raises OSError where there are none."""


MOST_LOOKUPS = 8
"""Names that are asked for at the same time."""


class NameUnknownError(Exception):
    """The name leads nowhere."""


class AddressForbiddenError(Exception):
    """The name leads to an address that nothing is delivered to."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class Resolver:
    """Asks for names with a deadline, which the machine's own resolver does not have.

    A lookup that is given up goes on in its thread until the resolver lets go, so there are
    `MOST_LOOKUPS` at most: names that hang cannot pile up threads.
    """

    def __init__(self, names: Resolve = resolve) -> None:
        self._names = names
        self._free = threading.BoundedSemaphore(MOST_LOOKUPS)

    def find(self, host: str, port: int, within_s: float) -> Sequence[str]:
        """Return the addresses of a name.

        Raises:
            NameUnknownError: if there are none.
            httpcore.ConnectTimeout: if there is no answer in time.

        """
        ends_s = time.monotonic() + within_s
        if not self._free.acquire(timeout=within_s):
            raise httpcore.ConnectTimeout
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(list(dict.fromkeys(self._names(host, port))))
            except Exception as error:
                answer.put(error)
            finally:
                self._free.release()

        # a daemon: a lookup that hangs must not keep a process that stops
        threading.Thread(target=ask, name="lookup", daemon=True).start()
        try:
            found = answer.get(timeout=max(0.0, ends_s - time.monotonic()))
        except queue.Empty:
            raise httpcore.ConnectTimeout from None
        if isinstance(found, OSError | UnicodeError):
            raise NameUnknownError from found
        if isinstance(found, Exception):
            raise found
        return found


class CheckedNetwork(httpcore.NetworkBackend):
    """Resolves a name once, checks every address, and connects to one of those it has checked.

    A name that leads to one forbidden address among others is refused altogether. Nothing is
    resolved twice, so a name server that answers differently the second time changes nothing.

    Args:
        ends_s: when everything has to be over, on `time.monotonic`.
        reach: what may be connected to.
        own_port: where this server listens; nothing is delivered to itself.
        local: whether the address has to be on this machine: there is no TLS.
        names: resolves names.

    """

    def __init__(
        self, ends_s: float, reach: Reachable, own_port: int | None, names: Resolver, *, local: bool
    ) -> None:
        self._ends_s = ends_s
        self._reach = reach
        self._own_port = own_port
        self._local = local
        self._names = names
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a name that answers."""
        last: Exception = httpcore.ConnectError()
        addresses = self._checked(host, port)
        for tried, address in enumerate(addresses):
            share_s = left_s(self._ends_s) / (len(addresses) - tried)
            try:
                # it is an address: nothing is resolved here any more
                stream = self._plain.connect_tcp(address, port, share_s)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Timed(stream, self._ends_s)
        raise last

    def _checked(self, host: str, port: int) -> Sequence[str]:
        found = self._names.find(host, port, left_s(self._ends_s))
        addresses = [ipaddress.ip_address(each) for each in found]
        if any(self._forbidden(each, port) for each in addresses):
            raise AddressForbiddenError
        if not addresses:
            raise NameUnknownError
        return [str(each) for each in addresses]

    def _forbidden(self, ip: IpAddress, port: int) -> bool:
        if not self._reach.allows(ip) or (self._local and not ip.is_loopback):
            return True
        return port == self._own_port and _of_this_machine(ip)


class _Timed(httpcore.NetworkStream):
    """A connection on which every step gets what is left of the whole time.

    A timeout of each step alone would let a receiver hold the line for days, a byte a time.
    """

    def __init__(self, stream: httpcore.NetworkStream, ends_s: float) -> None:
        self._stream = stream
        self._ends_s = ends_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read in small pieces, so that little more comes in than is wanted."""
        return self._stream.read(min(max_bytes, 8192), left_s(self._ends_s))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write what is given."""
        self._stream.write(buffer, left_s(self._ends_s))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Begin TLS, under the name and not the address."""
        left = left_s(self._ends_s)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Timed(secured, self._ends_s)

    def get_extra_info(self, info: str) -> Any:
        """Return what the plain connection says."""
        return self._stream.get_extra_info(info)


def left_s(ends_s: float) -> float:
    """Return what is left of the time.

    Raises:
        httpcore.ReadTimeout: if nothing is.

    """
    left = ends_s - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


def _of_this_machine(ip: IpAddress) -> bool:
    """Tell whether an address is one of this machine's own: those alone can be bound to."""
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(ip), 0))
    except OSError as error:
        return error.errno != errno.EADDRNOTAVAIL  # unsure is yes
    return True
