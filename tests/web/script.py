"""A server that says what a test wants, to look at each screen for itself."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, WebSocketRoute


def token(**claims: Any) -> str:
    """Return a session token that nobody signed, with further claims."""
    text = json.dumps({"sub": "ses_scripted", "knd": "production"} | claims).encode()
    return f"e30.{base64.urlsafe_b64encode(text).decode().rstrip('=')}.c2ln"


TOKEN = token()

WELCOME: dict[str, Any] = {
    "type": "welcome",
    "session": "ses_scripted",
    "profile": "standard",
    "width": 640,
    "height": 480,
    "rate_hz": 10,
    "max_frame_bytes": 262144,
    "expires_in_s": 170,
    "next_sequence": 0,
}
TARGET: dict[str, Any] = {
    "type": "target",
    "index": 0,
    "of": 3,
    "x": 0.1,
    "y": -0.03,
    "size": 0.2,
    "turn": 0,
}
DONE: dict[str, Any] = {"type": "done", "outcome": "pass", "improve": []}
FAILED: dict[str, Any] = {
    "type": "done",
    "outcome": "fail",
    "improve": ["follow_the_oval", "more_light", "uncover_face"],
}


def guidance(
    hint: str, progress: float = 0.0, face: dict[str, float] | None = None
) -> dict[str, Any]:
    said = {"type": "guidance", "sequence": 0, "hint": hint, "progress": progress}
    return said if face is None else said | {"face": face}


class Script:
    """Takes the place of the server at a page's capture."""

    def __init__(self, page: Page, *messages: dict[str, Any], token: str = TOKEN) -> None:
        self.token = token
        self.greeting: dict[str, Any] = {}
        self.frames: list[bytes] = []
        self.last: dict[str, Any] = {}
        self._messages: Sequence[dict[str, Any]] = messages
        self._socket: WebSocketRoute | None = None
        page.route(
            "**/demo/api/sessions",
            lambda route: route.fulfill(json={"id": "ses_scripted", "session_token": self.token}),
        )
        page.route(
            "**/demo/api/sessions/*", lambda route: route.fulfill(json={"decision": "scripted"})
        )
        page.route_web_socket("**/capture", self._connected)

    def say(self, *messages: dict[str, Any]) -> None:
        assert self._socket is not None
        for each in messages:
            self._socket.send(json.dumps(each))
            self.last = each

    def _connected(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.on_message(self._heard)

    def _heard(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.frames.append(message)
        elif not self.greeting:
            self.greeting = json.loads(message)
            self.say(*self._messages)
