"""How much may be asked for: bodies by their routes, captures as their protocol says."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_KIB = 1024
JSON_BYTES = 64 * _KIB
"""Of any body that has no bound of its own below."""
UPLOAD = 2**62
"""As much as the setting `max_body_bytes` lets in."""
LARGEST_BODIES: Mapping[str, int] = {
    "/v1/sessions/{session_id}/samples": UPLOAD,
    "/v1/usage-reports": 68 * _KIB,
    # where strangers come, no more than what they may say
    "/privacy/{tenant_id}/api/enter": _KIB,
    "/privacy/{tenant_id}/api/acts": _KIB,
    "/check/{tenant_id}/api/enter": _KIB,
    "/openid/par": 8 * _KIB,
    "/openid/token": 8 * _KIB,
    "/openid/backchannel": 8 * _KIB,
    "/openid/authorize": 8 * _KIB,
    "/console/api/sign-in/begin": _KIB,
    "/console/api/sign-in/finish": 16 * _KIB,
    "/console/api/join/begin": _KIB,
    "/console/api/join/finish": 32 * _KIB,
    "/console/api/recover/begin": _KIB,
    "/console/api/recover/finish": 32 * _KIB,
}
"""By the route's template. `deploy/nginx.conf` says the same, in two steps."""
UNITS: Mapping[str, int] = {
    "/v1/sessions": 2,
    "/v1/sessions/{session_id}/samples": 20,
    "/v1/subjects/{subject_id}": 5,
    "/v1/privacy-requests": 2,
    "/v1/privacy-requests/{request_id}/copy": 50,
    "/v1/disclosures/{disclosure_id}/deliver": 10,
    "/v1/audit/witnesses/seen": 5,
    "/privacy/{tenant_id}/api/enter": 20,
    "/privacy/{tenant_id}/api/acts": 5,
    "/privacy/{tenant_id}/api/requests": 5,
    "/privacy/{tenant_id}/api/copy": 50,
    "/check/{tenant_id}/api/enter": 5,
    "/check/{tenant_id}/api/begin": 2,
    "/check/{tenant_id}/api/hand-off": 5,
    "/check/{tenant_id}/api/cancel": 5,
    "/console/api/sign-in/begin": 2,
    "/console/api/sign-in/finish": 5,
    "/console/api/join/begin": 5,
    "/console/api/join/finish": 5,
    "/console/api/recover/begin": 10,
    "/console/api/recover/finish": 10,
    "/console/audit/verify": 50,
    "/console/tenants/{tenant_id}/audit/verify": 50,
    "/v1/usage-reports": 5,
    "/openid/par": 3,
    "/openid/backchannel": 3,
    "/openid/authorize": 3,
    "/openid/token": 5,
}
"""What a request costs, in cheap reads, by the route's template; one where it is not here."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: they wait for nobody, and are logged at `debug`."""
MOST_ERRORS = 20
"""Of a body that does not fit its schema: as many are listed."""


def largest_body(path: str) -> int:
    """Return how many bytes a body may have at a route."""
    return LARGEST_BODIES.get(path, JSON_BYTES)


def units_of(path: str) -> int:
    """Return what a request to a route costs."""
    return UNITS.get(path, 1)


@dataclass(frozen=True, slots=True)
class BodyPace:
    """How slowly a body may come."""

    whole_s: float = 30.0
    grace_s: float = 5.0
    """Before the rate counts."""
    least_rate: int = 16 * _KIB
    """Bytes a second, over the whole time."""

    def allowed_s(self, read: int) -> float:
        """Return how long after its begin more must have come of a body."""
        return min(self.whole_s, self.grace_s + read / self.least_rate)


class Limit(StrEnum):
    """What ran out when something was refused, as the figures name it."""

    CONNECTIONS = "connections"
    BODIES = "bodies"
    WORK = "work"
    GREETINGS = "greetings"
    ADDRESS_RATE = "address_rate"
    TOKEN_RATE = "token_rate"  # noqa: S105 -- the name of a limit
    TENANT_RATE = "tenant_rate"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one may ask."""

    hz: float
    """Units a second."""
    burst_s: float
    """Units of so many seconds may be asked for at once."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How fast anybody may ask one process."""

    address_hz: float
    tenant_hz: float

    @property
    def address(self) -> Pace:
        """Return the pace of who is not known, for an address: a page with its files at once."""
        return Pace(self.address_hz, 10.0)

    @property
    def one(self) -> Pace:
        """Return that of one token, member of the staff or visitor: half of all together."""
        return Pace(self.tenant_hz / 2, 3.0)

    @property
    def tenant(self) -> Pace:
        """Return that of a tenant's tokens of one kind."""
        return Pace(self.tenant_hz, 3.0)


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """What requests may take of one process. Nobody gets more of it than is still free."""

    pace: BodyPace = field(default_factory=BodyPace)
    uploads: int = 8
    """As many of the largest size may be in memory."""
    at_once: int = 32
    """Requests that are worked on."""
    each_at_once: int = 2
    """Of one tenant and kind, whose threads would keep the interpreter from all others."""
    patience_s: float = 10.0
    """How long a request waits for its turn."""
    pause_s: float = 1.0
    """Before somebody is told to come later (429), so that asking on at once is no faster."""
    logged_hz: int = 10
    """Lines of the log a second about requests that were refused; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What connections may take of one process."""

    whole: int
    each: int
    """Of one address."""
    head_s: float = 10.0
    """For a request's line and headers to come."""
    rest_s: float = 2.0
    """For what is left of a body after its request was answered."""
    answer_s: float = 30.0
    """For a client to take what was written."""


@dataclass(frozen=True, slots=True)
class CaptureLimits:
    """Bounds of a capture in time, bytes and frames."""

    hello_s: float = 5.0
    """From the connection to the client's `hello`."""
    hello_bytes: int = 4096
    greetings: int = 256
    """Connections whose `hello` is awaited."""
    session_greetings: int = 4
    """Of these, with the token of one session."""
    idle_s: float = 10.0
    """Without a whole frame."""
    silence_s: float = 20.0
    """The longest that a line says nothing at all: then a ping goes."""
    resume_s: float = 15.0
    """From a disconnection to the `hello` of the next connection."""
    send_s: float = 10.0
    """For a client to take an answer."""
    drain_s: float = 10.0
    """For open captures to end by themselves when the server stops."""
    tick_s: float = 0.25
    """How often time is told to a capture that gets no frames."""
    rate_hz: int = 10
    """Frames a second that a client is asked for; two more are taken, for clocks that differ."""
    flood_hz: int = 30
    frames: int = 990
    """Of a minute and a half, which is the longest capture, and a tenth more."""
    frame_bytes: int = 256 * 1024
    undecodable: int = 5
    sides_px: tuple[int, int, int, int] = (240, 320, 960, 1280)
    """Least shorter and longer side, largest shorter and longer side."""
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Frames that are looked at at the same time, over all captures."""
