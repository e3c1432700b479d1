"""`/v1/audit`: a tenant reads its own audit log, and says who witnesses it.

To read needs the scope `usage`, to say who the witnesses are `admin`. Who keeps a checkpoint finds
out when the log is later cut off or written anew; a leaf holds no personal data.
docs/formats/audit-log.md, docs/witness.md.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from inperson.audit import AuditLog
from inperson.deliveries import (
    LONGEST_URL,
    MOST_HOURS,
    MOST_WITNESSES,
    LogWitnesses,
    Sight,
    Witnessing,
)
from inperson.desks import Desk
from inperson.http.routes import (
    CallerOf,
    DeskOf,
    GoverningDeskOf,
    ServicesOf,
    allowed,
    refusals,
)
from inperson.http.services import Services
from inperson.tenants import Action, Caller
from inperson.views import (
    WHOLE,
    Body,
    CheckpointView,
    LeafList,
    LeafView,
    LogWitnessesView,
    ProofView,
    checkpoint_view,
    proof_view,
    witnesses_view,
)

_MOST_LEAVES = 2**53
_PAGE = 500
_LONGEST_NOTE = 8192

Number = Annotated[int, Path(ge=0, le=_MOST_LEAVES, description="The leaf's number, from 0.")]


class NewWitness(Body):
    """Somebody who is to sign the log's checkpoints."""

    name: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="What you call it; not `none`.",
        examples=["chamber"],
    )
    key: str = Field(
        max_length=512, description="Its verifier key, as `inperson witness init` prints it."
    )
    url: str | None = Field(
        default=None,
        max_length=LONGEST_URL,
        pattern=r"^https?://[!-~]+$",
        description="Where the server asks it; left out, people carry checkpoints to it.",
    )


class NewWitnesses(Body):
    """Who is to witness the log, and how many of them are enough."""

    witnesses: Annotated[list[NewWitness], Field(min_length=1, max_length=MOST_WITNESSES)]
    least: Annotated[int, Field(ge=1, le=MOST_WITNESSES), WHOLE] = Field(
        default=1, description="How many of them have to sign."
    )
    hours: Annotated[int, Field(ge=1, le=MOST_HOURS), WHOLE] = Field(
        default=24, description="How often they are asked at least; also after each erasure."
    )


class Witnessed(Body):
    """A checkpoint of this log, with the lines that witnesses signed."""

    checkpoint: str = Field(
        max_length=_LONGEST_NOTE, description="As `inperson audit cosign` prints it."
    )


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


@router.get(
    "/witnesses",
    operation_id="getWitnesses",
    dependencies=allowed(Action.READ_AUDIT),
    responses=refusals(404),
)
def get_witnesses(desk: DeskOf) -> LogWitnessesView:
    """Read who witnesses the log, and what enough of them signed last."""
    return _shown(desk, LogWitnesses(desk).existing())


@router.put(
    "/witnesses",
    operation_id="setWitnesses",
    dependencies=allowed(Action.SET_WITNESSES),
    responses=refusals(400, 409, 413),
)
def set_witnesses(desk: GoverningDeskOf, body: NewWitnesses) -> LogWitnessesView:
    """Set who witnesses the log, or replace them. What those before saw is forgotten here."""
    named = [(each.name, each.key, each.url) for each in body.witnesses]
    return _shown(desk, Witnessing(desk).set(named, body.least, body.hours))


@router.delete(
    "/witnesses",
    status_code=204,
    operation_id="removeWitnesses",
    dependencies=allowed(Action.SET_WITNESSES),
    responses=refusals(404),
)
def remove_witnesses(desk: GoverningDeskOf) -> Response:
    """Have nobody witness the log any more."""
    Witnessing(desk).remove()
    return Response(status_code=204)


@router.post(
    "/witnesses/seen",
    operation_id="takeWitnessed",
    dependencies=allowed(Action.SET_WITNESSES),
    responses=refusals(400, 404, 413),
)
def take_witnessed(desk: GoverningDeskOf, body: Witnessed) -> LogWitnessesView:
    """Keep a checkpoint that was carried to enough witnesses, and back."""
    return _shown(desk, Witnessing(desk).take(body.checkpoint))


def _shown(desk: Desk, sight: Sight) -> LogWitnessesView:
    return witnesses_view(sight, desk.audit.log_key, desk.clock.now())


def _log(services: Services, caller: Caller) -> AuditLog:
    return services.desks.of(caller.authority).audit
