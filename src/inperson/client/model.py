"""What the API answers, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Self


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link to the server's own page is to do (docs/check.md)."""

    return_to: str
    """Where the person is sent back to: one of the app token's `returns`."""
    state: str | None = None
    """Your own word, bound to the browser that you lead there; it comes back unread."""
    hand_off: bool = True
    """Whether a person at a desk may hand the check to a phone."""


@dataclass(frozen=True, slots=True)
class SessionResult:
    """A session as the server tells it. Members of the decision are None until it is decided."""

    id: str
    kind: Literal["enroll", "authenticate", "liveness"]
    token_kind: Literal["developer", "production"]
    state: Literal["open", "completed", "expired"]
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    subject_id: str | None
    decision: Literal["enrolled", "match", "no_match", "live", "not_live", "refused"] | None
    reasons: tuple[str, ...]
    level: int | None
    level_required: int | None
    statement: str | None
    """The decision as a compact JWS, to be checked against `Client.jwks()`."""
    liveness: Literal["live", "not_live", "not_checked"] = "not_checked"
    assurance: str | None = None
    """What the decision rests on, such as `perspective+light`; None where nobody was found live."""
    samples: int | None = None
    """Of how many different pictures the template was made."""
    session_token: str | None = field(default=None, repr=False)
    """For the page or app that makes the capture; only a session that was just opened has it."""
    session_token_expires_at: datetime | None = None
    link: str | None = field(default=None, repr=False)
    """Where to lead the person, if a link was asked for; it is good once."""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read the API's `SessionView`. Members that this version does not know are ignored."""
        created_at, expires_at = _time(body["created_at"]), _time(body["expires_at"])
        if created_at is None or expires_at is None:
            msg = "a session has no time of creation"
            raise ValueError(msg)
        return cls(
            id=body["id"],
            kind=body["kind"],
            token_kind=body["token_kind"],
            state=body["state"],
            created_at=created_at,
            expires_at=expires_at,
            ended_at=_time(body["ended_at"]),
            subject_id=body["subject_id"],
            decision=body["decision"],
            reasons=tuple(body["reasons"]),
            level=body["level"],
            level_required=body["level_required"],
            statement=body["statement"],
            liveness=body.get("liveness", {}).get("verdict", "not_checked"),
            assurance=body.get("liveness", {}).get("reached"),
            samples=body.get("samples"),
            session_token=body.get("session_token"),
            session_token_expires_at=_time(body.get("session_token_expires_at")),
            link=body.get("link"),
        )

    @property
    def accepted(self) -> bool:
        """Tell whether the session did what it was for: False for every other state."""
        return self.state == "completed" and self.decision in {"enrolled", "match", "live"}


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """A notice in one language."""

    language: str
    sha256: str
    url: str
    """The page to show."""


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """What people are told and agree to, as it is now. Show it before you pass it as a consent."""

    version: int
    draft: bool
    """Made by the server itself: enough for developer tokens."""
    minimum_age: int | None
    """From which age people agree for themselves: if there is one, say `age` with a session."""
    documents: tuple[NoticeDocument, ...]

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read the API's current notice."""
        documents = tuple(
            NoticeDocument(each["language"], each["sha256"], each["url"])
            for each in body["documents"]
        )
        years = body.get("minimum_age")
        least = None if years is None else int(years)
        return cls(int(body["version"]), bool(body["draft"]), least, documents)

    def document(self, language: str = "en") -> NoticeDocument:
        """Return the document in a language, or in the first one that there is."""
        found = (each for each in self.documents if each.language == language)
        return next(found, self.documents[0])


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """What a server says of an erasure."""

    subject_id: str
    erased_at: datetime
    keys_in_backups_until: datetime
    """Until then a backup of the server's key store may hold the destroyed key."""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read the API's `ErasureView`."""
        return cls(
            subject_id=body["subject_id"],
            erased_at=datetime.fromisoformat(body["erased_at"]),
            keys_in_backups_until=datetime.fromisoformat(body["keys_in_backups_until"]),
        )
