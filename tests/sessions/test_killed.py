"""A server killed between "accepted" and "stored" leaves nothing half-written."""

import signal
from pathlib import Path

import pytest

from inperson.sessions import LivenessDemand, SessionKind, SessionState
from inperson.sessions.errors import SubjectNotEnrolled
from inperson.tenants import TokenKind
from tests.forking import Forks
from tests.scene import open_scene, picture

_CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from inperson.core import SessionId, TenantId
from tests.scene import open_scene, picture

folder, tenant, session, token, at = sys.argv[1:]
scene = open_scene(Path(folder))
mine = scene.sessions.of(scene.tenants.authenticate(token))
data = scene.stores.databases[0].engine(f"silo_{tenant}")
keys = scene.stores.databases[1].engine(f"keys_{tenant}")
seen = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_statement(connection, cursor, statement, *rest):
    global seen
    if statement.startswith(("INSERT", "UPDATE")):
        seen += 1
        if seen == int(at):
            die()

if at == "key":
    event.listen(keys, "commit", die)
elif at == "commit":
    event.listen(data, "commit", die)
else:
    event.listen(data, "after_cursor_execute", die_at_statement)
mine.submit(SessionId(session), [picture(1)])
print("stored")
"""


@pytest.mark.parametrize("at", ["key", "1", "2", "3", "commit", "99"])
def test_a_process_killed_while_it_enrols_leaves_all_or_nothing(
    tmp_path: Path, forks: Forks, at: str
) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    token = scene.token(tenant, TokenKind.DEVELOPER)
    mine = scene.sessions.of(scene.tenants.authenticate(token.secret))
    session = mine.create(SessionKind.ENROLL, "subject-1", LivenessDemand.UNSAFE_NO_LIVENESS)
    scene.stores.close()

    child = forks.run(_CHILD, str(tmp_path), tenant, session.id, token.secret, at)

    later = open_scene(tmp_path)
    mine = later.sessions.of(later.tenants.authenticate(token.secret))
    if at == "99":  # the harness itself: nothing kills it, so everything is stored
        assert child.stdout == "stored\n", child.stderr
        assert mine.get(session.id).state is SessionState.COMPLETED
        assert mine.subjects.find("subject-1")
    else:
        assert child.returncode == -signal.SIGKILL, child.stderr
        assert mine.get(session.id).state is SessionState.OPEN
        with pytest.raises(SubjectNotEnrolled):
            mine.subjects.find("subject-1")
        assert mine.submit(session.id, [picture(1)]).subject_id is not None
    later.stores.close()
