"""Sending a usage report to a managed server. Nothing else is sent with it."""

from dataclasses import dataclass

import httpx

from inperson.client.errors import ProtocolError, ServerUnreachable


@dataclass(frozen=True, slots=True)
class PushResult:
    """What the server said to one report."""

    accepted: bool
    new: bool
    """It had not arrived before."""
    code: str | None = None
    """The problem's code, if it was refused."""
    detail: str = ""


def push_report(
    url: str, report: str, *, timeout_s: float = 30.0, transport: httpx.BaseTransport | None = None
) -> PushResult:
    """Send one usage report, once.

    Args:
        url: the managed server's address.
        report: the report, one compact JWS.
        timeout_s: how long it may take.
        transport: another httpx transport, for tests.

    Raises:
        ServerUnreachable: if no answer comes.
        ProtocolError: if the answer is not the API's.

    """
    try:
        with httpx.Client(timeout=timeout_s, transport=transport, follow_redirects=False) as http:
            answer = http.post(f"{url.rstrip('/')}/v1/usage-reports", json={"report": report})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerUnreachable(f"The server cannot be reached: {type(error).__name__}.") from error
    if answer.status_code in {200, 201}:
        return PushResult(accepted=True, new=answer.status_code == 201)
    try:
        problem = answer.json()
        code, detail = str(problem["code"]), str(problem.get("detail", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProtocolError(f"The server answered {answer.status_code}.") from error
    return PushResult(accepted=False, new=False, code=code, detail=detail)
