"""A breach of security, as the register keeps it: facts without anybody's data."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from inperson.core import BreachId, DeliveryId, TenantId
from inperson.rights.breaches.errors import BreachInvalid

CLOCK = timedelta(hours=72)
"""GDPR Art. 33(1): from when it is noticed to when the authority knows, where feasible."""
LONGEST_TEXT = 2000
_MOST = 10**10


class BreachState(StrEnum):
    """How far it is. Each becomes the next and never an earlier one."""

    RECORDED = "recorded"
    CONTROLLERS_NOTIFIED = "controllers_notified"
    AUTHORITY_NOTIFIED = "authority_notified"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What Art. 33(3) wants to be said. None of it may name a person who is affected.

    Raises:
        BreachInvalid: if a text is none, empty or too long, or a number none or out of range.

    """

    nature: str
    """What happened."""
    categories: str
    """Of people and of records."""
    people: int
    """Roughly how many people are affected; 0 if nobody knows yet."""
    records: int
    """Roughly how many records."""
    consequences: str
    """What is likely to follow."""
    measures: str
    """What was done and is proposed against it."""
    contact: str
    """Where more can be learnt."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.type is int:
                if type(value) is not int or not 0 <= value <= _MOST:
                    raise BreachInvalid(f"`{each.name}` is a number, such as 120; 0 if unknown.")
            elif not _is_text(value):
                raise BreachInvalid(f"`{each.name}` is a text of 1 to {LONGEST_TEXT} characters.")

    @classmethod
    def of(cls, content: object) -> Self:
        """Read what somebody wrote.

        Raises:
            BreachInvalid: if a member is missing, unknown, or not of its form; it says which.

        """
        members = {each.name for each in fields(cls)}
        if not isinstance(content, dict) or set(content) != members:
            given = set(content) if isinstance(content, dict) else set()
            missing, unknown = sorted(members - given), sorted(map(str, given - members))
            raise BreachInvalid(
                f"Write a JSON object with {', '.join(sorted(members))}."
                + (f" Missing: {', '.join(missing)}." if missing else "")
                + (f" Unknown: {', '.join(unknown)}." if unknown else "")
            )
        return cls(**content)


@dataclass(frozen=True, slots=True)
class Breach:
    """One entry of the register."""

    id: BreachId
    facts: BreachFacts
    tenants: tuple[TenantId, ...]
    """Those whose people are affected."""
    noticed_at: datetime
    recorded_at: datetime
    salt: bytes = field(repr=False)
    """Opens the breach's leaves in the server's audit log, 16 bytes."""
    told: tuple[TenantId, ...] = ()
    """Tenants to whom it was put."""
    messages: Mapping[TenantId, DeliveryId] = field(default_factory=dict, hash=False)
    """By which message each was told; of a tenant without a webhook there is none."""
    controllers_notified_at: datetime | None = None
    authority_notified_at: datetime | None = None
    closed_at: datetime | None = None
    closed_because: str | None = None
    """Why no authority was told, where none was (Art. 33(1): a risk is unlikely)."""

    @property
    def state(self) -> BreachState:
        """Return how far it is."""
        if self.closed_at is not None:
            return BreachState.CLOSED
        if self.authority_notified_at is not None:
            return BreachState.AUTHORITY_NOTIFIED
        if self.controllers_notified_at is not None:
            return BreachState.CONTROLLERS_NOTIFIED
        return BreachState.RECORDED

    @property
    def due_at(self) -> datetime:
        """Return when the 72 hours are over."""
        return self.noticed_at + CLOCK

    def overdue(self, now: datetime) -> bool:
        """Tell whether the 72 hours are over, and neither the authority knows nor is it closed."""
        waiting = self.authority_notified_at is None and self.closed_at is None
        return waiting and now > self.due_at

    def to_json(self) -> str:
        """Return what the register stores beside its columns."""
        content: dict[str, Any] = {
            "facts": asdict(self.facts),
            "tenants": list(self.tenants),
            "told": list(self.told),
            "salt": self.salt.hex(),
            "controllers_notified_at": _text(self.controllers_notified_at),
            "authority_notified_at": _text(self.authority_notified_at),
            "closed_because": self.closed_because,
        }
        if self.messages:
            content["messages"] = dict(self.messages)
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_row(
        cls,
        breach_id: str,
        noticed_at: datetime,
        recorded_at: datetime,
        closed_at: datetime | None,
        body: str,
    ) -> Self:
        """Return the entry of a row."""
        content = json.loads(body)
        return cls(
            id=BreachId(breach_id),
            facts=BreachFacts(**content["facts"]),
            tenants=tuple(content["tenants"]),
            noticed_at=noticed_at,
            recorded_at=recorded_at,
            salt=bytes.fromhex(content["salt"]),
            told=tuple(content["told"]),
            messages=content.get("messages", {}),
            controllers_notified_at=_time(content["controllers_notified_at"]),
            authority_notified_at=_time(content["authority_notified_at"]),
            closed_at=closed_at,
            closed_because=content["closed_because"],
        )


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    plain = value.replace("\n", " ")
    return 1 <= len(plain.strip()) <= LONGEST_TEXT and plain.isprintable()


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
