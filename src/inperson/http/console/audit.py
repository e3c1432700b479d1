"""`/console/audit` and `/console/tenants/{tenant_id}/audit`: logs are read and verified.

Verifying computes a log anew. The answer is one line of JSON for each step, so that a page shows
how far it is; the last one says what was found.
"""

import json
import queue
import threading
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response, StreamingResponse

from inperson.audit import AuditLog
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
    return _verifying(console.server_audit())


@router.get("/tenants/{tenant_id}/audit")
def get_log(here: AtTenantOf) -> Response:
    """Show the last leaves of a tenant's log."""
    return here.show("audit.html", **_shown(here.log()), base=f"{here.base}/audit")


@router.post("/tenants/{tenant_id}/audit/verify")
def verify_log(here: AtTenantOf) -> Response:
    """Verify a tenant's log."""
    return _verifying(here.log())


def _shown(log: AuditLog) -> dict[str, Any]:
    return {
        "size": log.size(),
        "leaves": [entry_view(each) for each in reversed(log.tail(_SHOWN))],
        "vkey": log.vkey,
    }


def _verifying(log: AuditLog) -> Response:
    return StreamingResponse(_steps(log), media_type="application/x-ndjson")


def _steps(log: AuditLog) -> Iterator[str]:
    said: queue.SimpleQueue[dict[str, object]] = queue.SimpleQueue()

    def work() -> None:
        try:
            found = log.verify((), lambda done, size: said.put({"done": done, "size": size}))
        except InpersonError as error:
            said.put({"error": error.code})
            return
        root = None if found.root is None else found.root.hex()
        findings = [f"{each.code.value}: {each.where}" for each in found.findings[:_FINDINGS]]
        result = {"size": found.size, "root": root, "found": found.found, "findings": findings}
        said.put({"result": result})

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while True:
        step = said.get()
        yield json.dumps(step) + "\n"
        if "result" in step or "error" in step:
            return
