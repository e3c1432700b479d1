"""What a webhook tells: a closed list of events, and nothing personal in any.

A receiver is a URL that a tenant chose. What goes there leaves the silo without a disclosure, so
it may say *that* something happened and never to whom or what was decided: ids that mean nothing
elsewhere, kinds, states and times. Whoever has a token then reads the rest from the API.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from inperson.core import is_id, rfc3339
from inperson.deliveries.errors import EventMalformed


class EventType(StrEnum):
    """Everything that a webhook may tell. The list is closed; a word never changes its meaning."""

    SESSION_DECIDED = "session.decided"
    """session_id, kind, token_kind, state, ended_at."""
    SUBJECT_ERASED = "subject.erased"
    """subject_id, token_kind, erased_at: by the tenant or by retention. Once more for each
    recipient who has to be told of an erasure that was asked for, with request_id and disclosure_id
    in the place of subject_id (GDPR Art. 19)."""
    CONSENT_GIVEN = "consent.given"
    """consent_id, purpose, token_kind, given_at, version of the notice."""
    CONSENT_WITHDRAWN = "consent.withdrawn"
    """consent_id, purpose, token_kind, withdrawn_at."""
    REQUEST_RECEIVED = "privacy_request.received"
    """request_id, kind, token_kind, channel, state, received_at, due_at; so do the next three."""
    REQUEST_EXTENDED = "privacy_request.extended"
    REQUEST_REFUSED = "privacy_request.refused"
    """And justification."""
    REQUEST_COMPLETED = "privacy_request.completed"
    DISCLOSURE_DELIVERED = "disclosure.delivered"
    """disclosure_id, basis, token_kind, delivered_at."""
    BREACH_NOTIFIED = "breach.notified"
    """breach_id, kind, state, notified_at."""
    NOTICE_PUBLISHED = "notice.published"
    """version, published_at."""
    WEBHOOK_TEST = "webhook.test"
    """Nothing. It is sent whatever events a receiver wants."""


_IDS = {
    "session_id": "ses",
    "subject_id": "sub",
    "consent_id": "cns",
    "request_id": "prq",
    "disclosure_id": "dsc",
    "breach_id": "brc",
    "hold_id": "hld",
}
_WORDS = frozenset(
    {
        "kind",
        "token_kind",
        "state",
        "purpose",
        "basis",
        "channel",
        "method",
        "language",
        "justification",
    }
)
_NUMBERS = frozenset({"version"})
_WORD = re.compile(r"[A-Za-z][A-Za-z:_-]{0,79}")
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
    said = {name: _told(name, value) for name, value in data.items() if value is not None}
    return {"type": event.value, "timestamp": rfc3339(at), "data": said}


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
