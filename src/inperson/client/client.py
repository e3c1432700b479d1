"""The client of the HTTP API."""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import httpx

from inperson.client.capture import (
    CaptureResult,
    CaptureRun,
    FrameSource,
    OnGuidance,
    Profile,
    dial,
)
from inperson.client.errors import (
    ProblemError,
    ProtocolError,
    ServerUnreachable,
    SessionTakesNoCapture,
)
from inperson.client.model import ErasureResult, NoticeDocument, NoticeResult, SessionResult

Photo = bytes | Path
Kind = Literal["enroll", "authenticate", "liveness"]
_SDK = "python/0.1.0"


class Client:
    """Talks to an Inperson server with one app token.

    Args:
        url: the server's address, such as `https://face.example.org`.
        token: an app token, `inp_dev_...` or `inp_live_...`.
        timeout_s: how long one request may take.
        transport: another httpx transport, for tests.

    Every method raises `ProblemError` if the server refuses, `ServerUnreachable` if no answer
    comes, and `ProtocolError` if the answer is not the API's.

    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=timeout_s,
            transport=transport,
            follow_redirects=False,  # a redirect would carry the token to somebody else
        )

    def __enter__(self) -> Self:
        """Use the client in a `with` block, which closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def notice(self) -> NoticeResult:
        """Return the notice that people have to see before they agree."""
        try:
            return NoticeResult.from_json(self._json("GET", "/v1/notices/current"))
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("The server's answer is not a notice.") from error

    def enroll(
        self,
        subject_ref: str,
        photos: Sequence[Photo],
        *,
        unsafe_no_liveness: bool = False,
        consent: NoticeDocument | None = None,
    ) -> SessionResult:
        """Enrol a subject from still photographs: open a session, submit, return the decision."""
        session = self.create_session(
            "enroll", subject_ref, unsafe_no_liveness=unsafe_no_liveness, consent=consent
        )
        return self.submit(session.id, photos)

    def authenticate(
        self,
        subject_ref: str,
        photos: Sequence[Photo],
        *,
        unsafe_no_liveness: bool = False,
        consent: NoticeDocument | None = None,
    ) -> SessionResult:
        """Compare photographs with an enrolled subject and return the decision."""
        session = self.create_session(
            "authenticate", subject_ref, unsafe_no_liveness=unsafe_no_liveness, consent=consent
        )
        return self.submit(session.id, photos)

    def create_session(
        self,
        kind: Kind,
        subject_ref: str | None,
        *,
        unsafe_no_liveness: bool = False,
        device: Mapping[str, str] | None = None,
        improvement_consent: bool = False,
        consent: NoticeDocument | None = None,
        idempotency_key: str | None = None,
    ) -> SessionResult:
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
            idempotency_key: repeat a call with the same key to get the same session; a fresh
                one is made if you give none.

        """
        body: dict[str, Any] = {"kind": kind}
        if subject_ref is not None:
            body["subject_ref"] = subject_ref
        if unsafe_no_liveness:
            body["liveness"] = "unsafe_no_liveness"
        if device:
            body["device"] = dict(device)
        if improvement_consent:
            body["improvement_consent"] = True
        if consent is not None:
            body["consent"] = {"notice_sha256": consent.sha256}
        return self._session(
            "POST", "/v1/sessions", json=body, headers=_idempotent(idempotency_key)
        )

    def capture(
        self,
        session: SessionResult,
        source: FrameSource,
        on_guidance: OnGuidance | None = None,
        *,
        profile: Profile = "standard",
        camera: Mapping[str, str] | None = None,
    ) -> CaptureResult:
        """Make the live capture of a session that was just opened.

        A connection that drops is taken up again once. The decision is in `session(id)`.

        Args:
            session: what `create_session` returned.
            source: gives a JPEG for each moment: of a camera, a video, or your own.
            on_guidance: is told after each frame what to tell the person.
            profile: `gentle` for people who move slowly.
            camera: what is known of the camera, such as its `label`.

        Raises:
            SessionTakesNoCapture: if the session has no token.
            CaptureError: if the server ends it with an error.
            SourceUnavailable: if the source gives no frames.

        """
        if session.session_token is None:
            raise SessionTakesNoCapture
        hello: dict[str, Any] = {"type": "hello", "token": session.session_token, "sdk": _SDK}
        hello |= {"profile": profile} | ({"camera": dict(camera)} if camera else {})
        base = str(self._http.base_url).rstrip("/").replace("http", "ws", 1)
        address = f"{base}/v1/sessions/{quote(session.id, safe='')}/capture"
        told = on_guidance or (lambda _: None)
        token = session.session_token
        return CaptureRun(lambda: dial(address, token, self._timeout_s), hello, source, told).run()

    def submit(
        self, session_id: str, photos: Sequence[Photo], *, idempotency_key: str | None = None
    ) -> SessionResult:
        """Give a session its photographs (JPEG, PNG or WebP) and return the decision."""
        contents = [_read(photo) for photo in photos]
        files = [("image", ("image", data, _media_type(data))) for data in contents]
        return self._session(
            "POST",
            f"/v1/sessions/{quote(session_id, safe='')}/samples",
            files=files,
            headers=_idempotent(idempotency_key),
        )

    def session(self, session_id: str) -> SessionResult:
        """Read a session and its decision."""
        return self._session("GET", f"/v1/sessions/{quote(session_id, safe='')}")

    def subject_id(self, subject_ref: str) -> str:
        """Return the server's id of an enrolled subject."""
        body = self._json("POST", "/v1/subjects/lookup", json={"subject_ref": subject_ref})
        return str(body["id"])

    def erase(self, subject_ref: str) -> ErasureResult:
        """Erase a subject: its key, its template, its sessions and its samples."""
        subject_id = self.subject_id(subject_ref)
        body = self._json("DELETE", f"/v1/subjects/{quote(subject_id, safe='')}")
        try:
            return ErasureResult.from_json(body)
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("The server's answer is not an erasure.") from error

    def enable_subject(self, subject_ref: str) -> None:
        """Let a subject try again after too many failures.

        Needs a token with the scope `admin`, and `sessions` or `rights` to find the subject.
        """
        subject_id = self.subject_id(subject_ref)
        self._json("POST", f"/v1/subjects/{quote(subject_id, safe='')}/enable")

    def withdraw_improvement(self, subject_ref: str) -> int:
        """End a subject's consent to improvement; return how many samples were removed."""
        subject_id = self.subject_id(subject_ref)
        path = f"/v1/subjects/{quote(subject_id, safe='')}/improvement"
        return int(self._json("DELETE", path)["samples_removed"])

    def jwks(self) -> Mapping[str, Any]:
        """Return the server's public keys (RFC 7517)."""
        return self._json("GET", "/v1/jwks")

    def _session(self, method: str, path: str, **request: Any) -> SessionResult:
        body = self._json(method, path, **request)
        try:
            return SessionResult.from_json(body)
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("The server's answer is not a session.") from error

    def _json(self, method: str, path: str, **request: Any) -> Mapping[str, Any]:
        response = self._request(method, path, **request)
        try:
            body = response.json()
        except ValueError as error:
            raise ProtocolError("The server's answer is not JSON.") from error
        if not isinstance(body, dict):
            raise ProtocolError("The server's answer is not a JSON object.")
        return body

    def _request(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            raise ServerUnreachable(f"No answer from the server: {type(error).__name__}") from error
        if response.is_success:
            return response
        try:
            problem = response.json()
            wait = response.headers.get("Retry-After", "")
            wait_s = int(wait) if wait.isdecimal() else None
            raise ProblemError(response.status_code, problem, wait_s)
        except (ValueError, KeyError, TypeError) as error:
            msg = f"The server answered {response.status_code} without a problem detail."
            raise ProtocolError(msg) from error


def _idempotent(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key or secrets.token_urlsafe(16)}


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
