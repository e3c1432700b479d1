"""Sending a usage report to a managed server. Nothing else is sent with it."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from inperson.deliveries.model import Failure, Outgoing
from inperson.deliveries.ports import Sender
from inperson.deliveries.targets import parse_url
from inperson.usage import PushFailed


@dataclass(frozen=True, slots=True)
class PushResult:
    """What the server said to one report."""

    accepted: bool
    new: bool
    """It had not arrived before."""
    code: str | None = None
    """The problem's code, if it was refused."""
    detail: str = ""


def push_report(sender: Sender, url: str, report: str) -> PushResult:
    """Send one usage report, once.

    Args:
        sender: makes the request.
        url: the managed server's address.
        report: the report, one compact JWS.

    Raises:
        AddressRefused: if a report does not go to such an address.
        PushFailed: if no answer comes, or it is not the API's.

    """
    address, path = parse_url(f"{url.rstrip('/')}/v1/usage-reports")
    headers = {"content-type": "application/json"}
    answer = sender.send(Outgoing(address, path, headers, json.dumps({"report": report}).encode()))
    if isinstance(answer, Failure):
        raise PushFailed(f"The report did not arrive: {answer.value}.")
    if answer.status in {HTTPStatus.OK, HTTPStatus.CREATED}:
        return PushResult(accepted=True, new=answer.status == HTTPStatus.CREATED)
    try:
        problem = json.loads(answer.body)
        code, detail = str(problem["code"]), str(problem.get("detail", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PushFailed(f"The server answered {answer.status}.") from error
    return PushResult(accepted=False, new=False, code=code, detail=detail)
