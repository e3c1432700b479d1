"""Processes that are killed at each step of a session's end, under load: the counts stay exact.

Several processes decide sessions at once, and each of them is killed at one statement or commit
after the other, and started anew. In the end what was counted is what the silo holds, session by
session, and every enrolment that was counted is in the audit log.
"""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from inperson.audit import Act
from inperson.sessions import SessionKind
from inperson.usage import Outcome
from inperson.usage.ports import UsageRows
from inperson.usage.reconciling import reconcile
from inperson.vault import Purpose
from tests.forking import Forks
from tests.scene import open_scene
from tests.usage.conftest import DEVELOPER, JANUARY, UNSAFE, Billed, billed, book_of, line

_CHILD = """
import itertools, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from inperson.core import SessionId, StoreUnavailable, TenantId
from inperson.sessions import LivenessDemand, SessionKind
from tests.scene import open_scene, picture

folder, data, tenant, token, name, first, stride = sys.argv[1:]
UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS

def work(step, scene):
    mine = scene.sessions.of(scene.tenants.authenticate(token))
    database = scene.stores.databases[0]
    # PostgreSQL's stores are options over one engine, which hears what is done in each
    store = database._engine if data else database.engine(f"silo_{tenant}")
    lost = mine.create(SessionKind.ENROLL, f"{name}/{step}/lost", UNSAFE)
    enrol = mine.create(SessionKind.ENROLL, f"{name}/{step}", UNSAFE)
    again = mine.create(SessionKind.AUTHENTICATE, "known", UNSAFE)
    seen = 0

    def step_done(*_):
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement_done(connection, cursor, statement, *rest):
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            step_done()

    event.listen(store, "after_cursor_execute", statement_done)
    event.listen(store, "commit", step_done)
    mine.submit(enrol.id, [picture(hash((name, step)) % 200)])
    mine.submit(again.id, [picture(1, 1)])
    print(seen, flush=True)

# one process for each step, as it is the whole process that is killed, up to one that none reaches
for step in itertools.count(int(first), int(stride)):
    child = os.fork()
    if child == 0:
        work(step, open_scene(Path(folder), data=data or None, keys=data or None))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else f"ended {os.waitstatus_to_exitcode(status)}")
    if not os.WIFSIGNALED(status):
        break
"""
"""Imports take seconds and a fork takes none; nothing is open yet when it forks."""

WORKERS = 3


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_processes_killed_at_each_step_count_neither_twice_nor_never(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, forks: Forks
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    made = billed(tmp_path, url)
    made.enrol("known", 1)
    token = made.scene.token(made.tenant).secret
    made.scene.stores.close()

    words = (_CHILD, str(tmp_path), url or "", made.tenant, token)
    running = [
        forks.start(*words, f"worker{number}", str(number + 1), str(WORKERS))
        for number in range(WORKERS)
    ]
    said = [each.ended() for each in running]
    lines = [line for each in said for line in each.stdout.splitlines()]
    kills = lines.count("killed")
    # the harness itself: in each worker the one that nothing kills ends well, and all were killed
    # at every step that there is
    assert lines.count("ended 0") == WORKERS, said
    assert kills == max(int(line) for line in lines if line.isdigit()) >= 12, said

    later = open_scene(tmp_path, data=url, keys=url)
    check(Billed(later, made.tenant, book_of(later, made.tenant)), kills)
    later.stores.close()


def check(made: Billed, kills: int) -> None:
    """Reconcile all that is counted with the silo and the audit log, before and after the close."""
    made.scene.clock.advance(3600)
    made.mine.create(SessionKind.ENROLL, "sweeps", UNSAFE)
    with made.book.silo.begin() as tx:
        kept = Counter(
            {each[1]: count for each, count in tx.rows(UsageRows).sessions_kept().items()}
        )
    assert Counter(made.counts()) == kept
    # the lost one of each process, and what it had open when it was killed
    assert kept[line("enroll", Outcome.EXPIRED)] >= kills + WORKERS
    found = reconcile(made.book)
    assert found.holds
    assert all(each.counted == each.kept for each in found.lines)
    leaves = [
        leaf
        for leaf in made.scene.audit(made.tenant).tail(10_000)
        if leaf.entry.act is Act.DEK_UNWRAPPED
        and leaf.entry.purpose == Purpose.REFERENCE_TEMPLATE.value
    ]
    # an enrolment's key is used before it counts, and one that was killed may have used it too
    assert 0 <= found.keys_used - found.enrolled <= kills
    # every authentication was by a process of its own, so each has unwrapped the reference itself
    accepted = found.enrolled + kept[line("authenticate", Outcome.ACCEPTED)]
    assert 0 <= len(leaves) - accepted <= 2 * kills
    active = made.book.usage(JANUARY).active_subjects[DEVELOPER]
    assert active == found.enrolled
    made.go_past(JANUARY)
    report = made.book.close(JANUARY)
    assert Counter(report.counts)[line("enroll", Outcome.ACCEPTED)] == found.enrolled
    assert report.active_subjects[DEVELOPER] == active


_CLOSER = """
import itertools, json, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from inperson.core import TenantId
from inperson.usage import Period
from tests.scene import open_scene
from tests.usage.conftest import book_of

folder, tenant = sys.argv[1:]

def forked(work, *given):
    child = os.fork()
    if child == 0:
        work(*given)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def close(step):
    scene = open_scene(Path(folder))
    scene.clock.advance(40 * 86400)
    store, seen = scene.stores.databases[0].engine(f"silo_{tenant}"), 0

    def step_done(*_):
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store, "after_cursor_execute", step_done)
    event.listen(store, "commit", step_done)
    book_of(scene, TenantId(tenant)).close(Period("2026-01"))

def look():
    book = book_of(open_scene(Path(folder)), TenantId(tenant))
    (usage,) = book.periods()
    facts = [usage.closed, sum(usage.counts.values()), sum(usage.active_subjects.values())]
    print(json.dumps([*facts, [each.text for each in book.reports()]]), flush=True)

for step in itertools.count(1):
    code = forked(close, step)
    print(json.dumps(code), flush=True)
    if forked(look) or code != -signal.SIGKILL:
        break
"""


def test_a_process_killed_while_it_closes_leaves_all_or_nothing(
    tmp_path: Path, forks: Forks
) -> None:
    made = billed(tmp_path)
    made.enrol("a", 1)
    made.scene.stores.close()
    done = forks.run(_CLOSER, str(tmp_path), made.tenant)
    said = [json.loads(each) for each in done.stdout.splitlines()]
    codes, states = said[::2], said[1::2]
    assert codes == [-signal.SIGKILL] * (len(codes) - 1) + [0], done.stderr
    assert len(codes) == len(states) > 10
    for closed, counted, active, reports in states:
        assert (counted, active, len(reports)) == (1, 1, closed)
    assert (states[0][0], states[-1][0]) == (False, True)
    assert len({text for *_, reports in states for text in reports}) == 1
