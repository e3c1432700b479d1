"""Calls about sessions and subjects: what an app does with faces."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from inperson.client.model import ErasureResult, Link, NoticeDocument, SessionResult
from inperson.client.steps import (
    Json,
    Send,
    Steps,
    given,
    json_of,
    operation,
    path_of,
    read_as,
)

Photo = bytes | Path
Kind = Literal["enroll", "authenticate", "liveness"]
Assurance = Literal[
    "perspective",
    "perspective+light",
    "perspective+origin",
    "perspective+light+origin",
    "perspective+light+attested",
]

Age = Literal["of_age", "below"]
Guardian = Literal["family_record", "court_order"]


class FaceCalls:
    """Sessions and subjects."""

    @operation()
    def enroll(
        self,
        subject_ref: str,
        photos: Sequence[Photo],
        *,
        unsafe_no_liveness: bool = False,
        consent: NoticeDocument | None = None,
        age: Age | None = None,
        guardian: Guardian | None = None,
    ) -> Steps[SessionResult]:
        """Enrol a subject from still photographs: open a session, submit, return the decision."""
        more = _Opening(unsafe_no_liveness, consent, age, guardian)
        return (yield from _decided("enroll", subject_ref, photos, more))

    @operation()
    def authenticate(
        self,
        subject_ref: str,
        photos: Sequence[Photo],
        *,
        unsafe_no_liveness: bool = False,
        consent: NoticeDocument | None = None,
        age: Age | None = None,
        guardian: Guardian | None = None,
    ) -> Steps[SessionResult]:
        """Compare photographs with an enrolled subject and return the decision."""
        more = _Opening(unsafe_no_liveness, consent, age, guardian)
        return (yield from _decided("authenticate", subject_ref, photos, more))

    @operation("createSession")
    def create_session(
        self,
        kind: Kind,
        subject_ref: str | None,
        *,
        unsafe_no_liveness: bool = False,
        device: Mapping[str, str] | None = None,
        improvement_consent: bool = False,
        consent: NoticeDocument | None = None,
        link: Link | None = None,
        idempotency_key: str | None = None,
        assurance: Assurance | None = None,
        age: Age | None = None,
        guardian: Guardian | None = None,
    ) -> Steps[SessionResult]:
        """Open a session.

        Args:
            kind: what it is for.
            subject_ref: your own opaque id of the subject, 1 to 128 visible ASCII characters;
                `liveness` needs none.
            unsafe_no_liveness: skip liveness, which only a developer token may.
            device: where the session comes from: the fields of docs/session-record.md, such as
                `ip` and `os`, as far as known.
            improvement_consent: the subject consents that a developer session improves the
                software.
            consent: the document of `notice()` that the subject saw and agreed to; None if its
                consent is on record, or comes with a capture in a page or app.
            link: asks for a link to the server's own page, in place of a session token.
            idempotency_key: repeat a call with the same key to get the same session; a fresh
                one is made if you give none.
            assurance: what its capture has to rest on; `perspective` if you say nothing.
            age: on which side of your notice's minimum age the person is, if it has one.
            guardian: what showed you who agrees for a person that is `below`.

        """
        body = given(
            kind=kind,
            assurance=assurance,
            age=age,
            guardian=guardian,
            subject_ref=subject_ref,
            liveness="unsafe_no_liveness" if unsafe_no_liveness else None,
            device=dict(device) if device else None,
            improvement_consent=improvement_consent or None,
            consent=None if consent is None else {"notice_sha256": consent.sha256},
            link=None if link is None else given(**asdict(link)),
        )
        more = {"json": body, "headers": idempotent(idempotency_key)}
        return (yield from _session(Send("POST", "/v1/sessions", more)))

    @operation("submitSamples")
    def submit(
        self, session_id: str, photos: Sequence[Photo], *, idempotency_key: str | None = None
    ) -> Steps[SessionResult]:
        """Give a session its photographs (JPEG, PNG or WebP) and return the decision."""
        contents = [_read(photo) for photo in photos]
        files = [("image", ("image", data, _media_type(data))) for data in contents]
        more = {"files": files, "headers": idempotent(idempotency_key)}
        path = path_of("/v1/sessions/{}/samples", session_id)
        return (yield from _session(Send("POST", path, more)))

    @operation("getSession")
    def session(self, session_id: str) -> Steps[SessionResult]:
        """Read a session and its decision."""
        return (yield from _session(Send("GET", path_of("/v1/sessions/{}", session_id))))

    @operation("findSubject")
    def subject(self, subject_ref: str) -> Steps[Json]:
        """Find an enrolled subject by your own reference."""
        return (yield from _found(subject_ref))

    @operation()
    def subject_id(self, subject_ref: str) -> Steps[str]:
        """Return the server's id of an enrolled subject."""
        return str((yield from _found(subject_ref))["id"])

    @operation("eraseSubject")
    def erase(self, subject_ref: str) -> Steps[ErasureResult]:
        """Erase a subject: its key, its template, its sessions and its samples."""
        path = path_of("/v1/subjects/{}", (yield from _found(subject_ref))["id"])
        return (yield from read_as("an erasure", ErasureResult.from_json, Send("DELETE", path)))

    @operation("enableSubject")
    def enable_subject(self, subject_ref: str) -> Steps[None]:
        """Let a subject try again after too many failures.

        Needs a token with the scope `admin`, and `sessions` or `rights` to find the subject.
        """
        path = path_of("/v1/subjects/{}/enable", (yield from _found(subject_ref))["id"])
        yield from json_of(Send("POST", path))

    @operation("withdrawImprovement")
    def withdraw_improvement(self, subject_ref: str) -> Steps[int]:
        """End a subject's consent to improvement; return how many samples were removed."""
        path = path_of("/v1/subjects/{}/improvement", (yield from _found(subject_ref))["id"])
        return int((yield from json_of(Send("DELETE", path)))["samples_removed"])

    @operation("getJwks")
    def jwks(self) -> Steps[Json]:
        """Return the server's public keys (RFC 7517)."""
        return (yield from json_of(Send("GET", "/v1/jwks")))


@dataclass(frozen=True, slots=True)
class _Opening:
    """What is said of a session that takes photographs."""

    unsafe_no_liveness: bool
    consent: NoticeDocument | None
    age: Age | None
    guardian: Guardian | None


def idempotent(key: str | None) -> dict[str, str]:
    """Return the header of a request that may be repeated."""
    return {"Idempotency-Key": key or secrets.token_urlsafe(16)}


def _decided(
    kind: Kind,
    subject_ref: str,
    photos: Sequence[Photo],
    more: _Opening,
) -> Steps[SessionResult]:
    opened = yield from FaceCalls.create_session.steps(
        None,
        kind,
        subject_ref,
        unsafe_no_liveness=more.unsafe_no_liveness,
        consent=more.consent,
        age=more.age,
        guardian=more.guardian,
    )
    return (yield from FaceCalls.submit.steps(None, opened.id, photos))


def _session(ask: Send) -> Steps[SessionResult]:
    return (yield from read_as("a session", SessionResult.from_json, ask))


def _found(subject_ref: str) -> Steps[Json]:
    more: Mapping[str, Any] = {"json": {"subject_ref": subject_ref}}
    return (yield from json_of(Send("POST", "/v1/subjects/lookup", more)))


def _read(photo: Photo) -> bytes:
    return photo.read_bytes() if isinstance(photo, Path) else photo


def _media_type(data: bytes) -> str:
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"
