"""The contract of `usage.figures.FigureRows`, against figures counted by hand."""

from datetime import UTC, date, datetime, timedelta
from math import ceil

import pytest
from sqlalchemy import event

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_session_id
from inperson.sessions import Decision, LivenessVerdict, SessionKind
from inperson.sessions.model import LivenessDemand, ProductionSession, SessionState, Verdict
from inperson.sessions.reasons import Reason
from inperson.sessions.rows import SessionRows
from inperson.store import Stores
from inperson.tenants import TokenKind, of_server
from inperson.usage.figures import DayLatency, FigureRows, HourFigures

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIVE, NOT = LivenessVerdict.LIVE, LivenessVerdict.NOT_LIVE


def add(
    stores: Stores,
    tenant: TenantId,
    at: datetime,
    decision: Decision | None = Decision.LIVE,
    *reasons: Reason,
    took_s: float = 5,
    opened_s: float | None = None,
    state: SessionState = SessionState.COMPLETED,
) -> None:
    live = NOT if decision is Decision.NOT_LIVE else LIVE
    opened = None if opened_s is None else at + timedelta(seconds=opened_s)
    ended = (opened or at) + timedelta(seconds=took_s)
    session = ProductionSession(
        id=new_session_id(SystemEntropy()),
        kind=SessionKind.LIVENESS,
        token_kind=TokenKind.PRODUCTION,
        liveness=LivenessDemand.REQUIRED,
        subject=None,
        created_at=at,
        expires_at=at + timedelta(minutes=3),
        state=state,
        ended_at=None if state is SessionState.OPEN else ended,
        verdict=None if decision is None else Verdict(decision, reasons, None, None, "m", live),
        capture_opened_at=opened,
    )
    with stores.silos.whole(of_server(tenant)).begin() as tx:
        tx.rows(SessionRows).add_session(session)


@pytest.fixture
def tenant(stores: Stores, one: TenantId) -> TenantId:
    stores.silos.create(one)
    return one


def test_sessions_are_counted_by_the_hour_in_which_they_began(
    stores: Stores, tenant: TenantId
) -> None:
    hour = timedelta(hours=1)
    add(stores, tenant, NOON - timedelta(microseconds=1))
    add(stores, tenant, NOON)
    add(stores, tenant, NOON + hour - timedelta(microseconds=1))
    add(stores, tenant, NOON, Decision.NOT_LIVE, Reason.NOT_LIVE)
    add(stores, tenant, NOON + hour, None, state=SessionState.EXPIRED)
    add(stores, tenant, NOON + 2 * hour, None, state=SessionState.OPEN)
    add(stores, tenant, NOON + 3 * hour)
    with stores.silos.whole(of_server(tenant)).begin() as tx:
        assert list(tx.rows(FigureRows).sessions_by_hour(NOON, NOON + 3 * hour)) == [
            HourFigures(NOON, {"accepted": 2, "refused": 1}),
            HourFigures(NOON + hour, {"expired": 1}),
            HourFigures(NOON + 2 * hour, {"open": 1}),
        ]
        assert list(tx.rows(FigureRows).sessions_by_hour(NOON - hour, NOON)) == [
            HourFigures(NOON - hour, {"accepted": 1})
        ]


def test_refusals_are_counted_by_each_of_their_reasons(stores: Stores, tenant: TenantId) -> None:
    flat = (Reason.NOT_LIVE, Reason.LIVENESS_DEPTH)
    for reasons in (flat, flat, (Reason.NOT_LIVE, Reason.LIVENESS_MOTION)):
        add(stores, tenant, NOON, Decision.NOT_LIVE, *reasons)
    add(stores, tenant, NOON, Decision.REFUSED, Reason.TOO_DARK)
    add(stores, tenant, NOON - timedelta(days=9), Decision.NOT_LIVE, Reason.LIVENESS_RANGE)
    with stores.silos.whole(of_server(tenant)).begin() as tx:
        found = tx.rows(FigureRows).liveness_refusals(
            NOON - timedelta(days=1), NOON + timedelta(days=1)
        )
    assert found == {
        Reason.NOT_LIVE: 3,
        Reason.LIVENESS_DEPTH: 2,
        Reason.LIVENESS_MOTION: 1,
    }


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21])
def test_latencies_are_of_nearest_rank(stores: Stores, tenant: TenantId, count: int) -> None:
    for number in range(count, 0, -1):
        add(stores, tenant, NOON, took_s=number, opened_s=60)
    add(stores, tenant, NOON + timedelta(days=1), took_s=2.5)
    add(stores, tenant, NOON, None, state=SessionState.EXPIRED, took_s=999)
    with stores.silos.whole(of_server(tenant)).begin() as tx:
        found = tx.rows(FigureRows).latencies_by_day(NOON, NOON + timedelta(days=2))
    values = (pytest.approx(ceil(part * count), abs=0.002) for part in (0.5, 0.95))
    second = pytest.approx(2.5, abs=0.002)
    assert list(found) == [
        DayLatency(date(2026, 3, 1), count, *values),
        DayLatency(date(2026, 3, 2), 1, second, second),
    ]


def test_each_figure_is_led_by_an_index(stores: Stores, tenant: TenantId) -> None:
    engine = stores.databases[0].engine(f"silo_{tenant}")
    if engine.dialect.name != "sqlite":
        pytest.skip("a plan of a small table says nothing there")
    statements: list[tuple[str, object]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(*arguments: object) -> None:
        statements.append((str(arguments[2]), arguments[3]))

    with stores.silos.whole(of_server(tenant)).begin() as tx:
        tx.rows(FigureRows).sessions_by_hour(NOON, NOON)
        tx.rows(FigureRows).liveness_refusals(NOON, NOON)
        tx.rows(FigureRows).latencies_by_day(NOON, NOON)
    event.remove(engine, "before_cursor_execute", note)
    asked = [each for each in statements if each[0].startswith("SELECT")]
    assert len(asked) == 3
    with engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            text = " ".join(row[3] for row in plan)
            index = "sessions USING INDEX ix_sessions_state_expires_at (state=? AND expires_at>?)"
            assert f"SEARCH {index}" in text, text
