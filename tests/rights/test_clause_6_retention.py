"""Clause 6: nothing is kept longer than the policy says, and it is said before it is deleted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from inperson.audit import Act, AuditUnavailable, commitment
from inperson.core import HoldId, TenantId
from inperson.desks import Desk
from inperson.rights.laws import JurisdictionUnknown, jurisdictions
from inperson.rights.notices.service import Notices
from inperson.rights.retention import category_of
from inperson.rights.retention.errors import (
    HoldNotFound,
    OrderInvalid,
    RetentionInvalid,
    RetentionOverCap,
    RetentionReasonMissing,
)
from inperson.rights.retention.holding import LegalOrder
from inperson.rights.retention.holds import Holds
from inperson.rights.retention.model import Category, RetentionSchedule, Trigger
from inperson.rights.retention.service import Retention
from inperson.sessions import Device, LivenessDemand, SessionKind
from inperson.sessions.errors import SubjectHeld, SubjectNotEnrolled
from inperson.sessions.rows import SessionRows
from inperson.sessions.session_record import FIELDS, FRAMES_KEPT, KEPT_DAYS
from inperson.store import tables
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import consents
from inperson.tenants import TokenKind
from tests.scene import START, Scene, open_scene, picture

DAY = timedelta(days=1)
OF_GERMANY = RetentionSchedule.of([], {}).under("DE")
"""What binds a tenant of a scene that has chosen nothing."""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


def desk_of(scene: Scene, tenant: TenantId, kind: TokenKind = TokenKind.DEVELOPER) -> Desk:
    return scene.desk(tenant, kind)


@pytest.fixture
def office(scene: Scene, tenant: TenantId) -> Desk:
    """The desk of who governs: how long things are kept is the whole tenant's."""
    return desk_of(scene, tenant, TokenKind.PRODUCTION)


@pytest.fixture
def desk(scene: Scene, tenant: TenantId) -> Desk:
    return desk_of(scene, tenant)


def run(
    scene: Scene,
    tenant: TenantId,
    ref: str = "subject-1",
    kind: SessionKind = SessionKind.ENROLL,
    **more: Any,
) -> None:
    """Enrol or authenticate somebody, from a device."""
    mine = scene.sessions.of(scene.caller(tenant))
    opened = mine.create(
        kind,
        ref,
        LivenessDemand.UNSAFE_NO_LIVENESS,
        device=Device(ip="198.51.100.7", os="Linux"),
        **more,
    )
    mine.submit(opened.id, [picture(1)])


def later(scene: Scene, by: timedelta) -> None:
    scene.clock.advance(by.total_seconds())


def order(until: datetime = START + timedelta(days=90), **more: Any) -> LegalOrder:
    plain = LegalOrder("Court of Freedonia", "Order 1/26", "Code 1", bytes(32), until)
    return replace(plain, **more)


def count(scene: Scene, tenant: TenantId, table: Any) -> int:
    engine = scene.stores.databases[0].engine(f"silo_{tenant}", WHOLE)
    with engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def leaves(scene: Scene, tenant: TenantId, act: Act) -> list[Any]:
    log = scene.audit(tenant)
    return [leaf.entry for leaf in log.tail(log.size()) if leaf.entry.act is act]


# what the policy is


def test_by_default_things_are_kept_as_the_session_record_says() -> None:
    days = RetentionSchedule().days
    assert days[Category.SESSION_RECORD] == max(each.kept_days for each in FIELDS)
    assert days[Category.SESSION_OUTCOME] == KEPT_DAYS
    assert timedelta(days=days[Category.FRAME_DIGESTS]) == FRAMES_KEPT
    rows = RetentionSchedule().rows()
    assert [row.category for row in rows] == list(Category)
    assert all(row.days > 0 and row.reason and row.cap is None for row in rows)


def test_the_table_of_jurisdictions_is_sound() -> None:
    assert {"EU", "GB", "BR", "US-IL", "US-TX", "US-CO", "US-WA"} <= set(jurisdictions())
    for each in jurisdictions().values():
        assert urlsplit(each.source).scheme == "https"
        assert each.law
        assert each.reason_required is not bool(each.caps)  # a number, or a reason
        for cap in each.caps.values():
            assert (cap.code, cap.law) == (each.code, each.law)
            assert cap.days > 0
            assert cap.counted_from in Trigger


@pytest.mark.parametrize(("code", "days"), [("US-IL", 1095), ("US-TX", 365), ("US-CO", 730)])
def test_a_law_caps_what_is_biometric(code: str, days: int) -> None:
    schedule = RetentionSchedule.of([code], {Category.TEMPLATE: 3650})
    with pytest.raises(RetentionOverCap, match=code):
        schedule.check()
    assert schedule.days[Category.TEMPLATE] == days  # a cap that came later binds at once
    (row,) = [each for each in schedule.rows() if each.category is Category.TEMPLATE]
    assert row.cap is not None
    assert (row.cap.code, row.cap.days) == (code, days)
    RetentionSchedule.of([code], {Category.TEMPLATE: days}).check()


def test_of_several_caps_the_shortest_counts() -> None:
    schedule = RetentionSchedule.of(["US-IL", "US-CO", "US-TX"], {Category.TEMPLATE: 366})
    with pytest.raises(RetentionOverCap, match="US-TX"):
        schedule.check()
    assert schedule.days[Category.TEMPLATE] == 365


def test_the_software_has_caps_of_its_own() -> None:
    for category in (Category.SESSION_OUTCOME, Category.SESSION_RECORD, Category.IDEMPOTENCY):
        with pytest.raises(RetentionOverCap, match="software"):
            RetentionSchedule.of([], {category: 366}).check()


def test_who_keeps_longer_has_to_say_why_where_the_law_has_no_number() -> None:
    for code in ("EU", "GB", "BR", "US-WA"):
        longer = RetentionSchedule.of([code], {Category.TEMPLATE: 400})
        with pytest.raises(RetentionReasonMissing, match=code):
            longer.check()
        said = RetentionSchedule.of(
            [code], {Category.TEMPLATE: 400}, {Category.TEMPLATE: "a season ticket runs 400 days"}
        )
        said.check()
        assert "season" in next(r.reason for r in said.rows() if r.category is Category.TEMPLATE)
        RetentionSchedule.of([code], {Category.TEMPLATE: 300}).check()


@pytest.mark.parametrize("days", [0, -1])
def test_nothing_is_kept_for_less_than_a_day(days: int) -> None:
    with pytest.raises(RetentionInvalid):
        RetentionSchedule.of([], {Category.TEMPLATE: days}).check()


@pytest.mark.parametrize("text", ["", "x" * 201, "a\nb"])
def test_a_reason_is_one_line(text: str) -> None:
    with pytest.raises(RetentionInvalid):
        RetentionSchedule.of([], {}, {Category.TEMPLATE: text}).check()


def test_a_place_and_a_category_that_nobody_knows_are_refused() -> None:
    with pytest.raises(JurisdictionUnknown):
        RetentionSchedule.of(["XX"], {})
    with pytest.raises(RetentionInvalid):
        category_of("mood")


def test_what_is_part_of_a_session_goes_no_later() -> None:
    days = RetentionSchedule.of([], {Category.SESSION_OUTCOME: 7}).days
    assert [days[Category.SESSION_RECORD], days[Category.FRAME_DIGESTS]] == [7, 7]


# a tenant's choice


def test_a_choice_is_kept_and_on_the_audit_log(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    assert Retention(office).schedule() == OF_GERMANY
    chosen = Retention(office).set(
        ["EU", "US-IL", "EU"], {Category.TEMPLATE: 90}, tell=Notices(office).refresh_in
    )
    assert Retention(office).schedule() == chosen
    assert [each.code for each in chosen.jurisdictions] == ["EU", "US-IL"]
    other = desk_of(scene, tenant, TokenKind.PRODUCTION)
    assert Retention(other).schedule() == chosen
    (entry,) = leaves(scene, tenant, Act.RETENTION_SET)
    with desk.silo.begin() as tx:
        kept = desk.setting(tx, "retention")
    assert kept is not None
    days = {category.value: str(number) for category, number in chosen.days.items()}
    detail = {"jurisdictions": "EU US-IL", **days}
    assert entry.detail == commitment(bytes.fromhex(kept["salt"]), detail)


def test_a_choice_that_is_refused_changes_nothing(office: Desk) -> None:
    with pytest.raises(RetentionOverCap):
        Retention(office).set(["US-TX"], {Category.TEMPLATE: 366}, tell=Notices(office).refresh_in)
    assert Retention(office).schedule() == OF_GERMANY


# what a sweep does


def test_a_plan_says_what_a_sweep_does_and_deletes_nothing(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    run(scene, tenant, improvement=True)
    retention = Retention(office)
    assert retention.plan().total == 0
    later(scene, 31 * DAY)
    plan = retention.plan()
    assert plan.counts() == {Category.SESSION_RECORD: 1}  # the address goes before the rest
    assert plan == retention.plan()
    report = retention.sweep()
    assert report.gone == plan.counts()
    with desk.silo.begin() as tx:
        assert tx.rows(SessionRows).due_records(scene.clock.now(), 9) == []
    assert retention.plan().total == 0
    assert retention.sweep().total == 0
    assert "sub_" not in repr(plan)
    assert "ses_" not in repr(plan)


def test_a_plan_looks_ahead_and_a_sweep_never_does(
    scene: Scene, tenant: TenantId, office: Desk
) -> None:
    run(scene, tenant)
    then = scene.clock.now() + 400 * DAY
    assert Retention(office).plan(then).counts()[Category.TEMPLATE] == 1
    assert Retention(office).sweep(then).total == 0


def test_a_subject_that_does_not_come_back_is_erased_whole(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    Retention(office).set([], {Category.TEMPLATE: 100}, tell=Notices(office).refresh_in)
    run(scene, tenant, improvement=True)
    later(scene, 60 * DAY)
    run(scene, tenant, kind=SessionKind.AUTHENTICATE)
    later(scene, 60 * DAY)
    assert Category.TEMPLATE not in Retention(office).sweep().gone
    assert desk.subjects.find("subject-1")
    later(scene, 41 * DAY)
    plan = Retention(office).plan()
    assert Retention(office).sweep().gone == plan.counts()
    with pytest.raises(SubjectNotEnrolled):
        desk.subjects.find("subject-1")
    for table in (tables.subjects, tables.templates, tables.sessions, consents):
        assert count(scene, tenant, table) == 0
    assert count(scene, tenant, tables.tombstones) == 1
    assert len(scene.stores.keyrings.open(tenant).tombstones()) == 1
    assert list(scene.improvement(tenant).samples()) == []
    assert leaves(scene, tenant, Act.SUBJECT_ERASED)


def test_both_kinds_of_token_are_swept(scene: Scene, tenant: TenantId) -> None:
    run(scene, tenant)
    later(scene, 366 * DAY)
    swept = Retention(desk_of(scene, tenant, TokenKind.PRODUCTION)).sweep()
    assert swept.gone[Category.TEMPLATE] == 1


def test_samples_go_by_their_own_days(scene: Scene, tenant: TenantId, office: Desk) -> None:
    Retention(office).set([], {Category.IMPROVEMENT_SAMPLES: 10}, tell=Notices(office).refresh_in)
    run(scene, tenant, improvement=True)
    later(scene, 5 * DAY)
    run(scene, tenant, kind=SessionKind.AUTHENTICATE, improvement=True)
    later(scene, 5 * DAY + timedelta(seconds=1))
    assert Retention(office).plan().counts() == {Category.IMPROVEMENT_SAMPLES: 1}
    assert Retention(office).sweep().gone == {Category.IMPROVEMENT_SAMPLES: 1}
    assert len(list(scene.improvement(tenant).samples())) == 1


def test_a_shorter_policy_than_the_standard_is_kept(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    days = {Category.SESSION_OUTCOME: 7, Category.SESSION_RECORD: 2}
    Retention(office).set([], days, tell=Notices(office).refresh_in)
    run(scene, tenant)
    later(scene, 3 * DAY)
    assert Retention(office).sweep().gone == {
        Category.SESSION_RECORD: 1,
    }
    later(scene, 5 * DAY)
    assert Retention(office).sweep().gone == {Category.SESSION_OUTCOME: 1}
    assert desk.subjects.find("subject-1")


def test_a_sweep_is_on_the_log_before_anything_goes(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(scene, tenant)
    later(scene, 400 * DAY)

    def refuse(*_: Any) -> None:
        raise AuditUnavailable("The log is full.")

    with monkeypatch.context() as broken:
        broken.setattr(type(desk.audit), "append", refuse)
        with pytest.raises(AuditUnavailable):
            Retention(office).sweep()
    plan = Retention(office).plan()
    assert plan.counts()[Category.TEMPLATE] == 1
    Retention(office).sweep()
    (record,) = Retention(office).runs()
    assert record.planned == {category.value: n for category, n in plan.counts().items()}
    assert record.gone == record.planned
    (entry,) = leaves(scene, tenant, Act.RETENTION_SWEPT)
    assert entry.detail == commitment(record.salt, record.detail())


def test_a_sweep_of_nothing_leaves_no_leaf(scene: Scene, tenant: TenantId, office: Desk) -> None:
    Retention(office).sweep()
    assert not leaves(scene, tenant, Act.RETENTION_SWEPT)
    assert Retention(office).runs() == []


def test_a_sweep_tells_how_far_it_is(scene: Scene, tenant: TenantId, office: Desk) -> None:
    for number in range(3):
        run(scene, tenant, f"subject-{number}")
    later(scene, 400 * DAY)
    told: list[tuple[int, int]] = []
    report = Retention(office).sweep(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (report.total, report.planned.total)
    assert told == sorted(told)


def test_the_server_sweeps_every_hour(scene: Scene, office: Desk) -> None:
    retention = Retention(office)
    assert retention.run_due() is not None
    later(scene, timedelta(minutes=59))
    assert retention.run_due() is None
    later(scene, timedelta(minutes=2))
    assert retention.run_due() is not None


def test_a_clock_that_is_put_back_deletes_nothing_and_stops_no_sweep(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    run(scene, tenant)
    later(scene, 20 * DAY)
    assert Retention(office).run_due() is not None
    later(scene, -19 * DAY)
    assert Retention(office).run_due() is not None
    assert Retention(office).plan().total == 0
    assert desk.subjects.find("subject-1")


# holds


def test_a_hold_keeps_everything_of_a_subject_until_it_ends(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    run(scene, tenant, "held", improvement=True)
    run(scene, tenant, "free", improvement=True)
    placed = Holds(desk).place("held", order(START + timedelta(days=360)))
    later(scene, 355 * DAY)
    renewed = Holds(desk).place("held", order(scene.clock.now() + 300 * DAY))
    later(scene, 45 * DAY)
    assert not placed.stored.stands(scene.clock.now())
    assert renewed.stored.stands(scene.clock.now())
    plan = Retention(office).plan()
    assert Retention(office).sweep().gone == plan.counts()
    held = desk.subjects.find("held")
    with pytest.raises(SubjectNotEnrolled):
        desk.subjects.find("free")
    with pytest.raises(SubjectHeld):
        desk.subjects.erase(held.id)
    (sample,) = scene.improvement(tenant).samples()
    assert sample.subject_id == held.id
    assert count(scene, tenant, tables.sessions) == 1
    run(scene, tenant, "third")  # its tidy-up leaves alone what is held, too
    assert count(scene, tenant, tables.sessions) == 2
    with desk.silo.begin() as tx:
        assert [each.record is None for each in _sessions(tx, desk, "held")] == [False]
    later(scene, 260 * DAY)
    assert Retention(office).sweep().gone[Category.TEMPLATE] == 1
    with pytest.raises(SubjectNotEnrolled):
        desk.subjects.find("held")


def _sessions(tx: Any, desk: Desk, ref: str) -> list[Any]:
    query = select(tables.sessions).where(tables.sessions.c.subject == desk.reference(tx, ref))
    return list(tx.connection.execute(query))


def test_who_withdraws_while_held_is_used_no_more_and_goes_afterwards(
    scene: Scene, tenant: TenantId, desk: Desk, office: Desk
) -> None:
    run(scene, tenant, improvement=True)
    subject = desk.subjects.find("subject-1")
    placed = Holds(desk).place("subject-1", order())
    assert desk.subjects.withdraw_improvement(subject.id) == 0
    assert len(list(scene.improvement(tenant).samples())) == 1
    assert Retention(office).sweep().total == 0
    Holds(desk).release(placed.stored.id)
    assert Retention(office).plan().counts() == {Category.IMPROVEMENT_SAMPLES: 1}
    assert Retention(office).sweep().gone == {Category.IMPROVEMENT_SAMPLES: 1}
    assert desk.subjects.find("subject-1") == subject


def test_a_hold_is_sealed_listed_and_on_the_log(scene: Scene, tenant: TenantId, desk: Desk) -> None:
    placed = Holds(desk).place("nobody-yet", order())
    assert b"Freedonia" not in placed.stored.details
    assert "Freedonia" not in repr(placed.stored)
    assert Holds(desk).list() == [placed]
    assert Holds(desk_of(scene, tenant, TokenKind.PRODUCTION)).list() == []
    released = Holds(desk).release(placed.stored.id)
    assert Holds(desk).release(placed.stored.id) == released == Holds(desk).list()[0]
    (first,) = leaves(scene, tenant, Act.HOLD_PLACED)
    (second,) = leaves(scene, tenant, Act.HOLD_RELEASED)
    assert None not in {first.detail, second.detail}
    assert first.detail != second.detail


def test_a_hold_of_another_kind_of_token_is_out_of_reach(
    scene: Scene, tenant: TenantId, desk: Desk
) -> None:
    placed = Holds(desk).place("subject-1", order())
    other = Holds(desk_of(scene, tenant, TokenKind.PRODUCTION))
    for hold_id in (placed.stored.id, HoldId("hld_x"), HoldId("")):
        with pytest.raises(HoldNotFound):
            other.release(hold_id)
    assert Holds(desk).list()[0].stored.released_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"authority": ""},
        {"authority": "   "},
        {"instrument": "x" * 201},
        {"basis": "a\nb"},
        {"document_sha256": b"short"},
        {"until": datetime(2026, 3, 1)},  # noqa: DTZ001 -- that is what is refused
    ],
)
def test_an_order_is_whole(wrong: dict[str, Any]) -> None:
    with pytest.raises(OrderInvalid):
        order(**wrong)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_hold_ends_within_a_year(desk: Desk, days: int) -> None:
    with pytest.raises(OrderInvalid):
        Holds(desk).place("subject-1", order(START + timedelta(days=days)))
    assert Holds(desk).list() == []


def test_a_hold_that_is_not_on_the_log_is_not_placed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AuditUnavailable("The log is full.")

    with monkeypatch.context() as broken:
        broken.setattr(type(desk.audit), "append", refuse)
        with pytest.raises(AuditUnavailable):
            Holds(desk).place("subject-1", order(datetime(2026, 3, 1, tzinfo=UTC)))
    assert Holds(desk).list() == []
