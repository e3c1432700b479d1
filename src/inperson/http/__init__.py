"""The HTTP door: `/v1` over FastAPI. It parses, calls one use case, and renders.

Promises: a request's body is read after it is known who calls, is bounded, and stays in memory;
an unknown field is refused; every refusal is a problem detail (RFC 9457) whose `code` is listed
in docs/errors.md; a bug is a plain 500 that tells nothing; no answer may be cached. What was
decided is signed, so that a back end need not trust what passed through a browser::

    app = create_app(services, max_body_bytes=32 * 2**20)
"""

from inperson.http.admission import Shares
from inperson.http.capture import CaptureDoor
from inperson.http.cookies import Cookie
from inperson.http.draining import Draining
from inperson.http.limits import CaptureLimits, ConnectionLimits, DoorLimits, Limit, RateLimits
from inperson.http.origins import same_origin
from inperson.http.peers import Proxies
from inperson.http.problems import problem_response
from inperson.http.rates import Rates
from inperson.http.readiness import Check, Readiness, ReadinessPart, ScrapeKey
from inperson.http.server import create_app
from inperson.http.server_metrics import (
    CAPTURES_OPEN,
    DRAINING,
    KEY_HITS,
    KEY_MISSES,
    ServerMetrics,
    known_labels,
)
from inperson.http.services import Services
from inperson.http.stills import Stills
from inperson.http.witness import make_witness_app

__all__ = [
    "CAPTURES_OPEN",
    "DRAINING",
    "KEY_HITS",
    "KEY_MISSES",
    "CaptureDoor",
    "CaptureLimits",
    "Check",
    "ConnectionLimits",
    "Cookie",
    "DoorLimits",
    "Draining",
    "Limit",
    "Proxies",
    "RateLimits",
    "Rates",
    "Readiness",
    "ReadinessPart",
    "ScrapeKey",
    "ServerMetrics",
    "Services",
    "Shares",
    "Stills",
    "create_app",
    "known_labels",
    "make_witness_app",
    "problem_response",
    "same_origin",
]
