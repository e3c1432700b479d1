"""Messages that must arrive, and what became of sending one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from inperson.core import DeliveryId, RequestId, TenantId
from inperson.deliveries.targets import Address


class DeliveryKind(StrEnum):
    """Whom a message is for."""

    WEBHOOK = "webhook"
    """The tenant's own receiver: a Standard Webhook, which never holds personal data."""
    CASCADE = "cascade"
    """Another Inperson server that holds data of the same subject: a privacy request."""
    LOGOUT = "logout"
    """A relying party of the OpenID provider: a person's sign-in there is over."""
    PING = "ping"
    """A relying party that asked without a browser: its request was answered (CIBA)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message, until it has arrived and after."""

    id: DeliveryId
    """Also its `webhook-id`: who receives it twice knows it by that."""
    kind: DeliveryKind
    request_id: RequestId | None
    """The privacy request that it serves, if it serves one."""
    created_at: datetime
    next_at: datetime
    """Not sent before; also the mark of whoever sends it just now."""
    attempts: int = 0
    """How often it failed since it was put, or sent again by hand."""
    done_at: datetime | None = None
    failure: str | None = None
    """Why it did not arrive the last time: a `Failure`, or `http_` and a status."""
    payload: bytes | None = field(default=None, repr=False)
    """What it says, sealed; None once it has arrived."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages of a kind are under way."""

    pending: int
    failed: int
    """Given up; they stay listed until somebody sends them again."""
    last_failure: str | None
    """Of the newest message that did not arrive at first."""


class Failure(StrEnum):
    """Why there is no answer to judge. What a server answered is `http_` and its status."""

    OUTBOUND_CLOSED = "outbound_closed"
    """This server sends nothing."""
    TARGET_MISSING = "target_missing"
    """No receiver is set any more, or not yet."""
    ADDRESS_REFUSED = "address_refused"
    """Its name leads to an address that this server does not deliver to."""
    NAME_UNKNOWN = "name_unknown"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    """No certificate for its name that this machine trusts."""
    TIMEOUT = "timeout"
    ANSWER_MALFORMED = "answer_malformed"
    """It is not HTTP; or not JSON, or longer than 64 KiB, where the answer counts."""
    CERTIFICATE_INVALID = "certificate_invalid"
    """The other server says that it is done, and its certificate does not prove it."""
    NOT_YET = "not_yet"
    """The other server has the request and works on it."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One HTTP request to make."""

    address: Address
    path: str
    """With the query."""
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    """None for a GET."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a relying party is told, written as it is sent."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


WriteLetter = Callable[[TenantId, DeliveryKind, Mapping[str, Any]], Addressed | None]
"""Writes to a relying party what was put for it; None if there is nobody to tell any more."""


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """What a server answered."""

    status: int
    body: bytes = field(repr=False)
    """At most 64 KiB of it."""
    whole: bool = True
    """False if there was more."""
