"""Clause 7: a disclosure that is cut short at any step is as it was, or done."""

import signal
from pathlib import Path

import pytest

from inperson.rights.disclosures import DisclosureState
from inperson.rights.disclosures.model import LIVES
from tests.forking import Forks
from tests.rights.disclosing import office_of
from tests.scene import START, open_scene

_CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from inperson.core import DisclosureId, TenantId
from inperson.rights import packages
from inperson.rights.disclosures.service import Disclosures
from inperson.tenants import TokenKind
from tests.scene import open_scene

folder, tenant, made, actor, step, at = sys.argv[1:]
scene = open_scene(Path(folder))
scene.clock.advance(float(os.environ["ELAPSED"]))
desk = scene.desk(TenantId(tenant), TokenKind.DEVELOPER, actor)
mine = Disclosures(desk)
data = scene.stores.databases[0].engine(f"silo_{tenant}")

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_statement(connection, cursor, statement, *rest):
    if statement.startswith("UPDATE disclosures"):
        die()

if at == "encrypting":
    packages.encrypt = die
elif at == "statement":
    event.listen(data, "after_cursor_execute", die_at_statement)
elif at == "commit":
    event.listen(data, "commit", die)
{
    "approve": lambda: mine.approve(DisclosureId(made)),
    "refuse": lambda: mine.refuse(DisclosureId(made), "no"),
    "deliver": lambda: mine.deliver(DisclosureId(made)),
    "run_due": lambda: mine.run_due(),
}[step]()
print("done")
"""

STEPS = {
    "approve": DisclosureState.APPROVED,
    "refuse": DisclosureState.REFUSED,
    "deliver": DisclosureState.DELIVERED,
    "run_due": DisclosureState.REFUSED,
}


CUTS = [(step, at) for step in STEPS for at in ("statement", "commit", "never")]


@pytest.mark.parametrize(("step", "at"), [*CUTS, ("deliver", "encrypting")])
def test_a_process_killed_at_a_step_leaves_all_or_nothing(
    tmp_path: Path, forks: Forks, step: str, at: str
) -> None:
    office = office_of(open_scene(tmp_path))
    made = office.approved() if step == "deliver" else office.legal()
    if step == "run_due":
        office.scene.clock.advance(LIVES.total_seconds())
    elapsed = (office.scene.clock.now() - START).total_seconds()
    office.scene.stores.close()

    words = (str(tmp_path), office.tenant, made.id, office.bob.id, step, at)
    child = forks.run(_CHILD, *words, env={"ELAPSED": str(elapsed)})

    later = open_scene(tmp_path)
    later.clock.advance(elapsed)
    office.scene = later
    mine = office.by(office.bob)
    if at == "never":
        assert child.stdout == "done\n", child.stderr
    else:
        assert child.returncode == -signal.SIGKILL, child.stderr
        assert mine.get(made.id) == made
        {
            "approve": lambda: mine.approve(made.id),
            "refuse": lambda: mine.refuse(made.id, "no"),
            "deliver": lambda: mine.deliver(made.id),
            "run_due": mine.run_due,
        }[step]()
    assert mine.get(made.id).state is STEPS[step]
    later.stores.close()
