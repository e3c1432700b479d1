"""A period's statistics are released once, within the year's budget, and all or nothing."""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from inperson.audit import AuditUnavailable
from inperson.core import ManualClock, SubjectId
from inperson.sessions.model import Pseudonym
from inperson.sessions.rows import TombstoneRows
from inperson.store.connections import transaction
from inperson.store.databases import Database
from inperson.store.guard import WHOLE
from inperson.store.silos import SqlSilo
from inperson.store.statistics_tables import epsilon_ledger
from inperson.store.tables import sessions
from inperson.usage import Period
from inperson.usage.statistics import DOMAINS, Measure, Parameters, Release, SiloStatistics
from inperson.usage.statistics.errors import (
    EpsilonBudgetSpent,
    ParametersInvalid,
    PeriodNotOver,
    ReleaseCorrupt,
)
from inperson.usage.statistics.ports import EndedRows
from inperson.usage.statistics.service import Mechanisms
from inperson.usage.statistics.tally import tally
from inperson.vault import Tombstone
from tests.usage.people import (
    NOVEMBER,
    TENANT,
    counted,
    crowd,
    fill,
    folder,
    ordered,
    quietly,
    session,
    silo_at,
    telling,
)

P = Parameters()
CLEAR = replace(P, epsilon_micro=2_000_000, yearly_micro=24_000_000)
AFTER = NOVEMBER.ends_at + timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return folder(tmp_path)
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(url: str) -> Iterator[tuple[SqlSilo, Database]]:
    with silo_at(url) as opened:
        yield opened


def statistics(silo: SqlSilo, parameters: Parameters = P) -> SiloStatistics:
    return SiloStatistics(silo, ManualClock(AFTER), parameters, quietly)


def test_a_silo_is_read_as_the_tally_needs_it(store: tuple[SqlSilo, Database]) -> None:
    silo, database = store
    nobodys = [session(None, n, kind="liveness") for n in range(7)]
    found = [*crowd(9, 3), *telling(12), *nobodys]
    late = session(50, at=NOVEMBER.ends_at - timedelta(seconds=3))  # ends in December
    fill(database, [*found, late])
    fill(database, [session(60, n) for n in range(5)], "developer")
    read = []
    last = None
    while True:
        with silo.begin() as tx:
            page = tx.rows(EndedRows).ended_sessions(NOVEMBER, last, 5)
        read += page
        if len(page) < 5:
            break
        last = page[-1]
    assert read == ordered(found)
    counts = tally(read, P.sessions_each, P.retry_within_s)
    assert counts == counted(found, P)
    assert statistics(silo).exact(NOVEMBER) == counted(found, P, clamped=False)


def test_what_is_open_after_its_time_has_expired(store: tuple[SqlSilo, Database]) -> None:
    silo, database = store
    fill(database, [session(1), session(2)])
    with transaction(database.engine(f"silo_{TENANT}", WHOLE)) as connection:
        one = update(sessions).where(sessions.c.id == session(1).id)
        forgotten = {"state": "open", "ended_at": None, "decision": None, "liveness_verdict": None}
        connection.execute(one.values(forgotten))
    outcomes = statistics(silo).exact(NOVEMBER).bins[Measure.OUTCOME]
    assert (outcomes["authenticate.expired"], outcomes["authenticate.accepted"]) == (1, 1)


def test_a_release_is_near_the_truth_and_names_its_parameters(
    store: tuple[SqlSilo, Database],
) -> None:
    silo, database = store
    fill(database, crowd(1500, 2))
    release = statistics(silo, CLEAR).release(NOVEMBER)
    # the scale is 14 for 4 sessions of a subject at 0.3: 40 scales off once in 10^17 draws
    near = {Measure.RETRIES: ("0", 1500), Measure.DEVICE: ("android_phone", 3000)}
    near |= {Measure.SDK: ("web/0.1.0", 3000), Measure.LENGTH: ("5-10", 3000)}
    for measure, (name, exact) in near.items():
        told = release.bins[measure][name]
        assert told is not None
        assert abs(told - exact) < 40 * release.terms.measures[measure].scale
    assert release.subjects is not None
    assert abs(release.subjects - 1500) < 40 * release.terms.subjects.scale
    said = release.to_json()
    assert said["parameters"]["epsilon_micro"] <= CLEAR.epsilon_micro
    assert said["parameters"]["sessions_of_one_subject"] == 4
    assert {name: tuple(each["bins"]) for name, each in said["histograms"].items()} == DOMAINS
    assert Release.parse(release.to_text()) == release


def test_small_groups_are_withheld_and_cost_what_was_looked_at(
    store: tuple[SqlSilo, Database],
) -> None:
    silo, database = store
    fill(database, crowd(5))
    # 5 and noise of scale 5 reach 250 with probability e^-49 / 2
    careful = replace(CLEAR, least_subjects=250)
    release = statistics(silo, careful).release(NOVEMBER)
    assert release.withheld
    assert release.epsilon_micro == release.terms.subjects.epsilon_micro == 200_000
    told = [each for bins in release.bins.values() for each in bins.values()]
    assert set(told) == {None}
    assert Release.parse(release.to_text()) == release


def test_the_same_period_is_answered_the_same_for_nothing_whatever_happened_since(
    store: tuple[SqlSilo, Database],
) -> None:
    silo, database = store
    fill(database, [*crowd(300), *telling(4)])
    noted: list[str] = []
    mine = SiloStatistics(silo, ManualClock(AFTER), P, noted.append)
    first = mine.release(NOVEMBER)
    assert mine.release(NOVEMBER) == first
    assert noted == [NOVEMBER.text]
    target = telling(1)[0].subject
    assert target is not None
    with silo.begin() as tx:
        tx.rows(TombstoneRows).erase(
            Tombstone(SubjectId("sub_" + "a" * 26), Pseudonym(target), AFTER)
        )
    again = statistics(silo)
    assert again.exact(NOVEMBER).subjects == 300
    assert again.release(NOVEMBER).to_text() == first.to_text()
    assert [each.epsilon_micro for each in again.ledger()] == [first.epsilon_micro]
    other = replace(P, epsilon_micro=100_000, sessions_each=1)
    assert statistics(silo, other).release(NOVEMBER) == first


def test_what_is_not_noted_is_not_released(store: tuple[SqlSilo, Database]) -> None:
    silo, _ = store

    def refuse(period: str) -> None:
        raise AuditUnavailable(period)

    with pytest.raises(AuditUnavailable):
        SiloStatistics(silo, ManualClock(AFTER), P, refuse).release(NOVEMBER)
    assert statistics(silo).ledger() == []
    assert statistics(silo).stored(NOVEMBER) is None


def test_the_year_has_a_budget_and_the_next_year_its_own(store: tuple[SqlSilo, Database]) -> None:
    silo, _ = store
    tight = replace(P, yearly_micro=520_000)
    mine = SiloStatistics(silo, ManualClock(AFTER + timedelta(days=90)), tight, quietly)
    fill(store[1], crowd(400))
    # 400 subjects and noise of scale 20 fall below 100 with probability e^-15 / 2 = 1.5e-7
    release = mine.release(NOVEMBER)
    assert not release.withheld
    assert mine.left_micro(2026) == 520_000 - release.epsilon_micro
    with pytest.raises(EpsilonBudgetSpent):
        mine.release(Period("2026-10"))
    assert mine.release(NOVEMBER) == release
    mine.release(Period("2027-01"))  # of nobody; it costs what looking for somebody costs
    assert [each.period.text for each in mine.ledger()] == ["2026-11", "2027-01"]
    assert mine.left_micro(2027) < 520_000


def test_by_default_a_year_has_twelve_releases_and_no_thirteenth() -> None:
    cost = Mechanisms(P).epsilon_micro
    assert 0 < cost <= P.epsilon_micro
    assert 12 * P.epsilon_micro == P.yearly_micro


def test_a_period_that_goes_on_is_not_released(store: tuple[SqlSilo, Database]) -> None:
    silo, _ = store
    clock = ManualClock(NOVEMBER.ends_at - timedelta(seconds=1))
    early = SiloStatistics(silo, clock, P, quietly)
    with pytest.raises(PeriodNotOver):
        early.release(NOVEMBER)
    assert early.ledger() == []
    assert early.exact(NOVEMBER).subjects == 0


def test_nobody_gets_back_what_was_spent(store: tuple[SqlSilo, Database]) -> None:
    silo, database = store
    statistics(silo).release(NOVEMBER)
    for change in (delete(epsilon_ledger), update(epsilon_ledger).values(epsilon_micro=1)):
        for engine in (database.engine(f"silo_{TENANT}", WHOLE), database.owner(f"silo_{TENANT}")):
            with engine.connect() as connection, pytest.raises(DatabaseError, match="spent"):
                connection.execute(change)


def _try(url: str, ready: object, answers: object) -> None:
    with silo_at(url) as (silo, _):
        ready.wait()  # type: ignore[attr-defined]
        answers.put(statistics(silo).release(NOVEMBER).to_text())  # type: ignore[attr-defined]


def test_processes_that_try_at_once_spend_once(url: str) -> None:
    with silo_at(url) as (_, database):
        fill(database, crowd(300))
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(2), context.Queue()
    both = [context.Process(target=_try, args=(url, ready, answers)) for _ in range(2)]
    for each in both:
        each.start()
    told = {answers.get(timeout=120) for _ in both}
    for each in both:
        each.join()
    assert len(told) == 1
    with silo_at(url) as (silo, _):
        (line,) = statistics(silo).ledger()
    assert {line.release} == told


def _die(url: str, step: int) -> None:
    """Release, and kill this very process at a step of it."""
    with silo_at(url) as (silo, _):
        mine = statistics(silo)
        passed = 0

        def pass_by(*_: object) -> bool:
            nonlocal passed
            passed += 1
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return False

        import sys

        watched = {"ended_sessions", "lock_ledger", "require_budget", "release", "spend", "begin"}

        def trace(frame: object, event: str, _: object) -> None:
            code = frame.f_code  # type: ignore[attr-defined]
            ours = "statistics" in code.co_filename or "silos" in code.co_filename
            if event in ("call", "return") and ours and code.co_name in watched:
                pass_by()

        sys.setprofile(trace)
        mine.release(NOVEMBER)
        sys.setprofile(None)
        os._exit(7)


def test_killed_at_any_step_it_has_spent_and_told_or_neither(tmp_path: Path) -> None:
    url = folder(tmp_path)
    with silo_at(url) as (_, database):
        fill(database, crowd(300))
    killed = 0
    for step in range(1, 60, 3):
        child = os.fork()
        if child == 0:
            _die(url, step)
        _, status = os.waitpid(child, 0)
        with silo_at(url) as (silo, _):
            lines = statistics(silo).ledger()
        assert len(lines) <= 1
        if not os.WIFSIGNALED(status):
            break
        killed += 1
        if lines:
            assert Release.parse(lines[0].release).epsilon_micro == lines[0].epsilon_micro
    assert killed > 3
    with silo_at(url) as (silo, _):
        release = statistics(silo).release(NOVEMBER)
        assert [each.release for each in statistics(silo).ledger()] == [release.to_text()]


def test_parameters_that_protect_nobody_are_refused() -> None:
    for wrong in (
        {"epsilon_micro": 0},
        {"epsilon_micro": 2_000_001, "yearly_micro": 30_000_000},
        {"epsilon_micro": 500_000, "yearly_micro": 499_999},
        {"sessions_each": 0},
        {"least_subjects": 19},
        {"least_count": 9},
        {"shares": dict.fromkeys(Measure, 200)},
        {"shares": {Measure.LENGTH: 500}},
    ):
        with pytest.raises(ParametersInvalid):
            replace(P, **wrong)  # type: ignore[arg-type]


def test_a_release_that_says_more_is_none(tmp_path: Path) -> None:
    with silo_at(folder(tmp_path)) as (silo, _):
        text = statistics(silo).release(NOVEMBER).to_text()
    for wrong in ("", "[]", "null", "{}", text[:-1], "[" * 100_000):
        with pytest.raises(ReleaseCorrupt):
            Release.parse(wrong)
    for change in (
        lambda it: it.update(subject="alice"),
        lambda it: it["parameters"].update(library_version="0.1.198.51.100.7"),
        lambda it: it["parameters"].update(least_count=True),
        lambda it: it["subjects"].update(count=10**12),
        lambda it: it["histograms"]["sdk"]["bins"].update(mine=3),
        lambda it: it["histograms"]["sdk"]["bins"].update(other="alice"),
    ):
        content = json.loads(text)
        change(content)
        with pytest.raises(ReleaseCorrupt):
            Release.parse(json.dumps(content))
