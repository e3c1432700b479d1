"""How an error is answered over HTTP: a problem detail (RFC 9457) with one member more, `code`."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from inperson.core import InpersonError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


def problem_of(error: InpersonError) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return an error's status and problem; one without a status is an internal error.

    The error's message is shown only below 500.
    """
    log_ours(error)
    told = error if error.status else InpersonError()
    status = told.status or HTTPStatus.INTERNAL_SERVER_ERROR
    body: dict[str, Any] = {
        "type": f"urn:inperson:problem:{told.code}",
        "title": told.title,
        "status": status.value,
        "code": told.code,
    }
    if str(told) and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        body["detail"] = str(told)
    return status, body


def log_ours(error: InpersonError) -> None:
    """Log what was refused if that is the server's own fault: its client is told no reason."""
    raised = error.__traceback__ is not None  # what was not is another's answer, and logged there
    if raised and (error.status or HTTPStatus.INTERNAL_SERVER_ERROR) >= 500:
        _log.warning("refused", exc_info=error)


def problem_response(
    error: InpersonError,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the response for an error.

    Args:
        error: what was raised.
        errors: which members of the request it is about, and what is wrong with each.
        headers: further headers, such as `Allow`.

    """
    status, body = problem_of(error)
    if errors:
        body["errors"] = [dict(each) for each in errors]
    extra = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        extra["WWW-Authenticate"] = "Bearer"
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        extra["Retry-After"] = "5"
    if error.retry_after_s is not None:
        extra["Retry-After"] = str(error.retry_after_s)
    return JSONResponse(body, status, extra, MEDIA_TYPE)
