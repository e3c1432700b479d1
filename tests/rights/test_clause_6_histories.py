"""Clause 6 after any history: a sweep leaves nothing too long, and takes nothing too soon.

Sweeps that are killed, and several at once, end in the same state as one that is left in peace.
"""

import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_hold_id, new_session_id, new_subject_id
from inperson.desks import GoverningDesk
from inperson.rights.notices.service import Notices
from inperson.rights.retention.holding import StoredHold
from inperson.rights.retention.model import Category, RetentionSchedule
from inperson.rights.retention.ports import RetentionRows
from inperson.rights.retention.service import Retention
from inperson.sessions import LivenessDemand, SessionKind
from inperson.sessions.model import (
    DeveloperSession,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    Subject,
)
from inperson.sessions.rows import FrameRows, SessionRows, SubjectRows, TombstoneRows
from inperson.tenants import TokenKind
from tests.forking import Forks
from tests.scene import START, Scene, open_scene, picture

ENTROPY = SystemEntropy()
REFERENCES = [Pseudonym(bytes([number]) * 32) for number in range(3)]
_DAYS = st.integers(0, 500)
_WHO = st.sampled_from([*REFERENCES, None])


@dataclass(frozen=True)
class History:
    """What happened before a sweep: ages are in days."""

    sessions: list[tuple[int, Pseudonym | None]]
    enrolled: dict[Pseudonym, int]
    holds: dict[Pseudonym, int]
    schedule: RetentionSchedule


@st.composite
def histories(draw: st.DrawFn) -> History:
    wishes = draw(
        st.dictionaries(
            st.sampled_from([Category.TEMPLATE, Category.SESSION_OUTCOME, Category.FRAME_DIGESTS]),
            st.integers(1, 30) | st.just(30),
        )
    )
    codes = draw(st.sampled_from([[], ["US-TX"], ["EU", "US-IL"]]))
    cap = RetentionSchedule.of(codes, {}).cap(Category.TEMPLATE)
    if draw(st.booleans()):
        wishes[Category.TEMPLATE] = draw(st.integers(1, 1000 if cap is None else cap.days))
    return History(
        draw(st.lists(st.tuples(_DAYS, _WHO), max_size=12)),
        draw(st.dictionaries(st.sampled_from(REFERENCES), _DAYS, max_size=3)),
        draw(st.dictionaries(st.sampled_from(REFERENCES), st.integers(-9, 9), max_size=3)),
        RetentionSchedule.of(codes, wishes, {Category.TEMPLATE: "a long contract"}),
    )


def play(desk: GoverningDesk, history: History, now: datetime) -> list[DeveloperSession]:
    """Put the history into the silo; half a day is added so that no age is on the boundary."""
    made = []
    half = timedelta(hours=12)
    schedule, tell = history.schedule, Notices(desk).refresh_in
    codes = [each.code for each in schedule.jurisdictions]
    Retention(desk).set(codes, schedule.wishes, schedule.reasons, tell=tell)
    with desk.whole.begin() as tx:
        for reference, days in history.enrolled.items():
            at = now - timedelta(days=days) - half
            subject = Subject(new_subject_id(ENTROPY), reference, TokenKind.DEVELOPER, at)
            desk.vault.create_subject_key(subject.id)
            tx.rows(SubjectRows).add_subject(
                subject, SealedTemplate(subject.id, "ab" * 32, b"sealed")
            )
        for age, who in history.sessions:
            at = now - timedelta(days=age) - half
            each = DeveloperSession(
                id=new_session_id(ENTROPY),
                kind=SessionKind.LIVENESS,
                token_kind=TokenKind.DEVELOPER,
                liveness=LivenessDemand.UNSAFE_NO_LIVENESS,
                subject=who,
                created_at=at,
                expires_at=at + timedelta(minutes=3),
                record=SealedRecord(b"sealed", now + timedelta(days=999)),
            )
            tx.rows(SessionRows).add_session(each)
            key = Pseudonym(ENTROPY.bytes(32))
            tx.rows(FrameRows).keep_seen(SeenFrames((key,), each.id, at + timedelta(days=30)))
            made.append(each)
        for reference, left in history.holds.items():
            tx.rows(RetentionRows).add_hold(_hold(reference, now + timedelta(days=left) + half))
    return made


def _hold(reference: Pseudonym, until: datetime) -> StoredHold:
    return StoredHold(
        id=new_hold_id(ENTROPY),
        reference=reference,
        token_kind=TokenKind.DEVELOPER,
        placed_at=until - timedelta(days=99),
        placed_by="tester",
        until=until,
        document_sha256=bytes(32),
        details=b"sealed",
        salt=bytes(16),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_after_a_sweep_there_is_what_the_policy_says(history: History) -> None:
    with TemporaryDirectory() as folder:
        scene = open_scene(Path(folder))
        try:
            _check(scene, history)
        finally:
            scene.stores.close()


def _check(scene: Scene, history: History) -> None:
    tenant = scene.add_tenant("one")
    desk = scene.desk(tenant)
    now, days = scene.clock.now(), history.schedule.days
    made = play(desk, history, now)
    plan = Retention(desk).plan()
    assert Retention(desk).sweep().gone == plan.counts()
    assert Retention(desk).plan().total == 0

    held = {reference for reference, left in history.holds.items() if left >= 0}
    seen = {
        reference: min([at, *(age for age, who in history.sessions if who == reference)])
        for reference, at in history.enrolled.items()
    }
    idle = {
        reference
        for reference, age in seen.items()
        if age >= days[Category.TEMPLATE] and reference not in held
    }
    with desk.whole.begin() as tx:
        for reference in history.enrolled:
            assert (tx.rows(SubjectRows).subject_by_reference(reference) is None) is (
                reference in idle
            )
        for (age, who), each in zip(history.sessions, made, strict=True):
            kept = who in held or (age < days[Category.SESSION_OUTCOME] and who not in idle)
            found = tx.rows(SessionRows).session(each.id)
            assert (found is not None) is kept
            if found is not None:
                whole = who in held or age < days[Category.SESSION_RECORD]
                assert (found.record is not None) is whole
        young = [
            who in held or (age < days[Category.FRAME_DIGESTS] and who not in idle)
            for age, who in history.sessions
        ]
        digests = tx.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT count(*) FROM seen_frames"
        ).scalar_one()
        assert digests == sum(young)


_CHILD = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from sqlalchemy import event
from inperson.core import TenantId
from inperson.rights.retention.service import Retention
from inperson.tenants import TokenKind
from tests.scene import open_scene

folder, tenant, at, where = sys.argv[1:]
scene = open_scene(Path(folder))
scene.clock.advance(timedelta(days=400).total_seconds())
desk = scene.desk(TenantId(tenant))
store = {"data": "silo", "keys": "keys", "improve": "improve", "log": "audit"}[where]
place = scene.stores.databases[1 if where == "keys" else 0]
seen = 0

def die(*_):
    global seen
    seen += 1
    if seen == int(at):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(place.engine(f"{store}_{tenant}"), "commit", die)
Retention(desk).sweep()
print("swept")
"""


def _prepared(folder: Path) -> tuple[TenantId, dict[Category, int]]:
    """Make a silo in which something of most categories is due, and return what."""
    scene = open_scene(folder)
    tenant = scene.add_tenant("one")
    mine = scene.sessions.of(scene.caller(tenant))
    for number in range(2):
        opened = mine.create(
            SessionKind.ENROLL,
            f"subject-{number}",
            LivenessDemand.UNSAFE_NO_LIVENESS,
            improvement=True,
        )
        mine.submit(opened.id, [picture(number)])
    desk = scene.desk(tenant)
    due = dict(Retention(desk).plan(START + timedelta(days=400)).counts())
    scene.stores.close()
    return tenant, due


# every commit of a whole sweep, in each store that it writes to; 99 is never reached
_DEATHS = [("data", at) for at in (1, 3, 4, 5, 8, 11, 14, 99)] + [
    *(("keys", at) for at in (1, 2)),
    *(("improve", at) for at in (1, 2)),
]


@pytest.mark.parametrize(("where", "at"), _DEATHS)
def test_a_sweep_that_is_killed_goes_on_with_the_next(
    tmp_path: Path, forks: Forks, where: str, at: int
) -> None:
    tenant, due = _prepared(tmp_path)
    assert due[Category.TEMPLATE] == 2
    child = forks.run(_CHILD, str(tmp_path), tenant, str(at), where)
    if at == 99:
        assert child.stdout == "swept\n", child.stderr
    else:
        assert child.returncode in {-signal.SIGKILL, 0}, child.stderr
    later = open_scene(tmp_path)
    later.clock.advance(timedelta(days=400).total_seconds())
    desk = later.desk(tenant)
    if at != 99 and child.returncode:
        assert Retention(desk).run_due() is not None  # it was not finished, so it is due at once
    assert Retention(desk).plan().total == 0
    with desk.whole.begin() as tx:
        for table in ("subjects", "templates", "sessions", "consents", "idempotency"):
            left = tx.connection.exec_driver_sql(  # type: ignore[attr-defined]
                f"SELECT count(*) FROM {table}"
            ).scalar_one()
            assert left == 0, table
        assert len(tx.rows(TombstoneRows).tombstones()) == 2
    assert len(desk.vault.tombstones()) == 2
    assert list(later.improvement(tenant).samples()) == []
    later.stores.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    made = open_scene(tmp_path, data=url, keys=url)
    yield made
    made.stores.close()


def test_two_sweeps_at_once_share_the_work(shared: Scene) -> None:
    tenant = shared.add_tenant("one")
    desk = shared.desk(tenant)
    history = History(
        [(400, who) for who in (None, *REFERENCES)] * 150,
        dict.fromkeys(REFERENCES, 400),
        {},
        RetentionSchedule(),
    )
    play(desk, history, shared.clock.now())
    errors: list[BaseException] = []

    def sweep() -> None:
        try:
            Retention(desk).sweep()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    Retention(desk).sweep()  # what one skipped because another had it in hand
    assert Retention(desk).plan().total == 0
    with desk.whole.begin() as tx:
        assert len(tx.rows(TombstoneRows).tombstones()) == len(REFERENCES)
