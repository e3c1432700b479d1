"""`serve`: the HTTP server in the foreground."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import typer
import uvicorn
from fastapi import FastAPI

from inperson.app import Mode, Server, open_server
from inperson.app.chores import make_sender, make_upkeep, make_write
from inperson.app.health import known_secrets, note_chore, note_witnesses
from inperson.app.serving import build_app
from inperson.cli.lines import Lines
from inperson.cli.presence import Presence
from inperson.cli.settled import chosen_settings
from inperson.config import Settings
from inperson.core import InpersonError, http_address
from inperson.http import CaptureDoor, CaptureLimits, ConnectionLimits, Limit, Proxies, Services
from inperson.observing import configure_logs, own_standard_error
from inperson.rights import UpkeepThread
from inperson.sessions import CaptureOwnership

app = typer.Typer()

WS_MAX_BYTES = 300 * 1024
"""A message beyond it is cut off with 1009 before it is in memory."""


class AddressUnavailable(InpersonError):
    """The server cannot listen at `INPERSON_HOST` and `INPERSON_PORT`, or another one does."""

    code = "address_unavailable"


@app.command()
def serve() -> None:
    """Serve the API until stopped. Settings come from INPERSON_* variables."""
    settings = chosen_settings()
    begin_logs(settings)
    with open_server(settings, Mode.SERVE) as opened:
        run_until_stopped(opened, build_app(opened))


def begin_logs(settings: Settings) -> None:
    """Let every line of this process pass the redaction."""
    secrets = known_secrets(settings)
    stream = own_standard_error()
    configure_logs(settings.log_format, settings.log_level, literals=secrets, stream=stream)


def run_until_stopped(opened: Server, application: FastAPI) -> None:
    """Serve an application over an opened server, with its chores, until told to stop.

    Raises:
        AddressUnavailable: if the system does not let it listen where its settings say.

    """
    settings = opened.settings
    server = make_server(settings, application)
    with listen(settings) as listener:
        port = listener.getsockname()[1]
        print(f"Inperson listens on {http_address(settings.host, port)}", flush=True)
        services = application.state.services
        sender = make_sender(settings, port)
        noted = partial(note_chore, services.metrics)
        write = make_write(opened)
        seen = partial(note_witnesses, services.metrics)
        chores = make_upkeep(opened.desks, sender, opened.improvement, write, noted, seen)
        upkeep = UpkeepThread(chores)
        ownership = CaptureOwnership(opened.captures, opened.own)
        with Presence(opened.processes, ownership), stopping(), upkeep:
            server.run(sockets=[listener])


def listen(settings: Settings) -> socket.socket:
    """Open the server's socket; small answers leave at once.

    asyncio turns Nagle's algorithm off only for sockets that it opens itself. Left on, it waits
    with each answer's body for the client's delayed acknowledgement: 40 ms a request, measured.

    Raises:
        AddressUnavailable: if the system does not let it listen there.

    """
    host, six = settings.host, ":" in settings.host
    both = host == "::" and socket.has_dualstack_ipv6()  # all addresses, those of IPv4 among them
    family = socket.AF_INET6 if six else socket.AF_INET
    try:
        listener = socket.create_server((host, settings.port), family=family, dualstack_ipv6=both)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        raise AddressUnavailable(f"{http_address(host, settings.port)}: {why}.") from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted ones inherit it
    return listener


class DrainingServer(uvicorn.Server):
    """A uvicorn server whose captures end, or go on elsewhere, before it cuts lines.

    1. Told to stop, it listens no more: a balancer's next connection goes to another process.
    2. Open captures end by themselves, for `drain_s` at most; then the rest is let go, and their
       clients are sent on. A second interrupt from the keyboard ends the waiting.
    3. Requests that came before are answered; then all lines are closed.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        door = getattr(getattr(self.config.app, "state", None), "captures", None)
        if isinstance(door, CaptureDoor):
            await door.drain(lambda: self.force_exit)
        await super().shutdown(sockets)


@contextmanager
def stopping() -> Iterator[None]:
    """Let a process that is told to stop end its blocks, and exit with 0.

    uvicorn raises the signal once more when it has stopped; the system's own answer to that would
    be to end the process there and then.
    """
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _uncounted(_: Limit) -> None:
    """Count nothing: the application has no figures."""


def make_server(
    settings: Settings, application: FastAPI, limits: ConnectionLimits | None = None
) -> uvicorn.Server:
    """Return a uvicorn server without access log: a path or an address may name a subject.

    Args:
        settings: where it listens, and how many connections it has.
        application: what `build_app` returned.
        limits: of connections, other than the settings say.

    """
    limits = limits or ConnectionLimits(settings.max_connections, settings.max_peer_connections)
    services: Services | None = getattr(application.state, "services", None)
    proxies = services.proxies if services else Proxies(settings.trusted_proxies)
    lines = Lines(limits, proxies, services.metrics.ran_out if services else _uncounted)
    return DrainingServer(
        uvicorn.Config(
            application,
            http=lines.protocol,  # type: ignore[arg-type]
            host=settings.host,
            port=settings.port,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # what a proxy says is read in one place: http/peers.py
            date_header=True,
            log_level="warning",
            log_config=None,  # the process's own: every line passes the redaction
            timeout_keep_alive=15,
            ws="websockets-sansio",
            ws_max_size=WS_MAX_BYTES,
            ws_per_message_deflate=False,  # frames are compressed; and no zip bombs
            ws_ping_interval=(services.capture_limits if services else CaptureLimits()).silence_s,
            ws_ping_timeout=20,
            timeout_graceful_shutdown=10,
        )
    )
