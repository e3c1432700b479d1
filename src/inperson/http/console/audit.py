"""`/console/audit` and `/console/tenants/{tenant_id}/audit`: logs are read and verified.

Verifying computes a log anew. The answer is one line of JSON for each step, so that a page shows
how far it is; the last one says what was found. A step is taken when the one before it was taken
by the reader, so that nothing goes on for who is gone; a few logs are verified at a time, their
leaves in a worker.
"""

import json
from collections.abc import AsyncIterator, Generator
from contextlib import closing
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from inperson.audit import AuditLog, Verification, judge_apart
from inperson.core import InpersonError
from inperson.http.console.doors import (
    OPERATOR,
    AtTenantOf,
    ConsoleOf,
    ConsoleRoute,
    HereOf,
    may,
    own_page,
)
from inperson.http.console_services import ConsoleServices
from inperson.tenants import Action
from inperson.views import entry_view

_SHOWN, _FINDINGS = 50, 20

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.READ_AUDIT)],
)


@router.get("/audit", dependencies=[OPERATOR])
def get_server_log(here: HereOf) -> Response:
    """Show the last leaves of the server's own log."""
    log = here.console.server_audit()
    return here.show("audit.html", **_shown(log), base=f"{here.base}/audit")


@router.post("/audit/verify", dependencies=[OPERATOR])
def verify_server_log(console: ConsoleOf) -> Response:
    """Verify the server's own log."""
    return _verifying(console.server_audit(), console, "server")


@router.get("/tenants/{tenant_id}/audit")
def get_log(here: AtTenantOf) -> Response:
    """Show the last leaves of a tenant's log."""
    return here.show("audit.html", **_shown(here.log()), base=f"{here.base}/audit")


@router.post("/tenants/{tenant_id}/audit/verify")
def verify_log(here: AtTenantOf) -> Response:
    """Verify a tenant's log."""
    return _verifying(here.log(), here.console, here.tenant.id)


def _shown(log: AuditLog) -> dict[str, Any]:
    return {
        "size": log.size(),
        "leaves": [entry_view(each) for each in reversed(log.tail(_SHOWN))],
        "vkey": log.vkey,
    }


def _verifying(log: AuditLog, console: ConsoleServices, owner: str) -> Response:
    with console.verifying.hold(owner, 1):  # or it is refused with a status of its own
        pass
    return StreamingResponse(_steps(log, console, owner), media_type="application/x-ndjson")


async def _steps(log: AuditLog, console: ConsoleServices, owner: str) -> AsyncIterator[str]:
    judge = partial(judge_apart, workers=console.workers, owner=owner)
    try:
        with console.verifying.hold(owner, 1), closing(log.walk(judge)) as walk:
            step: dict[str, object] = {}
            while "result" not in step:
                step = await run_in_threadpool(_step, walk)
                yield json.dumps(step) + "\n"
    except InpersonError as error:
        yield json.dumps({"error": error.code}) + "\n"


def _step(walk: Generator[tuple[int, int], None, Verification]) -> dict[str, object]:
    try:
        done, size = next(walk)
    except StopIteration as end:
        found: Verification = end.value
    else:
        return {"done": done, "size": size}
    root = None if found.root is None else found.root.hex()
    findings = [f"{each.code.value}: {each.where}" for each in found.findings[:_FINDINGS]]
    result = {"size": found.size, "root": root, "found": found.found, "findings": findings}
    return {"result": result}
