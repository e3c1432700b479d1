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

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        code, title = str(problem["code"]), str(problem.get("title", ""))
        detail = problem.get("detail")
        super().__init__(code, f"{title}: {detail}" if detail else title)
        self.status = status
