"""What can go wrong between a client and the server."""

from collections.abc import Mapping
from typing import Any


class ClientError(Exception):
    """The base of every error of the client; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ServerUnreachable(ClientError):
    """No answer came: the connection failed or timed out. The request may be repeated."""

    def __init__(self, message: str) -> None:
        super().__init__("server_unreachable", message)


class ProtocolError(ClientError):
    """The answer was not what the API answers: another server, or a proxy in between."""

    def __init__(self, message: str) -> None:
        super().__init__("protocol_error", message)


class ProblemError(ClientError):
    """The server refused, with a problem detail (RFC 9457)."""

    def __init__(
        self, status: int, problem: Mapping[str, Any], retry_after_s: int | None = None
    ) -> None:
        code, title = str(problem["code"]), str(problem.get("title", ""))
        detail = problem.get("detail")
        super().__init__(code, f"{title}: {detail}" if detail else title)
        self.status = status
        self.retry_after_s = retry_after_s
        """How long to wait before the next try, if the server said so."""
        self.members = {
            str(each["field"]): str(each["message"]) for each in problem.get("errors") or ()
        }
        """What is wrong with which members of the request, if the server named them."""


class CaptureError(ClientError):
    """The server ended a capture, or refused the connection; `retry` if a new session may help."""

    def __init__(self, code: str, title: str, *, retry: bool) -> None:
        super().__init__(code, title)
        self.retry = retry


class SourceUnavailable(ClientError):
    """The camera or the video gives no frames."""

    def __init__(self, message: str) -> None:
        super().__init__("source_unavailable", message)


class SessionTakesNoCapture(ClientError):
    """The session came without a token: it takes still images, or was only read."""

    def __init__(self) -> None:
        super().__init__("session_takes_no_capture", "The session has no session token.")
