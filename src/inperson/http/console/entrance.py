"""`/console/sign-in`, `/console/join`, `/console/recover`: how one of the staff gets in.

A code is never in an address that a server sees: it is behind the `#` of an invitation's link, and
in the body of what the page sends.
"""

from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse, RedirectResponse, Response

from inperson.http.console.doors import (
    COOKIE,
    SIGN_IN,
    ConsoleOf,
    ConsoleRoute,
    VisitorOf,
    own_page,
)
from inperson.http.console.pages import SAID, render
from inperson.people import LONGEST, SignedIn, Visitor
from inperson.views import Body

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


class Answer(Body):
    """What an authenticator answered."""

    answer: dict[str, Any]


class Code(Body):
    """An invitation's code, or a recovery code."""

    code: str = Field(max_length=64)


class CodeAndAnswer(Code):
    """A code with what an authenticator answered."""

    answer: dict[str, Any]


def home_of(visitor: Visitor) -> str:
    """Return where a visitor begins."""
    own = visitor.person.tenant_id
    return "/console/tenants" if own is None else f"/console/tenants/{own}"


@router.get("")
def go_home(visitor: VisitorOf) -> Response:
    """Go where the visitor begins."""
    return RedirectResponse(home_of(visitor), 303)


@router.get("/sign-in")
def get_sign_in(console: ConsoleOf, said: str = "") -> Response:
    """Show the sign-in page."""
    usable = console.staff.entrance.usable
    return render("sign_in.html", usable=usable, said=SAID.get(said, ""))


@router.get("/join")
def get_join(console: ConsoleOf) -> Response:
    """Show the page of who was invited, the same for everybody."""
    return render("join.html", usable=console.staff.entrance.usable)


@router.get("/recover")
def get_recover(console: ConsoleOf) -> Response:
    """Show the page of who has lost a passkey."""
    return render("recover.html", usable=console.staff.entrance.usable)


@router.post("/api/sign-in/begin")
def begin_sign_in(console: ConsoleOf) -> Response:
    """Ask for a proof."""
    return JSONResponse(console.staff.entrance.begin_sign_in())


@router.post("/api/sign-in/finish")
def sign_in(request: Request, console: ConsoleOf, body: Answer) -> Response:
    """Sign in."""
    return _let_in(request, console, console.staff.entrance.sign_in(body.answer))


@router.post("/api/join/begin")
def begin_join(console: ConsoleOf, body: Code) -> Response:
    """Ask for the first passkey."""
    return JSONResponse(console.staff.entrance.begin_join(body.code))


@router.post("/api/join/finish")
def join(request: Request, console: ConsoleOf, body: CodeAndAnswer) -> Response:
    """Take the first passkey in, and hand out recovery codes."""
    return _let_in(request, console, console.staff.entrance.join(body.code, body.answer))


@router.post("/api/recover/begin")
def begin_recovery(console: ConsoleOf, body: Code) -> Response:
    """Ask for a new passkey of who has a recovery code."""
    return JSONResponse(console.staff.entrance.begin_recovery(body.code))


@router.post("/api/recover/finish")
def recover(request: Request, console: ConsoleOf, body: CodeAndAnswer) -> Response:
    """Use the code up, and take the new passkey in."""
    return _let_in(request, console, console.staff.entrance.recover(body.code, body.answer))


@router.post("/sign-out")
def sign_out(request: Request, console: ConsoleOf) -> Response:
    """End the session."""
    console.staff.visits.leave(COOKIE.read(request))
    answer = RedirectResponse(f"{SIGN_IN}?said=signed_out", 303)
    COOKIE.drop(request, answer)
    return answer


def _let_in(request: Request, console: ConsoleOf, entered: SignedIn) -> Response:
    """Begin a session; the one that the browser had until now ends at the server as well."""
    console.staff.visits.leave(COOKIE.read(request))
    answer = JSONResponse({"codes": list(entered.codes)})
    COOKIE.put(request, answer, entered.secret, int(LONGEST.total_seconds()))
    return answer
