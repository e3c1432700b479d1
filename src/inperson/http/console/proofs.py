"""`/console/tenants/{tenant_id}/proofs`: the state of a tenant's log, and proofs to take away.

A bundle is checked with no server (`inperson-verify`). It is made of the last checkpoint that
enough of the tenant's witnesses signed, where the act is under it: so it shows that others saw it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from inperson.audit import Leaf
from inperson.deliveries import LogWitnesses, Sight
from inperson.http.console.doors import AtTenant, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, about, asked_on, number
from inperson.tenants import Action
from inperson.tlog import LogProof, SignedCheckpoint
from inperson.views import EntryView, entry_view, witnesses_view

_MOST_LEAVES = 2**53
Number = Annotated[int, Query(ge=0, le=_MOST_LEAVES)]

router = APIRouter(
    prefix="/console/tenants/{tenant_id}",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.READ_AUDIT)],
)


def _page(here: AtTenant, number: int | None = None) -> Response:
    log, sight, now = here.log(), _sight(here), here.console.clock.now()
    note, seen = log.checkpoint(), _seen(sight, number)
    return here.show(
        "proofs.html",
        checkpoint=note,
        state=SignedCheckpoint.parse(note).checkpoint,
        key=log.log_key.text(),
        witnessed=None if sight is None else witnesses_view(sight, log.log_key, now),
        seen=seen is not None,
        leaf=None if number is None else _proved(log.receipt(number, seen or note)),
    )


@router.get("/proofs")
@asked_on(_page)
def show_proofs(here: AtTenantOf, form: FormOf) -> Response:
    """Show the log's signed state, and one act that is proved to be on it."""
    with about("number"):
        return _page(here, number(form, "number", 0) if "number" in form else None)


@router.get("/proofs.tlog-proof")
def get_bundle(here: AtTenantOf, number: Number = 0) -> Response:
    """Return the proof of one act as a file."""
    log = here.log()
    text = log.receipt(number, _seen(_sight(here), number) or log.checkpoint()).text()
    name = f"act-{number}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _sight(here: AtTenant) -> Sight | None:
    return LogWitnesses(here.governing()).sight()


def _seen(sight: Sight | None, number: int | None) -> str | None:
    """Return the checkpoint under which enough witnesses saw a leaf; None if they did not."""
    if sight is None or sight.met_at is None or number is None:
        return None
    return sight.met if number < sight.size else None


def _proved(proof: LogProof) -> EntryView:
    return entry_view(Leaf.parse(proof.index, proof.extra or b""))
