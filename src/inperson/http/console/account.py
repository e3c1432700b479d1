"""`/console/account`: a visitor's own passkeys and recovery codes, and the fresh proof."""

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.http.console.doors import ConsoleOf, ConsoleRoute, FormOf, VisitorOf, own_page
from inperson.http.console.entrance import Answer
from inperson.http.console.pages import back, show

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("/account")
def get_account(console: ConsoleOf, visitor: VisitorOf, said: str = "") -> Response:
    """Show the visitor's own passkeys, and how many recovery codes are left."""
    passkeys, left = console.staff.account.kept(visitor)
    return show("account.html", visitor, console.clock, said=said, passkeys=passkeys, left=left)


@router.post("/account/codes")
def renew_codes(console: ConsoleOf, visitor: VisitorOf) -> Response:
    """Make new recovery codes; they are in this answer and nowhere else."""
    codes = console.staff.account.renew_codes(visitor)
    return JSONResponse({"title": "Your new recovery codes", "secret": "\n".join(codes)})


@router.post("/account/passkeys/remove")
def remove_passkey(console: ConsoleOf, visitor: VisitorOf, form: FormOf) -> Response:
    """Remove one of the visitor's passkeys."""
    given = form.get("passkey", "")
    mine = console.staff.account.kept(visitor)[0]
    for each in mine:
        if each.credential_id.hex() == given:
            console.staff.account.remove_passkey(visitor, each.credential_id)
    return back("/console/account", "passkey_removed")


@router.post("/api/passkeys/begin")
def begin_adding(console: ConsoleOf, visitor: VisitorOf) -> Response:
    """Ask for one more passkey."""
    return JSONResponse(console.staff.account.begin_adding(visitor))


@router.post("/api/passkeys/finish")
def add_passkey(console: ConsoleOf, visitor: VisitorOf, body: Answer) -> Response:
    """Take one more passkey in."""
    console.staff.account.add_passkey(visitor, body.answer)
    return JSONResponse({})


@router.post("/api/step-up/begin")
def begin_step_up(console: ConsoleOf, visitor: VisitorOf) -> Response:
    """Ask for a fresh proof."""
    return JSONResponse(console.staff.account.begin_step_up(visitor))


@router.post("/api/step-up/finish")
def step_up(console: ConsoleOf, visitor: VisitorOf, body: Answer) -> Response:
    """Note the fresh proof."""
    console.staff.account.step_up(visitor, body.answer)
    return JSONResponse({})
