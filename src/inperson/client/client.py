"""The clients of the HTTP API: one that waits, and one for asyncio. Both make the same calls."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
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
from inperson.client.errors import ServerUnreachable, SessionTakesNoCapture
from inperson.client.face_calls import FaceCalls
from inperson.client.model import SessionResult
from inperson.client.rights_calls import RightsCalls
from inperson.client.steps import AsyncRunner, Runner, Send, Steps, T
from inperson.client.tenant_calls import TenantCalls

_SDK = "python/0.1.0"


class _Calls(FaceCalls, RightsCalls, TenantCalls):
    """Every call of the API."""


class Client(_Calls, Runner):
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
        self._http = httpx.Client(**_given(url, token, timeout_s), transport=transport)

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

    def run_steps(self, steps: Steps[T]) -> T:
        """Make each request of a call, and return what the call returns."""
        try:
            ask = next(steps)
            while True:
                ask = steps.send(self._send(ask))
        except StopIteration as done:
            found: T = done.value
            return found

    def _send(self, ask: Send) -> httpx.Response:
        try:
            return self._http.request(ask.method, ask.path, **ask.more)
        except httpx.HTTPError as error:
            raise _unreachable(error) from error

    def capture(
        self,
        session: SessionResult,
        source: FrameSource,
        on_guidance: OnGuidance | None = None,
        *,
        profile: Profile = "standard",
        camera: Mapping[str, str] | None = None,
        light: bool = False,
    ) -> CaptureResult:
        """Make the live capture of a session that was just opened.

        A connection that drops is taken up again once. The decision is in `session(id)`.

        Args:
            session: what `create_session` returned.
            source: gives a JPEG for each moment: of a camera, a video, or your own.
            on_guidance: is told after each frame what to tell the person.
            profile: `gentle` for people who move slowly.
            camera: what is known of the camera, such as its `label`.
            light: the source is lit by the colours that it is told.

        Raises:
            SessionTakesNoCapture: if the session has no token.
            CaptureError: if the server ends it with an error.
            SourceUnavailable: if the source gives no frames.

        """
        url = str(self._http.base_url)
        return _run_of(
            url, self._timeout_s, session, source, on_guidance, profile, camera, light
        ).run()


class AsyncClient(_Calls, AsyncRunner):
    """The same for asyncio: every call is awaited. A capture runs in a thread, its source too."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._http = httpx.AsyncClient(**_given(url, token, timeout_s), transport=transport)

    async def __aenter__(self) -> Self:
        """Use the client in an `async with` block, which closes it."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def run_steps_async(self, steps: Steps[T]) -> T:
        """Make each request of a call, and return what the call returns."""
        try:
            ask = next(steps)
            while True:
                ask = steps.send(await self._send(ask))
        except StopIteration as done:
            found: T = done.value
            return found

    async def _send(self, ask: Send) -> httpx.Response:
        try:
            return await self._http.request(ask.method, ask.path, **ask.more)
        except httpx.HTTPError as error:
            raise _unreachable(error) from error

    async def capture(
        self,
        session: SessionResult,
        source: FrameSource,
        on_guidance: OnGuidance | None = None,
        *,
        profile: Profile = "standard",
        camera: Mapping[str, str] | None = None,
        light: bool = False,
    ) -> CaptureResult:
        """Make the live capture of a session; see `Client.capture`."""
        url = str(self._http.base_url)
        run = _run_of(url, self._timeout_s, session, source, on_guidance, profile, camera, light)
        return await asyncio.to_thread(run.run)


def _given(url: str, token: str, timeout_s: float) -> dict[str, Any]:
    return {
        "base_url": url,
        "headers": {"Authorization": f"Bearer {token}", "Accept": "application/json"},
        "timeout": timeout_s,
        "follow_redirects": False,  # a redirect would carry the token to somebody else
    }


def _unreachable(error: httpx.HTTPError) -> ServerUnreachable:
    return ServerUnreachable(f"No answer from the server: {type(error).__name__}")


def _run_of(
    url: str,
    timeout_s: float,
    session: SessionResult,
    source: FrameSource,
    on_guidance: OnGuidance | None,
    profile: Profile,
    camera: Mapping[str, str] | None,
    light: bool,
) -> CaptureRun:
    token = session.session_token
    if token is None:
        raise SessionTakesNoCapture
    hello: dict[str, Any] = {"type": "hello", "token": token, "sdk": _SDK}
    hello |= {"profile": profile} | ({"camera": dict(camera)} if camera else {})
    hello |= {"light": True} if light else {}
    base = url.rstrip("/").replace("http", "ws", 1)
    address = f"{base}/v1/sessions/{quote(session.id, safe='')}/capture"
    told = on_guidance or (lambda _: None)
    return CaptureRun(lambda: dial(address, token, timeout_s), hello, source, told)
