"""A person who shows its face to the text of an act, on the server's own page."""

from inperson.core import SessionId
from inperson.desks import Desk
from inperson.liveness import STANDARD
from inperson.rights.acts import PersonalAct, ReadyAct, open_for
from tests.camera import look
from tests.scene import Scene


def opened(scene: Scene, desk: Desk, ref: str, act: PersonalAct) -> ReadyAct:
    """Open the session of an act, as the centre's page does."""
    return open_for(desk, scene.sessions, ref, act, "en")


def shown(
    scene: Scene,
    desk: Desk,
    act: PersonalAct,
    ref: str = "subject-1",
    *,
    person: int = 1,
    wrong: str = "",
    start: int = 1000,
) -> SessionId:
    """Make the live capture of an act, and return its session."""
    ready = opened(scene, desk, ref, act)
    capture = scene.sessions.captures_of(ready.ticket).open(ready.ticket.session_id, STANDARD)
    for serial in range(start, start + 6):
        capture.see(look(person, wrong, serial), 0.0)
    capture.finish()
    return ready.ticket.session_id
