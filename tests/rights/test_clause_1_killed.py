"""A server killed while it publishes leaves the old notice or the new one, and nothing between."""

import signal
from pathlib import Path

import pytest

from inperson.rights.notices.model import LANGUAGES
from tests.forking import Forks
from tests.rights.noticing import PLAIN, Shop, shop
from tests.scene import open_scene

_CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tests.rights.noticing import FULL, Shop
from tests.scene import open_scene

folder, tenant, at = sys.argv[1:]
scene = open_scene(Path(folder), asked=True)
house = Shop(scene, tenant)
mine = house.notices()
data = scene.stores.databases[0].engine(f"silo_{tenant}")
seen = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_statement(connection, cursor, statement, *rest):
    global seen
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        seen += 1
        if seen == int(at):
            die()

if at == "commit":
    event.listen(data, "commit", die)
else:
    event.listen(data, "after_cursor_execute", die_at_statement)
mine.publish(FULL)
print("published")
"""


@pytest.mark.parametrize("at", ["1", "2", "3", "4", "commit", "99"])
def test_a_process_killed_while_it_publishes_leaves_all_or_nothing(
    tmp_path: Path, forks: Forks, at: str
) -> None:
    house = shop(tmp_path)
    house.publish(PLAIN)
    house.scene.stores.close()
    done = forks.run(_CHILD, str(tmp_path), house.tenant, at)
    finished = at == "99"
    assert done.returncode == (0 if finished else -signal.SIGKILL), done.stderr
    again = Shop(open_scene(tmp_path, asked=True), house.tenant)
    current = again.notices().current()
    assert {each.version for each in current} == {3 if finished else 2}
    assert [each.language for each in current] == list(LANGUAGES)
    assert again.publish(PLAIN).version == (4 if finished else 3)
    again.scene.stores.close()
