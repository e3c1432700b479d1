"""`/console/tenants/{tenant_id}/proofs`: the state of a tenant's log, and proofs to take away.

A bundle is checked with no server (`inperson-verify`). That others saw the log it shows where it is
made of a checkpoint that witnesses signed: `inperson audit receipt`.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from inperson.audit import Leaf
from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.tenants import Action
from inperson.tlog import LogProof, SignedCheckpoint
from inperson.views import EntryView, entry_view

_MOST_LEAVES = 2**53
Number = Annotated[int, Query(ge=0, le=_MOST_LEAVES)]

router = APIRouter(
    prefix="/console/tenants/{tenant_id}",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.READ_AUDIT)],
)


@router.get("/proofs")
def show_proofs(
    here: AtTenantOf, number: Annotated[int | None, Query(ge=0, le=_MOST_LEAVES)] = None
) -> Response:
    """Show the log's signed state, and one act that is proved to be on it."""
    log = here.log()
    note = log.checkpoint()
    return here.show(
        "proofs.html",
        checkpoint=note,
        state=SignedCheckpoint.parse(note).checkpoint,
        key=log.log_key.text(),
        leaf=None if number is None else _proved(log.receipt(number, note)),
    )


@router.get("/proofs.tlog-proof")
def get_bundle(here: AtTenantOf, number: Number = 0) -> Response:
    """Return the proof of one act as a file."""
    log = here.log()
    text = log.receipt(number, log.checkpoint()).text()
    name = f"act-{number}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _proved(proof: LogProof) -> EntryView:
    return entry_view(Leaf.parse(proof.index, proof.extra or b""))
