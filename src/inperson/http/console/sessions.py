"""`/console/tenants/{tenant_id}/sessions`: one session at a time, as it was decided.

What the cues measured is not here: it is for who looks at a decision that went against somebody,
and each such look is on the audit log (`requests`).
"""

from collections.abc import Callable

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import SessionId, is_id
from inperson.desks import Desk
from inperson.http.console.doors import AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, about, asked_on, words
from inperson.http.console.subjects import ask_for_subject
from inperson.sessions import AnySession, SessionNotFound, SessionRows, SubjectRows
from inperson.tenants import Action

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/sessions",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.post("", dependencies=[may(Action.READ_SESSION)])
@asked_on(ask_for_subject)
def find_session(here: AtTenantOf, form: FormOf) -> Response:
    """Find a session by its id."""
    with about("session_id", SessionNotFound):
        session = here.found(_looking(words(form, "session_id")), SessionNotFound)[1]
    return here.to(f"sessions/{session.id}")


@router.get("/{session_id}", dependencies=[may(Action.READ_SESSION)])
def show_session(here: AtTenantOf, session_id: str) -> Response:
    """Show a session and its decision."""
    desk, session = here.found(_looking(session_id), SessionNotFound)
    asked, whose = session.subject_id, None
    if asked is not None:
        with desk.silo.read() as tx:
            whose = tx.rows(SubjectRows).subject(asked)
    return here.show("session.html", here="subjects", session=session, whose=whose)


def _looking(session_id: str) -> Callable[[Desk], AnySession]:
    def look(desk: Desk) -> AnySession:
        with desk.silo.read() as tx:
            kept = (
                tx.rows(SessionRows).session(SessionId(session_id))
                if is_id(session_id, "ses")
                else None
            )
        if kept is None:
            raise SessionNotFound("There is no such session.")
        return kept

    return look
