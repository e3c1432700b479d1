"""Whatever ends a session counts it, once, in the month in which it ended."""

import ast
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import inperson
from inperson.checks.links import CHECK_TTL
from inperson.liveness.model import PROFILES
from inperson.rights.laws import Category
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions import LivenessDemand, LivenessVerdict, Reason, SessionKind
from inperson.sessions.captures import MARGIN
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.errors import SessionEnded
from inperson.sessions.findings import Findings, NotLive, Unusable
from inperson.sessions.model import Pseudonym
from inperson.sessions.tenant_sessions import SESSION_TTL
from inperson.store.guard import WHOLE
from inperson.usage import Outcome, Period
from inperson.usage.activity import Activity
from inperson.usage.book import GRACE
from inperson.usage.errors import PeriodOpen
from inperson.usage.ports import UsageRows
from tests.scene import picture
from tests.usage.conftest import (
    DEVELOPER,
    JANUARY,
    PRODUCTION,
    UNSAFE,
    Billed,
    line,
    utc,
)

ENROLLED = line("enroll", Outcome.ACCEPTED)
MATCHED = line("authenticate", Outcome.ACCEPTED)
REFUSED = line("authenticate", Outcome.REFUSED)


def test_decided_sessions_count_by_kind_and_outcome(both: Billed) -> None:
    both.enrol("a", 1)
    both.enrol("b", 2)
    both.authenticate("a", 1)
    both.authenticate("a", 2)
    both.authenticate("b", 2)
    for seen in (Unusable((), LivenessVerdict.LIVE), NotLive(())):
        session = both.mine.create(SessionKind.LIVENESS, None, LivenessDemand.REQUIRED)
        both.mine._decisions.decide(session, Findings(seen))
    usage = both.book.usage(JANUARY)
    assert usage.counts == {
        ENROLLED: 2,
        MATCHED: 2,
        REFUSED: 1,
        # of nobody: they count as sessions, and as no subject
        line("liveness", Outcome.ACCEPTED): 1,
        line("liveness", Outcome.REFUSED): 1,
    }
    assert usage.active_subjects == {DEVELOPER: 2, PRODUCTION: 0}
    assert not usage.closed


def test_a_session_that_was_not_decided_counts_as_expired(both: Billed) -> None:
    both.mine.create(SessionKind.ENROLL, "a", UNSAFE)
    both.mine.create(SessionKind.ENROLL, "a", UNSAFE)
    assert both.counts() == {}
    both.scene.clock.advance(200)
    both.mine.create(SessionKind.ENROLL, "b", UNSAFE)  # whoever comes next sweeps
    assert both.counts() == {line("enroll", Outcome.EXPIRED): 2}
    assert both.book.usage(JANUARY).active_subjects == {DEVELOPER: 0, PRODUCTION: 0}


def test_a_session_counts_in_the_month_in_which_it_ended(both: Billed) -> None:
    both.go_to(utc(2026, 1, 31, 23, 59))
    session = both.mine.create(SessionKind.ENROLL, "a", UNSAFE)
    both.mine.create(SessionKind.ENROLL, "b", UNSAFE)  # its time is over in February
    both.go_to(utc(2026, 2, 1, 0, 1))
    both.mine.submit(session.id, [picture(1)])
    both.go_to(utc(2026, 2, 1, 1, 1))
    both.mine.create(SessionKind.ENROLL, "c", UNSAFE)
    february = Period("2026-02")
    assert both.counts() == {}
    assert both.counts(february) == {ENROLLED: 1, line("enroll", Outcome.EXPIRED): 1}


def test_a_withdrawal_ends_and_counts_the_open_sessions(both: Billed) -> None:
    both.enrol("a", 1)
    both.mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)
    desk = both.scene.desk(both.tenant, DEVELOPER)
    Requests(desk).open(RequestKind.WITHDRAWAL, "a", purpose=ConsentPurpose.IDENTITY)
    assert both.counts() == {ENROLLED: 1, REFUSED: 1}
    assert both.book.usage(JANUARY).active_subjects[DEVELOPER] == 1


def test_an_erasure_counts_what_it_ends_and_takes_nothing_away(both: Billed) -> None:
    subject = both.enrol("a", 1).subject_id
    both.authenticate("a", 1)
    both.mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)
    both.mine.subjects.erase(subject)
    usage = both.book.usage(JANUARY)
    assert usage.counts == {ENROLLED: 1, MATCHED: 1, REFUSED: 1}
    assert usage.active_subjects[DEVELOPER] == 1
    both.enrol("a", 1)  # the same person again is no second one
    assert both.book.usage(JANUARY).active_subjects[DEVELOPER] == 1


def test_retention_forgets_no_session_before_it_is_counted(both: Billed) -> None:
    both.mine.create(SessionKind.ENROLL, "a", UNSAFE)
    both.scene.clock.advance(3 * 86_400)
    now = both.scene.clock.now()
    desk = both.scene.desk(both.tenant, DEVELOPER)
    with desk.silo.begin() as tx:
        cutoffs = dict.fromkeys(Category, now - timedelta(days=1))
        assert tx.rows(RetentionRows).forget(Category.SESSION_OUTCOME, cutoffs, now, 10) == 1
    assert both.counts() == {line("enroll", Outcome.EXPIRED): 1}


def test_an_end_that_fails_counts_nothing(one: Billed) -> None:
    mine = one.mine
    session = mine.create(SessionKind.ENROLL, "a", UNSAFE)
    mine.submit(session.id, [picture(1)])
    with pytest.raises(SessionEnded):
        mine.submit(session.id, [picture(1)])
    mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)

    def fail() -> None:
        with one.book.silo.begin() as tx:
            assert (
                tx.rows(UsageRows).expire_sessions(one.scene.clock.now() + timedelta(days=1)) == 1
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert one.counts() == {ENROLLED: 1}


def test_a_closed_period_never_changes_and_what_is_late_counts_in_the_next(both: Billed) -> None:
    both.enrol("a", 1)
    both.go_to(utc(2026, 1, 31, 23, 59))
    late = both.mine.create(SessionKind.ENROLL, "b", UNSAFE)
    ended = replace(both.mine.get(late.id), ended_at=utc(2026, 1, 31, 23, 59))
    both.go_past(JANUARY)
    # as a transaction that began before the end and comes after the close
    with both.book.silo.begin() as tx:
        tx.rows(UsageRows).expire_sessions(both.scene.clock.now())
    both.book.close(JANUARY)
    before = both.book.usage(JANUARY)
    with both.book.silo.begin() as tx:
        tx.ends.decided(ended, bytes(32), Activity(both.scene.vault(both.tenant)))  # type: ignore[attr-defined]
    assert both.book.usage(JANUARY) == before
    assert both.counts(Period("2026-02"))[line("enroll", Outcome.EXPIRED)] == 2


def test_a_clock_that_goes_back_opens_no_period_before_a_closed_one(one: Billed) -> None:
    one.enrol("a", 1)
    one.go_past(JANUARY)
    one.book.close(JANUARY)
    one.go_to(utc(2025, 11, 2))
    one.enrol("b", 2)
    assert [each.period.text for each in one.book.periods()] == ["2026-01", "2026-02"]


def test_rotating_pseudonyms_makes_nobody_two(both: Billed) -> None:
    vault = both.scene.sessions.subjects_of(both.scene.caller(both.tenant)).vault
    both.enrol("a", 1)
    both.enrol("b", 2)
    for _ in range(2):
        vault.rotate_pseudonyms()
        both.scene.clock.advance(200)
        both.authenticate("a", 1)
    assert both.book.usage(JANUARY).active_subjects[DEVELOPER] == 2
    both.authenticate("b", 2)
    assert both.book.usage(JANUARY).active_subjects[DEVELOPER] == 2


def test_a_capture_that_began_before_a_rotation_counts_its_subject_once(both: Billed) -> None:
    vault = both.scene.sessions.subjects_of(both.scene.caller(both.tenant)).vault
    both.enrol("a", 1)
    mine = both.mine
    going = mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)
    session = mine.get(going.id)
    vault.rotate_pseudonyms()
    both.scene.clock.advance(130)
    mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)  # renames the subject and its sessions
    # under the name that it had
    mine._decisions.decide(session, Findings(Unusable((Reason.CAPTURE_ABANDONED,))))
    assert both.book.usage(JANUARY).active_subjects[DEVELOPER] == 1
    assert mine.get(going.id).subject == mine._pseudonyms.reference("a")


def test_a_mark_is_of_its_month_and_of_its_tenant(one: Billed, activity: Activity) -> None:
    subject = Pseudonym(b"s" * 32)
    salts = {each: activity.fresh_salt(each) for each in (JANUARY, JANUARY.next)}
    marks = {activity.mark(each, salt, subject) for each, salt in salts.items()}
    assert len(marks) == 2
    assert all(len(mark) == 32 and subject not in mark for mark in marks)
    assert activity.mark(JANUARY, salts[JANUARY], subject) in marks


def test_salt_and_marks_are_gone_after_the_close(one: Billed) -> None:
    one.enrol("a", 1)
    one.enrol("b", 2)
    folder = one.scene.folder / "data"
    store = folder / f"silo_{one.tenant}.db"
    with sqlite3.connect(store) as connection:
        secrets = [row[0] for row in connection.execute("SELECT marker FROM usage_active")]
        secrets += [row[0] for row in connection.execute("SELECT salt FROM usage_periods")]
    connection.close()
    assert len(secrets) == 3
    files = [each for each in folder.iterdir() if each.name.startswith(store.name)]
    before = b"".join(each.read_bytes() for each in files)
    assert all(secret in before for secret in secrets)
    one.go_past(JANUARY)
    report = one.book.close(JANUARY)
    after = b"".join(
        each.read_bytes() for each in folder.iterdir() if each.name.startswith(store.name)
    )
    assert not any(secret in after for secret in secrets)
    assert report.active_subjects == {DEVELOPER: 2, PRODUCTION: 0}


def test_the_grace_is_longer_than_any_session_lasts() -> None:
    longest = max(each.capture_s for each in PROFILES.values())
    assert max(SESSION_TTL, CHECK_TTL) + timedelta(seconds=longest) + MARGIN < GRACE / 2


def test_an_open_period_has_no_close(one: Billed) -> None:
    one.enrol("a", 1)
    one.go_to(JANUARY.ends_at + GRACE - timedelta(seconds=1))
    with pytest.raises(PeriodOpen):
        one.book.close(JANUARY)
    assert one.book.run_due() == 0
    one.scene.clock.advance(1)
    assert one.book.run_due() == 1


def test_counting_by_many_threads_loses_nothing(both: Billed) -> None:
    people, workers, errors = 6, 4, []

    def work(number: int) -> None:
        try:
            mine = both.scene.sessions.of(both.scene.caller(both.tenant))
            for person in range(people):
                both.enrol(f"{number}/{person}", 10 * number + person, mine)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(each,)) for each in range(workers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not errors
    usage = both.book.usage(JANUARY)
    assert usage.counts == {ENROLLED: people * workers}
    assert usage.active_subjects[DEVELOPER] == people * workers


def test_a_close_waits_for_who_counts_and_counts_it(both: Billed) -> None:
    """In PostgreSQL the row of the period is locked; in SQLite there is one writer."""
    both.enrol("a", 1)
    both.mine.create(SessionKind.AUTHENTICATE, "a", UNSAFE)
    both.go_past(JANUARY)
    counted, closing = threading.Event(), []

    def close() -> None:
        counted.wait(120)
        closing.append(both.book.close(JANUARY))

    thread = threading.Thread(target=close)
    thread.start()
    with both.book.silo.begin() as tx:
        tx.rows(UsageRows).expire_sessions(both.scene.clock.now())
        tx.finish()  # type: ignore[attr-defined]  # written, locked, and not committed
        counted.set()
        thread.join(0.5)
        assert not closing
    thread.join(120)
    assert closing[0].counts[line("authenticate", Outcome.EXPIRED)] == 1
    assert both.counts() == closing[0].counts


def test_every_caller_that_ends_a_session_says_how_subjects_are_marked() -> None:
    calls = [
        (path.name, node)
        for path in Path(inperson.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "end_session"
        and "people" not in path.parts  # a session of a console, of one of the staff
    ]
    assert {name for name, _ in calls} >= {"ledger.py", "casebook.py"}
    assert all(len(node.args) == 2 for _, node in calls), calls


def test_the_silo_holds_no_count_finer_than_a_month(both: Billed) -> None:
    both.enrol("a", 1)
    engine = both.scene.stores.databases[0].engine(f"silo_{both.tenant}", WHOLE)
    with engine.connect() as connection:
        table = "usage_counts"
        if connection.dialect.name == "postgresql":
            table = f'"silo_{both.tenant}".usage_counts'
        rows = connection.execute(text(f"SELECT * FROM {table}")).all()
    assert [tuple(row) for row in rows] == [("2026-01", "enroll", "accepted", "developer", 1)]
