"""`/console/account`: a visitor's own passkeys and recovery codes, and the fresh proof."""

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.http.console.doors import ConsoleRoute, HereOf, own_page
from inperson.http.console.entrance import Answer
from inperson.http.console.forms import FormOf
from inperson.http.console.pages import back

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("/account")
def get_account(here: HereOf) -> Response:
    """Show the visitor's own passkeys, and how many recovery codes are left."""
    passkeys, left = here.console.staff.account.kept(here.visitor)
    return here.show("account.html", passkeys=passkeys, left=left)


@router.post("/account/codes")
def renew_codes(here: HereOf) -> Response:
    """Make new recovery codes; they are in this answer and nowhere else."""
    codes = here.console.staff.account.renew_codes(here.visitor)
    return JSONResponse({"title": "Your new recovery codes", "secret": "\n".join(codes)})


@router.post("/account/passkeys/remove")
def remove_passkey(here: HereOf, form: FormOf) -> Response:
    """Remove one of the visitor's passkeys."""
    given = form.get("passkey", "")
    mine = here.console.staff.account.kept(here.visitor)[0]
    for each in mine:
        if each.credential_id.hex() == given:
            here.console.staff.account.remove_passkey(here.visitor, each.credential_id)
    return back("/console/account", "passkey_removed")


@router.post("/api/passkeys/begin")
def begin_adding(here: HereOf) -> Response:
    """Ask for one more passkey."""
    return JSONResponse(here.console.staff.account.begin_adding(here.visitor))


@router.post("/api/passkeys/finish")
def add_passkey(here: HereOf, body: Answer) -> Response:
    """Take one more passkey in."""
    here.console.staff.account.add_passkey(here.visitor, body.answer)
    return JSONResponse({})


@router.post("/api/step-up/begin")
def begin_step_up(here: HereOf) -> Response:
    """Ask for a fresh proof."""
    return JSONResponse(here.console.staff.account.begin_step_up(here.visitor))


@router.post("/api/step-up/finish")
def step_up(here: HereOf, body: Answer) -> Response:
    """Note the fresh proof."""
    here.console.staff.account.step_up(here.visitor, body.answer)
    return JSONResponse({})
