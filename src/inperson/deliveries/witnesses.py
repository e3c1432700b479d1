"""Asking a witness to sign a checkpoint of the audit log, or what it signed last; no more."""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus

from inperson.deliveries.errors import WitnessSilent
from inperson.deliveries.model import Failure, Outgoing, TargetAnswer
from inperson.deliveries.ports import Sender
from inperson.deliveries.targets import parse_url
from inperson.tlog import Submission

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


def ask_to_sign(sender: Sender, url: str, from_old: Callable[[int], Submission]) -> str:
    """Ask one witness, from the size that it signed last, which it is asked for first.

    Args:
        sender: makes the requests, two at most.
        url: what stands before `/add-checkpoint`.
        from_old: returns what is asked of a witness that signed a size last.

    Returns:
        What it answered: signature lines, none of which was checked.

    Raises:
        AddressRefused: if nothing is sent to such an address.
        WitnessSilent: if it does not answer, or does not sign.

    """
    answer = _ask(sender, url, from_old(0))
    size = _SIZE.fullmatch(answer.body)
    if answer.status == HTTPStatus.CONFLICT and size is not None:
        answer = _ask(sender, url, from_old(int(size[1])))
    if answer.status != HTTPStatus.OK:
        raise WitnessSilent(f"The witness answered {answer.status}.")
    return answer.body.decode("utf-8", "replace")


def ask_latest(sender: Sender, url: str, origin: str) -> str:
    """Ask one witness for the last checkpoint of a log that it signed.

    Args:
        sender: makes the request.
        url: what stands before `/latest`.
        origin: the log's.

    Returns:
        What it answered: a signed checkpoint, if it is honest; nothing of it was checked.

    Raises:
        AddressRefused: if nothing is sent to such an address.
        WitnessSilent: if it does not answer, or has signed none.

    """
    answer = _send(sender, url, f"latest/{hashlib.sha256(origin.encode()).hexdigest()}", None)
    if answer.status != HTTPStatus.OK:
        raise WitnessSilent(f"The witness answered {answer.status}.")
    return answer.body.decode("utf-8", "replace")


def _ask(sender: Sender, url: str, asked: Submission) -> TargetAnswer:
    return _send(sender, url, "add-checkpoint", asked.text().encode())


def _send(sender: Sender, url: str, what: str, body: bytes | None) -> TargetAnswer:
    address, path = parse_url(f"{url.rstrip('/')}/{what}")
    headers = {} if body is None else {"content-type": "text/plain; charset=utf-8"}
    answer = sender.send(Outgoing(address, path, headers, body))
    if isinstance(answer, Failure):
        raise WitnessSilent(f"The witness was not reached: {answer.value}.")
    return answer
