"""One connection of a capture: what it reads, skips, looks at and answers."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from inperson.core import Clock
from inperson.http import capture_messages as messages
from inperson.http.errors import (
    CaptureCancelled,
    CaptureFlood,
    CaptureIdle,
    FrameInvalid,
    FrameOutOfOrder,
    MessageInvalid,
)
from inperson.http.limits import CaptureLimits
from inperson.http.server_metrics import ServerMetrics
from inperson.liveness import Colour, FaceTarget, FrameGuidance, Hint
from inperson.sessions import OpenCapture
from inperson.vision import ImageRefused

_SPARE_HZ = 2
_SLOWEST_HZ = 5
_SAID_EVERY_S = 1.0
Run = Callable[..., Awaitable[Any]]
Answer = tuple[FrameGuidance, FaceTarget | None]


async def tell(socket: WebSocket, message: Mapping[str, Any], within_s: float) -> bool:
    """Send a message; False if the client is gone, or takes nothing."""
    try:
        async with asyncio.timeout(within_s):
            await socket.send_json(message)
    except (WebSocketDisconnect, RuntimeError, TimeoutError):
        return False
    return True


@dataclass(slots=True)
class _Pace:
    """When frames came, and how many were not looked at."""

    limits: CaptureLimits
    arrived: deque[float] = field(default_factory=deque)
    taken: deque[float] = field(default_factory=deque)
    skipped: int = 0
    reason: str = "server_busy"
    said_at: float = float("-inf")
    look_s: float = 0.0
    """How long a look takes, smoothed."""

    def admit(self, now: float) -> bool:
        """Count a frame; tell whether it may be looked at.

        Raises:
            CaptureFlood: if far too many came within a second.

        """
        for times in (self.arrived, self.taken):
            while times and now - times[0] >= 1:
                times.popleft()
        self.arrived.append(now)
        if len(self.arrived) > self.limits.flood_hz:
            raise CaptureFlood(f"Send {self.limits.rate_hz} frames a second.")
        if len(self.taken) >= self.limits.rate_hz + _SPARE_HZ:
            self.skip("client_fast")
            return False
        self.taken.append(now)
        return True

    def skip(self, reason: str) -> None:
        self.skipped, self.reason = self.skipped + 1, reason

    def looked(self, took_s: float) -> None:
        self.look_s = took_s if not self.look_s else 0.8 * self.look_s + 0.2 * took_s

    def to_say(self, now: float) -> dict[str, Any] | None:
        """Return what to say of skipped frames, once a second at most."""
        if not self.skipped or now - self.said_at < _SAID_EVERY_S:
            return None
        rate_hz = self.limits.rate_hz
        if self.reason == "server_busy" and self.look_s:
            rate_hz = max(_SLOWEST_HZ, min(rate_hz, int(1 / self.look_s)))
        message = messages.rate(rate_hz, self.skipped, self.reason)
        self.skipped, self.said_at = 0, now
        return message


class Connection:
    """Serves one WebSocket of a capture.

    Args:
        run: runs a function in the pool of threads.
        socket: accepted, its `hello` read.
        capture: attached to it.
        limits: what it may ask for.
        clock: tells how long the session has.
        metrics: where figures go.

    """

    def __init__(
        self,
        run: Run,
        socket: WebSocket,
        capture: OpenCapture,
        limits: CaptureLimits,
        clock: Clock,
        metrics: ServerMetrics,
    ) -> None:
        self._run = run
        self._socket = socket
        self._capture = capture
        self._limits = limits
        self._clock = clock
        self._measures = metrics
        self._pace = _Pace(limits)
        self._waiting: tuple[messages.Frame, float] | None = None
        self._wake = asyncio.Event()
        self._stopping = self._checking = False
        self._shown: FaceTarget | None = None
        self._lit: Colour | None = None
        self._progress = 0.0

    async def run(self) -> bool:
        """Serve until the capture is decided.

        Returns:
            False if the connection is gone and the capture is not decided.

        Raises:
            InpersonError: if the client breaks the protocol, or nothing could be decided.

        """
        await self._greet()
        reader = asyncio.create_task(self._read())
        looker = asyncio.create_task(self._look())
        try:
            await asyncio.wait({reader, looker}, return_when=asyncio.FIRST_COMPLETED)
            if not looker.done():
                self._stopping = True
                self._wake.set()
                # a thread that looks at a frame, or decides, cannot be stopped: wait for it
                decided = await looker
                if not decided:
                    reader.result()
                return decided
            return looker.result()
        except WebSocketDisconnect:
            return False
        finally:
            for task in (reader, looker):
                task.cancel()
            await asyncio.gather(reader, looker, return_exceptions=True)

    async def _greet(self) -> None:
        session = self._capture.session
        left_s = (session.expires_at - self._clock.now()).total_seconds()
        sequence = self._capture.next_sequence
        hello = messages.welcome(session, self._capture.profile, self._limits, left_s, sequence)
        await self._tell(hello)
        await self._show(self._capture.now())

    async def _read(self) -> None:
        """Read until the client is gone or breaks the protocol; one of the two is raised."""
        while True:
            try:
                async with asyncio.timeout(None if self._checking else self._limits.idle_s):
                    message = await self._socket.receive()
            except TimeoutError:
                raise CaptureIdle("No frame came for too long.") from None
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            if self._checking:
                continue  # what was on its way
            if (data := message.get("bytes")) is not None:
                self._take(data)
            elif isinstance(
                messages.read_message(message.get("text") or "", self._limits), messages.Cancel
            ):
                raise CaptureCancelled("The capture was cancelled.")
            else:
                raise MessageInvalid("The connection has said hello already.")

    def _take(self, data: bytes) -> None:
        """Let a frame wait to be looked at; one that waits already is skipped."""
        frame = messages.read_frame(data, self._limits)
        admitted = self._pace.admit(time.monotonic())
        if frame.sequence != self._capture.next_sequence:
            raise FrameOutOfOrder(f"Frame {self._capture.next_sequence} was due.")
        if frame.sequence >= self._limits.frames:
            raise CaptureFlood(f"A capture takes {self._limits.frames} frames.")
        self._capture.next_sequence += 1
        if admitted:
            if self._waiting is not None:
                self._pace.skip("server_busy")
            self._waiting = frame, self._clock.monotonic_s()
            self._wake.set()

    async def _look(self) -> bool:
        """Look at the newest frame, and answer, until the capture is decided.

        Returns:
            False if it was stopped before.

        """
        while not self._stopping:
            try:
                async with asyncio.timeout(self._limits.tick_s):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            waiting, self._waiting = self._waiting, None
            if self._stopping:
                break
            if waiting is None:
                finished = bool((await self._run(self._capture.wait)).finished)
            else:
                finished = await self._answer(*waiting)
            if (said := self._pace.to_say(time.monotonic())) is not None:
                self._measures.skipped(said["skipped"])
                await self._tell(said)
            if finished:
                return await self._finish()
        return False

    async def _answer(self, frame: messages.Frame, arrived_s: float) -> bool:
        began = time.monotonic()
        answer: Answer | None = await self._run(self._see, frame, arrived_s)
        self._pace.looked(took_s := time.monotonic() - began)
        self._measures.frame(took_s)
        hint, face = (Hint.NO_FACE, None) if answer is None else (answer[0].hint, answer[0].face)
        if answer is not None:
            self._progress = answer[0].progress
        await self._tell(messages.guidance(frame.sequence, hint.value, self._progress, face))
        if answer is None:
            return False
        await self._show(answer)
        return answer[0].finished

    def _see(self, frame: messages.Frame, arrived_s: float) -> Answer | None:
        """Decode and look, in a thread; None for one of few frames that cannot be decoded."""
        try:
            image = messages.decode_frame(frame, self._limits)
        except ImageRefused as error:
            self._capture.undecodable += 1
            if self._capture.undecodable >= self._limits.undecodable:
                raise FrameInvalid("Too many frames cannot be decoded.") from error
            return None
        return self._capture.see(image, arrived_s, frame.jpeg, frame.client_ms)

    async def _finish(self) -> bool:
        self._checking = True
        await self._tell({"type": "checking"})
        with self._measures.deciding("capture"):
            outcome = await self._run(self._capture.finish)
        await self._tell(messages.ended(outcome))
        return True

    async def _show(self, answer: Answer) -> None:
        guidance, target = answer
        if target is not None and target != self._shown:
            self._shown = target
            await self._tell(messages.target(guidance, target))
        colour = self._capture.colour
        if colour is not None and colour is not self._lit:
            self._lit = colour
            await self._tell(messages.light(colour))

    async def _tell(self, message: Mapping[str, Any]) -> None:
        if not await tell(self._socket, message, self._limits.send_s):
            self._stopping = True  # the reader learns why
