"""`/console/tenants/{tenant_id}/keys`: a tenant's key-encryption key, rotated by an operator.

A rewrap is done in steps of a second or two, each asked for by the page: it survives a closed tab,
a killed process and a change of replica, for the next step goes on with what is left.
"""

from itertools import takewhile

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.audit import Act, AdministrationLog
from inperson.http.console.doors import (
    FRESH,
    ConsoleOf,
    ConsoleRoute,
    TenantOf,
    VisitorOf,
    may,
    own_page,
)
from inperson.http.console.pages import back, show
from inperson.tenants import Action

STEP_S = 1.5

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/keys",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.MANAGE_KEYS)],
)


@router.get("")
def get_keys(console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, said: str = "") -> Response:
    """Show the present version of the key, and how many data keys an earlier one wraps."""
    vault = console.open_vault(tenant.id)
    kek_id, left = vault.keys.kek_id(), vault.keys.left_to_rewrap()
    return show("keys.html", visitor, console.clock, tenant, said, kek_id=kek_id, left=left)


@router.post("/rotate", dependencies=[FRESH])
def rotate(console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf) -> Response:
    """Make a new version of the key."""
    AdministrationLog(console.open_audit(tenant.id), visitor.actor).note(Act.KEK_ROTATED)
    console.open_vault(tenant.id).keys.rotate()
    return back(f"/console/tenants/{tenant.id}/keys", "kek_rotated")


@router.post("/rewrap", dependencies=[FRESH])
def rewrap(console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf) -> Response:
    """Wrap data keys anew for a moment, and say how many and how many are left."""
    vault, clock = console.open_vault(tenant.id), console.clock
    if vault.keys.left_to_rewrap(1):
        AdministrationLog(console.open_audit(tenant.id), visitor.actor).note(Act.KEK_REWRAPPED)
    stop_s = clock.monotonic_s() + STEP_S
    steps = takewhile(lambda _: clock.monotonic_s() < stop_s, vault.keys.rewrap())
    done = sum(1 for _ in steps)
    return JSONResponse({"done": done, "left": vault.keys.left_to_rewrap()})


@router.post("/retire", dependencies=[FRESH])
def retire(console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf) -> Response:
    """Destroy the earlier versions of the key; refused while one of them wraps a data key."""
    record = AdministrationLog(console.open_audit(tenant.id), visitor.actor)
    console.open_vault(tenant.id).keys.retire(lambda: record.note(Act.KEK_RETIRED))
    return back(f"/console/tenants/{tenant.id}/keys", "kek_retired")
