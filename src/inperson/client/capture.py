"""One live capture over a WebSocket: docs/formats/capture-protocol.md, as a client speaks it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    WebSocketException,
)
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from inperson.client.errors import CaptureError, ProtocolError, ServerUnreachable

SUBPROTOCOL = Subprotocol("inperson.capture.v2")
_TICKET = "inperson.token."
RESUME_S = 15.0
"""The server's window for the next connection."""
_PATIENCE_S = 8.0
"""Without a word of the server, which answers each frame; then the line counts as lost."""
_CHECKING_S = 30.0
"""The same while the server decides."""
_AGAIN_S = 0.5
_MOST_DROPS = 6
"""Of one capture: a line that drops more often carries none."""
_MAX_MESSAGE = 64 * 1024
Profile = Literal["standard", "gentle"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the middle of the eyes has to be, and how far apart they have to appear."""

    index: int
    of: int
    x: float
    """To the right of the frame's middle, in shares of its shorter side."""
    y: float
    """Below the frame's middle, in shares of its shorter side."""
    inter_ocular: float
    """In shares of the frame's shorter side; `size` in the protocol."""
    turn_deg: float = 0.0
    """How far the head has to be turned to the frame's right, the person's left; 0 is straight."""
    light: str | None = None
    """The colour that the screen is to show; None where it shows no light."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to tell the person now."""

    hint: str
    progress: float
    """How far the current target's holding is, 0 to 1."""
    target: Target | None


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """How a capture ended, as the person may know it; the decision is in the session."""

    passed: bool
    improve: tuple[str, ...]
    frames: int
    """How many were sent."""
    took_s: float
    """From the first connection to the end."""


FrameSource = Callable[[float, "Target | None"], bytes]
"""Gives the JPEG of a moment: seconds since the capture began, and the target that is shown."""
OnGuidance = Callable[[Guidance], None]


class Dial(Protocol):
    """Opens a connection."""

    def __call__(self) -> ClientConnection:
        """Return it open.

        Raises:
            ServerUnreachable: if there is no answer.

        """
        ...


class _Straight(ClientConnection):
    """Follows no redirect, which would carry the session token to somebody else."""

    def handshake(self, *given: Any, **named: Any) -> None:
        try:
            super().handshake(*given, **named)
        except InvalidStatus as error:
            if 300 <= error.response.status_code < 400:
                raise ProtocolError("The address of the capture leads elsewhere.") from error
            raise


def dial(url: str, token: str, timeout_s: float) -> ClientConnection:
    """Connect to the capture of a session.

    Raises:
        CaptureError: if the server refuses the token.
        ServerUnreachable: if there is no answer.
        ProtocolError: if the answer is not that of a capture.

    """
    try:
        return connect(
            url,
            subprotocols=[SUBPROTOCOL, Subprotocol(_TICKET + token)],
            compression=None,
            open_timeout=timeout_s,
            close_timeout=2,
            max_size=_MAX_MESSAGE,
            create_connection=_Straight,
        )
    except InvalidStatus as error:
        raise _refusal(error.response.body) from error
    except InvalidHandshake as error:
        raise ProtocolError("The server does not take captures there.") from error
    except (OSError, TimeoutError, WebSocketException) as error:
        raise ServerUnreachable(f"No answer from the server: {type(error).__name__}") from error


def _refusal(body: bytes | bytearray) -> CaptureError | ProtocolError:
    """Return what the server says of a connection that it does not take."""
    try:
        problem = json.loads(body)
        code, title = str(problem["code"]), str(problem["title"])
    except (ValueError, LookupError, TypeError):
        return ProtocolError("The server does not take captures there.")
    return CaptureError(code, title, retry=True)


@dataclass(slots=True)
class CaptureRun:
    """Runs one capture to its end, over whatever reconnections the server's windows allow."""

    dial: Dial
    hello: Mapping[str, Any] = field(repr=False)
    source: FrameSource
    on_guidance: OnGuidance
    sequence: int = 0
    period_s: float = 0.1
    target: Target | None = None
    sending: bool = True
    dropped: int = 0
    lost_at: float | None = None
    """When the line was lost; None while the server answers."""

    def run(self) -> CaptureResult:
        """Stream frames until the server has decided.

        Raises:
            CaptureError: if the server ends it with an error.
            ServerUnreachable: if the connection dropped and could not be taken up again.
            ProtocolError: if the server says what the protocol does not know.

        """
        began = time.monotonic()
        while True:
            try:
                with self.dial() as socket:
                    return self._serve(socket, began)
            except ConnectionClosed as error:
                self.dropped += 1
                if self.dropped > _MOST_DROPS or not self._again():
                    raise ServerUnreachable("The connection dropped too often.") from error
            except ServerUnreachable:
                if not self.dropped or not self._again():
                    raise
            except CaptureError as error:
                # The server may learn later than we do that the connection is gone, and a process
                # that follows one which was killed waits until it is surely gone.
                early = error.code == "capture_in_use" and self.dropped
                if not early or not self._again():
                    raise

    def _again(self) -> bool:
        """Wait a little; False if the server's window for the next connection is over."""
        now = time.monotonic()
        self.lost_at = now if self.lost_at is None else self.lost_at
        if now - self.lost_at > RESUME_S:
            return False
        time.sleep(_AGAIN_S)
        return True

    def _serve(self, socket: ClientConnection, began: float) -> CaptureResult:
        socket.send(json.dumps(dict(self.hello)))
        due, heard = float("inf"), time.monotonic()
        while True:
            now = time.monotonic()
            message = _receive(socket, min(max(0.0, due - now), _PATIENCE_S))
            now = time.monotonic()
            if message is not None:
                heard = now
                if message["type"] == "welcome":
                    self._welcome(message)
                    due = now
                elif (ended := self._heard(message, now - began)) is not None:
                    return ended
            elif now - heard > (_PATIENCE_S if self.sending else _CHECKING_S):
                self.dropped += 1
                raise ServerUnreachable("The server said nothing for too long.")
            elif not self.sending:
                due = float("inf")
            if self.sending and now >= due:
                sent = self._send(socket, now - began)
                due = max(due + self.period_s, time.monotonic()) if sent else float("inf")

    def _welcome(self, message: Mapping[str, Any]) -> None:
        self.lost_at = None
        self.sequence = int(message["next_sequence"])  # 0 where another process begins it anew
        self.period_s = 1 / max(1, int(message["rate_hz"]))

    def _heard(self, message: Mapping[str, Any], took_s: float) -> CaptureResult | None:
        kind = message["type"]
        if kind == "target":
            self.target = Target(
                int(message["index"]),
                int(message["of"]),
                float(message["x"]),
                float(message["y"]),
                float(message["size"]),
                float(message["turn"]),
                None if self.target is None else self.target.light,
            )
        elif kind == "light":
            if self.target is not None:
                self.target = replace(self.target, light=str(message["colour"]))
        elif kind == "guidance":
            progress = float(message["progress"])
            self.on_guidance(Guidance(str(message["hint"]), progress, self.target))
        elif kind == "rate":
            self.period_s = 1 / max(1, int(message["rate_hz"]))
        elif kind == "checking":
            self.sending = False
        elif kind == "done":
            improve = tuple(str(each) for each in message["improve"])
            return CaptureResult(message["outcome"] == "pass", improve, self.sequence, took_s)
        elif kind == "error":
            raise CaptureError(
                str(message["code"]), str(message["title"]), retry=message["retry"] is True
            )
        else:
            raise ProtocolError("The server says what the protocol does not know.")
        return None

    def _send(self, socket: ClientConnection, at_s: float) -> bool:
        """Send a frame; False if the line is closed: what was said before is still to be read."""
        jpeg = self.source(at_s, self.target)
        clock = int(time.time() * 1000)
        header = b"\x01\0\0\0" + self.sequence.to_bytes(4, "big") + clock.to_bytes(8, "big")
        try:
            socket.send(header + jpeg)
        except ConnectionClosed:
            return False
        self.sequence += 1
        return True


def _receive(socket: ClientConnection, within_s: float) -> Mapping[str, Any] | None:
    """Return the next message, or None if there is none in time."""
    try:
        text = socket.recv(timeout=within_s)
    except TimeoutError:
        return None
    try:
        message = json.loads(text)
        if isinstance(message, dict) and isinstance(message["type"], str):
            return message
    except (ValueError, KeyError) as error:
        raise ProtocolError("The server's message is not the protocol's.") from error
    raise ProtocolError("The server's message is not the protocol's.")
