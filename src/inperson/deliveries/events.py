"""What a webhook tells: a closed list of events, and nothing personal in any.

A receiver is a URL that a tenant chose. What goes there leaves the silo without a disclosure, so
it may say *that* something happened and never to whom or what was decided: ids that mean nothing
elsewhere, kinds, states and times. Whoever has a token then reads the rest from the API.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inperson.core import is_id, rfc3339
from inperson.deliveries.errors import EventMalformed


class EventType(StrEnum):
    """Everything that a webhook may tell. The list is closed; a word never changes its meaning."""

    SESSION_DECIDED = "session.decided"
    SUBJECT_ERASED = "subject.erased"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    REQUEST_RECEIVED = "privacy_request.received"
    REQUEST_EXTENDED = "privacy_request.extended"
    REQUEST_REFUSED = "privacy_request.refused"
    REQUEST_COMPLETED = "privacy_request.completed"
    DISCLOSURE_DELIVERED = "disclosure.delivered"
    BREACH_NOTIFIED = "breach.notified"
    EXPORT_RECALLED = "export.recalled"
    NOTICE_PUBLISHED = "notice.published"
    WEBHOOK_TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says."""

    when: str
    members: tuple[str, ...]
    """These and no others; one that does not apply is left out."""


def _told_of(when: str, members: str = "") -> Told:
    return Told(when, tuple(members.split()))


_REQUEST = "request_id kind token_kind channel state received_at due_at justification"
TOLD: Mapping[EventType, Told] = {
    EventType.SESSION_DECIDED: _told_of(
        "A session is decided.", "session_id kind token_kind state ended_at"
    ),
    # once more for each recipient who has to be told of an erasure (GDPR Art. 19): then the request
    # and the disclosure stand in the place of the subject
    EventType.SUBJECT_ERASED: _told_of(
        "A subject is erased, or asked for it, and a disclosure's recipient has to be told.",
        "subject_id request_id disclosure_id token_kind erased_at",
    ),
    EventType.CONSENT_GIVEN: _told_of(
        "A subject agrees to a version of the notice.",
        "consent_id purpose token_kind version given_at",
    ),
    EventType.CONSENT_WITHDRAWN: _told_of(
        "A subject agrees no longer.", "consent_id purpose token_kind version withdrawn_at"
    ),
    EventType.REQUEST_RECEIVED: _told_of("A privacy request came.", _REQUEST),
    EventType.REQUEST_EXTENDED: _told_of("A privacy request has until later.", _REQUEST),
    EventType.REQUEST_REFUSED: _told_of("A privacy request was refused.", _REQUEST),
    EventType.REQUEST_COMPLETED: _told_of("A privacy request is done.", _REQUEST),
    EventType.DISCLOSURE_DELIVERED: _told_of(
        "A package is handed out.", "disclosure_id basis token_kind delivered_at"
    ),
    EventType.BREACH_NOTIFIED: _told_of(
        "You have to be told of a breach.", "breach_id state notified_at"
    ),
    EventType.EXPORT_RECALLED: _told_of(
        "Files of an export have to be deleted where it went: pass its recall on.",
        "number recalled_at",
    ),
    EventType.NOTICE_PUBLISHED: _told_of(
        "A new version of the notice is public.", "version published_at"
    ),
    EventType.WEBHOOK_TEST: _told_of("Somebody wants to know whether it works."),
}
"""What each event says. `webhook.test` is sent whatever events a receiver wants."""
_IDS = {
    "session_id": "ses",
    "subject_id": "sub",
    "consent_id": "cns",
    "request_id": "prq",
    "disclosure_id": "dsc",
    "breach_id": "brc",
}
_WORDS = frozenset({"kind", "token_kind", "state", "purpose", "basis", "channel", "justification"})
_NUMBERS = frozenset({"version", "number"})
_WORD = re.compile(r"[A-Za-z][A-Za-z:_-]{0,79}")
_MOMENT = {"type": "string", "format": "date-time"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


def event_named(name: str) -> EventType:
    """Return the event of a name.

    Raises:
        EventMalformed: if there is none.

    """
    try:
        return EventType(name)
    except ValueError as error:
        raise EventMalformed("No webhook tells of such an event.") from error


def told(event: EventType, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload of an event: type, time and data.

    Args:
        event: what happened.
        at: when.
        data: of members that are known here, `None` for one that is not to be told.

    Raises:
        EventMalformed: if a member is unknown, or its value could be about a person.

    """
    if unknown := data.keys() - set(TOLD[event].members):
        raise EventMalformed(f"`{event}` tells no {', '.join(sorted(unknown))}.")
    said = {name: _told(name, value) for name, value in data.items() if value is not None}
    return {"type": event.value, "timestamp": rfc3339(at), "data": said}


def payload_schema(event: EventType) -> dict[str, Any]:
    """Return the JSON Schema of what `told` makes of an event."""
    members = {name: _form(name) for name in TOLD[event].members}
    data = {"type": "object", "additionalProperties": False, "properties": members}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": event.value},
            "timestamp": _MOMENT,
            "data": data,
        },
    }


def _form(name: str) -> dict[str, Any]:
    if name in _NUMBERS:
        return {"type": "integer"}
    if name.endswith("_at"):
        return _MOMENT
    if name in _IDS:
        return {"type": "string", "pattern": f"^{_IDS[name]}_[a-z2-7]{{26}}$"}
    return {"type": "string", "pattern": f"^{_WORD.pattern}$"}


def _told(name: str, value: object) -> str | int:
    """Let pass what has the form of its member, and nothing else: closed, not filtered."""
    if name in _NUMBERS and isinstance(value, int):
        return int(value)
    if name.endswith("_at") and isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, str):
        text = str(value.value if isinstance(value, StrEnum) else value)
        if _fits(name, text):
            return text
    raise EventMalformed(f"`{name}` is no id, kind, state or time that a webhook tells.")


def _fits(name: str, text: str) -> bool:
    if name in _IDS:
        return is_id(text, _IDS[name])
    if name in _WORDS:
        return _WORD.fullmatch(text) is not None
    return name.endswith("_at") and _TIME.fullmatch(text) is not None
