"""The witness's door: https://c2sp.org/tlog-witness, and where its last checkpoints are read.

It is an application of its own, with no tenant and no token: what lets a request in is the
signature on the checkpoint in it. Answers are plain text, as the specification wants them.
"""

import asyncio
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from inperson.core import InpersonError
from inperson.http.errors import RateLimited
from inperson.http.limits import Limit, Pace
from inperson.http.peers import Proxies
from inperson.http.rates import Rate
from inperson.tlog import SubmissionMalformed
from inperson.witness import (
    CheckpointUnsigned,
    ErasuresFewer,
    GrowthUnproved,
    LogUntrusted,
    LogWitness,
    SizeConflict,
    WitnessFolder,
    WitnessRefusal,
)

MOST_BYTES = 64 * 1024
"""Of a request: 63 hashes have 3 KiB, a checkpoint with sixteen signatures 2 KiB."""
BODY_S = 10.0
PACE = Pace(5.0, 10.0)
"""Of an address, in requests a second."""
_SIZE = "text/x.tlog.size"
_STATUS = {
    SubmissionMalformed: HTTPStatus.BAD_REQUEST,
    CheckpointUnsigned: HTTPStatus.FORBIDDEN,
    LogUntrusted: HTTPStatus.NOT_FOUND,
    SizeConflict: HTTPStatus.CONFLICT,
    GrowthUnproved: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErasuresFewer: HTTPStatus.UNPROCESSABLE_ENTITY,
    RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
}


def make_witness_app(
    witness: LogWitness, folder: WitnessFolder, proxies: Proxies | None = None, pace: Pace = PACE
) -> FastAPI:
    """Return the application of a witness.

    Args:
        witness: signs.
        folder: the logs that it trusts.
        proxies: whose word about an address counts.
        pace: how fast an address may ask.

    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    rate, trusted = Rate(Limit.ADDRESS_RATE, pace), proxies or Proxies()

    async def add_checkpoint(request: Request) -> Response:
        rate.take(trusted.peer(request.scope))
        body = await _body(request)
        line = await run_in_threadpool(witness.add_checkpoint, body.decode("utf-8", "replace"))
        return PlainTextResponse(line)

    async def latest(request: Request) -> Response:
        rate.take(trusted.peer(request.scope))
        log = await run_in_threadpool(folder.named, request.path_params["log"])
        return PlainTextResponse(await run_in_threadpool(witness.latest, log.origin))

    app.add_route("/add-checkpoint", add_checkpoint, methods=["POST"])
    app.add_route("/latest/{log}", latest, methods=["GET"])
    app.add_exception_handler(InpersonError, _refused)
    return app


async def _body(request: Request) -> bytes:
    """Return the whole body.

    Raises:
        SubmissionMalformed: if it is too long, or does not come in time.

    """
    data = b""
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise SubmissionMalformed("The request is too long.")
    except TimeoutError as error:
        raise SubmissionMalformed("The request did not come in time.") from error
    return data


async def _refused(_: Request, error: Exception) -> Response:
    """Answer as the specification says; of what is broken here nothing is told."""
    status = next(
        (status for kind, status in _STATUS.items() if isinstance(error, kind)),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if isinstance(error, SizeConflict):
        return PlainTextResponse(f"{error.size}\n", status, media_type=_SIZE)
    told = isinstance(error, WitnessRefusal | SubmissionMalformed | RateLimited)
    code = error.code if isinstance(error, InpersonError) else ""
    headers = {}
    if isinstance(error, RateLimited) and error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return PlainTextResponse(f"{code}: {error}\n" if told else "", status, headers)
