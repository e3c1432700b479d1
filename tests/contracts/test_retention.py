"""The contract of `rights.retention.ports.RetentionRows`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from inperson.core import HoldId, SessionId, SystemEntropy, TenantId
from inperson.core.ids import (
    new_consent_id,
    new_delivery_id,
    new_disclosure_id,
    new_hold_id,
    new_request_id,
    new_session_id,
    new_subject_id,
)
from inperson.rights.retention.holding import StoredHold
from inperson.rights.retention.model import Category, RetentionSchedule
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions.consents import Consent, ConsentMethod, ConsentPurpose
from inperson.sessions.model import (
    DeveloperSession,
    IdempotentRequest,
    LivenessDemand,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    SessionKind,
    Subject,
)
from inperson.sessions.rows import ConsentRows, FrameRows, IdempotencyRows, SessionRows, SubjectRows
from inperson.store import Stores
from inperson.store import privacy_tables as tables
from inperson.tenants import Silo, TokenKind, Transaction, of_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REFERENCE, OTHER = Pseudonym(bytes(32)), Pseudonym(b"\1" * 32)
ENTROPY = SystemEntropy()
POLICY = RetentionSchedule()
DAYS = POLICY.days
CUTOFFS = POLICY.cutoffs(NOW)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


@pytest.fixture
def tx(silo: Silo) -> Iterator[Transaction]:
    with silo.begin() as unit:
        yield unit


def ago(category: Category, more: timedelta = timedelta(0)) -> datetime:
    return NOW - timedelta(days=DAYS[category]) - more


def session(at: datetime, reference: Pseudonym | None = REFERENCE) -> DeveloperSession:
    return DeveloperSession(
        id=new_session_id(ENTROPY),
        kind=SessionKind.LIVENESS,
        token_kind=TokenKind.DEVELOPER,
        liveness=LivenessDemand.UNSAFE_NO_LIVENESS,
        subject=reference,
        created_at=at,
        expires_at=at + timedelta(minutes=3),
        record=SealedRecord(b"sealed", NOW + timedelta(days=1)),
    )


def enrol(tx: Transaction, at: datetime, reference: Pseudonym = REFERENCE) -> Subject:
    subject = Subject(new_subject_id(ENTROPY), reference, TokenKind.DEVELOPER, at)
    assert tx.rows(SubjectRows).add_subject(
        subject, SealedTemplate(subject.id, "ab" * 32, b"sealed")
    )
    return subject


def agree(tx: Transaction, at: datetime, withdrawn: datetime | None = None) -> Consent:
    consent = Consent(
        id=new_consent_id(ENTROPY),
        purpose=ConsentPurpose.IDENTITY,
        token_kind=TokenKind.DEVELOPER,
        reference=REFERENCE,
        session_id=None,
        notice_version=1,
        notice_sha256=bytes(32),
        language="en",
        method=ConsentMethod.FORM,
        given_at=at,
        salt=bytes(16),
        withdrawn_at=withdrawn,
    )
    tx.rows(ConsentRows).add_consent(consent)
    return consent


def hold(tx: Transaction, until: datetime, reference: Pseudonym = REFERENCE) -> HoldId:
    made = StoredHold(
        id=new_hold_id(ENTROPY),
        reference=reference,
        token_kind=TokenKind.DEVELOPER,
        placed_at=until - timedelta(days=30),
        placed_by="tester",
        until=until,
        document_sha256=bytes(32),
        details=b"sealed",
        salt=bytes(16),
    )
    tx.rows(RetentionRows).add_hold(made)
    assert tx.rows(RetentionRows).hold(made.id) == made
    return made.id


def add(tx: Transaction, table: Any, **row: Any) -> None:
    tx.connection.execute(insert(table).values(row))  # type: ignore[attr-defined]


def due(tx: Transaction, category: Category) -> int:
    """What is counted is what goes, and it goes once."""
    count, earliest = tx.rows(RetentionRows).overdue(category, CUTOFFS, NOW)
    assert (earliest is None) is (count == 0)
    assert tx.rows(RetentionRows).forget(category, CUTOFFS, NOW, 100) == count
    assert tx.rows(RetentionRows).overdue(category, CUTOFFS, NOW) == (0, None)
    return count


@pytest.mark.parametrize(
    "category", [Category.SESSION_RECORD, Category.FRAME_DIGESTS, Category.SESSION_OUTCOME]
)
def test_sessions_their_records_and_digests_go_by_their_own_days(
    tx: Transaction, category: Category
) -> None:
    old, young = session(ago(category, MOMENT)), session(ago(category))
    keys = Pseudonym(b"o" * 32), Pseudonym(b"y" * 32)
    for each, key in zip((old, young), keys, strict=True):
        tx.rows(SessionRows).add_session(each)
        tx.rows(FrameRows).keep_seen(
            SeenFrames((key,), each.id, each.created_at + timedelta(days=30))
        )
    assert tx.rows(RetentionRows).overdue(category, CUTOFFS, NOW) == (1, old.created_at)
    assert due(tx, category) == 1
    assert tx.rows(SessionRows).session(young.id) == young
    if category is Category.SESSION_OUTCOME:
        assert tx.rows(SessionRows).session(old.id) is None
    else:
        gone = category is Category.SESSION_RECORD
        assert tx.rows(SessionRows).session(old.id) == (replace(old, record=None) if gone else old)
        assert tx.rows(FrameRows).count_seen(keys) == (2 if gone else 1)


def test_records_that_lose_a_field_are_counted_and_left_to_who_opens_them(
    tx: Transaction,
) -> None:
    made = replace(session(NOW), record=SealedRecord(b"sealed", NOW))
    tx.rows(SessionRows).add_session(made)
    assert tx.rows(RetentionRows).overdue(Category.SESSION_RECORD, CUTOFFS, NOW) == (
        1,
        made.created_at,
    )
    assert tx.rows(RetentionRows).forget(Category.SESSION_RECORD, CUTOFFS, NOW, 9) == 0
    assert tx.rows(SessionRows).due_records(NOW, 9) == [made]
    hold(tx, NOW + MOMENT)
    assert tx.rows(SessionRows).due_records(NOW, 9) == []
    assert tx.rows(RetentionRows).overdue(Category.SESSION_RECORD, CUTOFFS, NOW) == (0, None)


def test_a_subject_is_idle_since_its_newest_session(tx: Transaction) -> None:
    subject = enrol(tx, ago(Category.TEMPLATE, timedelta(days=9)))
    assert tx.rows(RetentionRows).idle_subject(CUTOFFS, NOW) == subject
    tx.rows(SessionRows).add_session(session(ago(Category.TEMPLATE)))
    assert tx.rows(RetentionRows).idle_subject(CUTOFFS, NOW) is None
    tx.rows(SessionRows).add_session(
        session(ago(Category.TEMPLATE, timedelta(days=5)))
    )  # the clock was put back
    assert tx.rows(RetentionRows).idle_subject(CUTOFFS, NOW) is None
    later = POLICY.cutoffs(NOW + MOMENT)
    assert tx.rows(RetentionRows).idle_subject(later, NOW) == subject
    assert tx.rows(RetentionRows).overdue(Category.TEMPLATE, later, NOW) == (
        1,
        ago(Category.TEMPLATE),
    )


def test_a_forgotten_session_still_counts_as_the_last_one(tx: Transaction) -> None:
    enrol(tx, NOW - timedelta(days=2000))
    tx.rows(SessionRows).add_session(session(NOW - timedelta(days=400)))
    assert due(tx, Category.SESSION_OUTCOME) == 1
    longer = RetentionSchedule.of([], {Category.TEMPLATE: 1000}).cutoffs(NOW)
    assert tx.rows(RetentionRows).idle_subject(longer, NOW) is None


def test_a_consent_stays_while_it_serves(tx: Transaction) -> None:
    category, day = Category.CONSENT_RECORD, timedelta(days=1)
    agree(tx, ago(category, day))
    enrol(tx, NOW)
    assert due(tx, category) == 0  # enrolled
    agree(tx, ago(category, 2 * day), ago(category, day))
    agree(tx, ago(category, 2 * day), ago(category) + day)
    kept = session(ago(Category.SESSION_OUTCOME))
    tx.rows(SessionRows).add_session(kept)
    assert due(tx, category) == 0  # a session is kept, so its proof is
    assert (
        tx.rows(RetentionRows).forget(Category.SESSION_OUTCOME, POLICY.cutoffs(NOW + day), NOW, 9)
        == 1
    )
    assert due(tx, category) == 1  # withdrawn long ago
    assert len(tx.rows(ConsentRows).consents(REFERENCE)) == 2


def test_a_consent_of_nobody_goes_when_no_session_is_kept(tx: Transaction) -> None:
    category = Category.CONSENT_RECORD
    agree(tx, ago(category, MOMENT))
    agree(tx, ago(category))
    tx.rows(SessionRows).add_session(session(ago(Category.SESSION_OUTCOME)))
    assert due(tx, category) == 0
    # one that is itself due no longer keeps it, so the order in which they go does not matter
    later = POLICY.cutoffs(NOW + MOMENT)
    assert tx.rows(RetentionRows).overdue(category, later, NOW + MOMENT) == (
        2,
        ago(category, MOMENT),
    )


def request(tx: Transaction, closed: datetime | None, **more: Any) -> str:
    row = {
        "id": new_request_id(ENTROPY),
        "kind": "access",
        "token_kind": "developer",
        "channel": "tenant",
        "state": "received" if closed is None else "completed",
        "reference": REFERENCE,
        "received_at": NOW - timedelta(days=2000),
        "due_at": NOW,
        "closed_at": closed,
        "salt": bytes(16),
    }
    add(tx, tables.privacy_requests, **(row | more))
    return str(row["id"])


def delivery(tx: Transaction, done: datetime | None, about: str | None = None) -> None:
    add(
        tx,
        tables.deliveries,
        id=new_delivery_id(ENTROPY),
        kind="webhook",
        request_id=about,
        created_at=NOW,
        next_at=NOW,
        attempts=1,
        done_at=done,
        payload=b"sealed" if done is None else None,
    )


def test_requests_go_when_they_are_closed_and_nothing_hangs_on_them(
    tx: Transaction,
) -> None:
    category = Category.PRIVACY_REQUEST
    request(tx, None)
    request(tx, ago(category))
    old = request(tx, ago(category, MOMENT))
    waits = request(tx, ago(category, MOMENT))
    delivery(tx, None, waits)
    restricts = request(tx, ago(category, MOMENT), reference=OTHER)
    add(tx, tables.restrictions, reference=OTHER, request_id=restricts, since=NOW)
    assert old
    assert due(tx, category) == 1


def test_deliveries_go_when_they_are_done(tx: Transaction) -> None:
    for done in (None, ago(Category.DELIVERY_LOG), ago(Category.DELIVERY_LOG, MOMENT)):
        delivery(tx, done)
    assert due(tx, Category.DELIVERY_LOG) == 1


def test_disclosures_and_orders_go_when_they_are_over(tx: Transaction) -> None:
    category = Category.DISCLOSURE_RECORD
    old = ago(category, MOMENT)

    def disclose(closed: datetime | None, gag: datetime | None = None) -> None:
        add(
            tx,
            tables.disclosures,
            id=new_disclosure_id(ENTROPY),
            basis="legal_request",
            token_kind="developer",
            state="proposed" if closed is None else "refused",
            reference=REFERENCE,
            proposed_at=NOW - timedelta(days=2000),
            proposed_by="one",
            closed_at=closed,
            gag_until=gag,
            details=b"sealed",
            salt=bytes(16),
        )

    disclose(None)
    disclose(old)
    disclose(old, gag=old)
    disclose(old, gag=ago(category))
    disclose(ago(category))
    hold(tx, old, OTHER)
    hold(tx, ago(category), OTHER)
    hold(tx, NOW + MOMENT, OTHER)
    assert due(tx, category) == 3


def test_keys_and_codes_go(tx: Transaction) -> None:
    category = Category.IDEMPOTENCY
    made = session(NOW)
    tx.rows(SessionRows).add_session(made)
    about = request(tx, None)

    def code(name: bytes, expires: datetime, used: datetime | None = None) -> None:
        add(
            tx,
            tables.centre_codes,
            sha256=name * 32,
            token_kind="developer",
            reference=REFERENCE,
            subject_ref=b"sealed",
            created_at=expires - timedelta(days=1),
            expires_at=expires,
            used_at=used,
        )

    for name, at in ((b"o", ago(category, MOMENT)), (b"y", ago(category))):
        key = Pseudonym(name * 32)
        assert tx.rows(IdempotencyRows).add_idempotency(IdempotentRequest(key, key, made.id, at))
        add(
            tx,
            tables.request_keys,
            key=name * 32,
            request=name * 32,
            request_id=about,
            created_at=at,
        )
        code(name, at)
    code(b"u", NOW + MOMENT, ago(category, MOMENT))
    assert due(tx, category) == 4


def test_what_an_order_holds_stays_until_it_ends(tx: Transaction) -> None:
    ages = timedelta(days=5000)
    subject = enrol(tx, NOW - ages)
    made = session(NOW - ages)
    tx.rows(SessionRows).add_session(made)
    tx.rows(FrameRows).keep_seen(SeenFrames((Pseudonym(b"f" * 32),), made.id, NOW - ages))
    agree(tx, NOW - ages, NOW - ages)
    request(tx, NOW - ages)
    placed = hold(tx, NOW + MOMENT)
    held = [
        Category.TEMPLATE,
        Category.SESSION_RECORD,
        Category.SESSION_OUTCOME,
        Category.FRAME_DIGESTS,
        Category.CONSENT_RECORD,
        Category.PRIVACY_REQUEST,
    ]
    assert [tx.rows(RetentionRows).overdue(each, CUTOFFS, NOW)[0] for each in held] == [0] * 6
    assert [tx.rows(RetentionRows).forget(each, CUTOFFS, NOW, 9) for each in held[1:]] == [0] * 5
    assert tx.rows(RetentionRows).idle_subject(CUTOFFS, NOW) is None
    assert tx.rows(RetentionRows).spared_subjects(NOW) == [subject.id]
    assert tx.rows(RetentionRows).freed_subjects(NOW) == []
    assert (
        tx.rows(SessionRows).sweep(now=NOW, keep_since=NOW, sessions_since=NOW) == 1
    )  # it expires, and stays
    assert tx.rows(FrameRows).count_seen([Pseudonym(b"f" * 32)]) == 1
    ends = NOW + MOMENT
    assert [tx.rows(RetentionRows).overdue(each, CUTOFFS, ends)[0] for each in held] == [1] * 6
    assert tx.rows(RetentionRows).freed_subjects(ends) == [subject]
    assert tx.rows(RetentionRows).release_hold(placed, NOW)
    assert not tx.rows(RetentionRows).release_hold(placed, ends)
    assert tx.rows(RetentionRows).hold(placed).released_at == NOW  # type: ignore[union-attr]
    assert [tx.rows(RetentionRows).overdue(each, CUTOFFS, NOW)[0] for each in held] == [1] * 6
    assert tx.rows(RetentionRows).spared_subjects(NOW) == []


def test_who_asked_to_keep_its_data_is_spared(tx: Transaction) -> None:
    subject = enrol(tx, NOW - timedelta(days=5000))
    add(tx, tables.restrictions, reference=REFERENCE, request_id="prq_x", since=NOW)
    assert tx.rows(RetentionRows).idle_subject(CUTOFFS, NOW) is None
    assert tx.rows(RetentionRows).spared_subjects(NOW) == [subject.id]


def test_holds_are_listed_by_kind_in_order(tx: Transaction) -> None:
    second, first = hold(tx, NOW + timedelta(days=2)), hold(tx, NOW)
    assert [each.id for each in tx.rows(RetentionRows).holds(TokenKind.DEVELOPER)] == [
        first,
        second,
    ]
    assert tx.rows(RetentionRows).holds(TokenKind.PRODUCTION) == []
    assert tx.rows(RetentionRows).hold(HoldId("hld_x")) is None


def test_only_so_many_go_at_once(tx: Transaction) -> None:
    for _ in range(5):
        tx.rows(SessionRows).add_session(session(NOW - timedelta(days=1000), None))
    assert tx.rows(RetentionRows).forget(Category.SESSION_OUTCOME, CUTOFFS, NOW, 3) == 3
    assert tx.rows(RetentionRows).forget(Category.SESSION_OUTCOME, CUTOFFS, NOW, 3) == 2
    assert tx.rows(SessionRows).session(SessionId("ses_x")) is None
