"""`/console/tenants/{tenant_id}/keys`: a tenant's key-encryption key, rotated by an operator.

A rewrap is done in steps of a second or two, each asked for by the page: it survives a closed tab,
a killed process and a change of replica, for the next step goes on with what is left.
"""

from itertools import takewhile

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.audit import Act
from inperson.http.console.doors import FRESH, AtTenantOf, ConsoleRoute, may, own_page
from inperson.tenants import Action

STEP_S = 1.5

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/keys",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.MANAGE_KEYS)],
)


@router.get("")
def get_keys(here: AtTenantOf) -> Response:
    """Show the present version of the key, and how many data keys an earlier one wraps."""
    vault = here.vault()
    kek_id, left = vault.keys.kek_id(), vault.keys.left_to_rewrap()
    return here.show("keys.html", kek_id=kek_id, left=left)


@router.post("/rotate", dependencies=[FRESH])
def rotate(here: AtTenantOf) -> Response:
    """Make a new version of the key."""
    here.record().note(Act.KEK_ROTATED)
    here.vault().keys.rotate()
    return here.back("keys", "kek_rotated")


@router.post("/rewrap", dependencies=[FRESH])
def rewrap(here: AtTenantOf) -> Response:
    """Wrap data keys anew for a moment, and say how many and how many are left."""
    vault, clock = here.vault(), here.console.clock
    if vault.keys.left_to_rewrap(1):
        here.record().note(Act.KEK_REWRAPPED)
    stop_s = clock.monotonic_s() + STEP_S
    steps = takewhile(lambda _: clock.monotonic_s() < stop_s, vault.keys.rewrap())
    done = sum(1 for _ in steps)
    return JSONResponse({"done": done, "left": vault.keys.left_to_rewrap()})


@router.post("/retire", dependencies=[FRESH])
def retire(here: AtTenantOf) -> Response:
    """Destroy the earlier versions of the key; refused while one of them wraps a data key."""
    record = here.record()
    here.vault().keys.retire(lambda: record.note(Act.KEK_RETIRED))
    return here.back("keys", "kek_retired")
