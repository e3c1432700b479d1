"""One HTTP request to an address that somebody else chose."""

import ssl
import time

import httpcore

from inperson.adapters.outgoing.network import (
    AddressForbiddenError,
    CheckedNetwork,
    NameUnknownError,
    Resolve,
    Resolver,
    resolve,
)
from inperson.deliveries import PUBLIC, Failure, Outgoing, Reachable, TargetAnswer

WHOLE_S = 10.0
"""From the name to the end of the answer. A test holds that the lease of a message is longer."""
MOST_BYTES = 64 * 1024
"""So much of an answer is read."""


class HttpSender:
    """Implements `deliveries.ports.Sender`. Safe to share between threads.

    Args:
        reach: what may be connected to; public addresses alone if left out.
        own_port: where this server listens; nothing is delivered to itself.
        trust: whose certificates count; those that the machine trusts if left out.
        names: resolves names.
        whole_s: how long one request may take, from the name to the end of the answer.

    """

    def __init__(
        self,
        reach: Reachable = PUBLIC,
        *,
        own_port: int | None = None,
        trust: ssl.SSLContext | None = None,
        names: Resolve = resolve,
        whole_s: float = WHOLE_S,
    ) -> None:
        self._reach = reach
        self._own_port = own_port
        self._trust = trust or ssl.create_default_context()
        self._names = Resolver(names)
        self._whole_s = whole_s

    def send(self, message: Outgoing) -> TargetAnswer | Failure:
        """Make one request on a connection of its own."""
        try:
            return self._exchange(message)
        except AddressForbiddenError:
            return Failure.ADDRESS_REFUSED
        except NameUnknownError:
            return Failure.NAME_UNKNOWN
        except (httpcore.TimeoutException, TimeoutError):
            return Failure.TIMEOUT
        except httpcore.ConnectError as error:
            # what went wrong in a handshake comes in the same clothes; the pool cuts off its cause
            tls = any(isinstance(each, ssl.SSLError) for each in error.args)
            return Failure.TLS_FAILED if tls else Failure.UNREACHABLE
        except httpcore.NetworkError:
            return Failure.UNREACHABLE
        except (httpcore.ProtocolError, ssl.SSLError):
            return Failure.ANSWER_MALFORMED

    def _exchange(self, message: Outgoing) -> TargetAnswer:
        to = message.address
        ends_s = time.monotonic() + self._whole_s
        network = CheckedNetwork(ends_s, self._reach, self._own_port, self._names, local=to.local)
        url = httpcore.URL(
            scheme=to.scheme.encode(),
            host=to.host.encode(),
            port=to.port,
            target=message.path.encode(),
        )
        headers = [(name.encode(), value.encode()) for name, value in message.headers.items()]
        method = "GET" if message.body is None else "POST"
        with (
            httpcore.ConnectionPool(
                ssl_context=self._trust, max_connections=1, retries=0, network_backend=network
            ) as pool,
            pool.stream(method, url, headers=headers, content=message.body) as response,
        ):
            return TargetAnswer(response.status, *_read(response))


def _read(response: httpcore.Response) -> tuple[bytes, bool]:
    """Return at most 64 KiB of an answer, and whether that is all of it."""
    body = b""
    try:
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return body[:MOST_BYTES], False
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        # the status was said, and is what counts: who took a message is not sent it again
        # because of a body that breaks off
        return body, False
    return body, True
