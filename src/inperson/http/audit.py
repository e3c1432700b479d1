"""`/v1/audit`: a tenant reads its own audit log, so that it can be a witness of it.

All routes need the scope `usage`. Who keeps a checkpoint finds out when the log is later cut off or
written anew; a leaf holds no personal data. docs/formats/audit-log.md.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from inperson.audit import AuditLog
from inperson.http.routes import CallerOf, ServicesOf, allowed, refusals
from inperson.http.services import Services
from inperson.tenants import Action, Caller
from inperson.views import (
    CheckpointView,
    LeafList,
    LeafView,
    ProofView,
    checkpoint_view,
    proof_view,
)

_MOST_LEAVES = 2**53
_PAGE = 500

Number = Annotated[int, Path(ge=0, le=_MOST_LEAVES, description="The leaf's number, from 0.")]

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=refusals(401, 403, 422, 500, 503))


@router.get("/checkpoint", operation_id="getCheckpoint", dependencies=allowed(Action.READ_AUDIT))
def get_checkpoint(services: ServicesOf, caller: CallerOf) -> CheckpointView:
    """Sign the log's present state."""
    return checkpoint_view(_log(services, caller))


@router.get("/leaves", operation_id="listLeaves", dependencies=allowed(Action.READ_AUDIT))
def list_leaves(
    services: ServicesOf,
    caller: CallerOf,
    after: Annotated[
        int | None,
        Query(ge=0, le=_MOST_LEAVES, description="Leaves behind this number; all if left out."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=_PAGE)] = 100,
) -> LeafList:
    """Read the leaves, to compute the tree anew."""
    log = _log(services, caller)
    size = log.size()
    start = 0 if after is None else after + 1
    leaves = [
        LeafView(number=number, leaf=body)
        for number, body in log.bodies(start, min(start + limit, size))
    ]
    return LeafList(leaves=leaves, size=size)


@router.get(
    "/leaves/{number}/proof",
    operation_id="proveLeaf",
    dependencies=allowed(Action.READ_AUDIT),
    responses=refusals(404),
)
def prove_leaf(services: ServicesOf, caller: CallerOf, number: Number) -> ProofView:
    """Prove that a leaf is in the log."""
    return proof_view(_log(services, caller).prove(number))


def _log(services: Services, caller: Caller) -> AuditLog:
    return services.desks.of(caller.authority).audit
