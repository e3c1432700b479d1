"""The contract of `rights.copies.ports.CopyRows`, and of the samples of one subject."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from inperson.core import RequestId, SampleId, SystemEntropy, TenantId
from inperson.core.ids import (
    new_delivery_id,
    new_hold_id,
    new_request_id,
    new_sample_id,
    new_session_id,
    new_subject_id,
)
from inperson.improvement import SealedSample
from inperson.rights.copies.model import CentreEntry, FrameDigests, Message, Restriction
from inperson.rights.copies.ports import CopyRows
from inperson.rights.requests.model import (
    Channel,
    PrivacyRequest,
    RequestKind,
    RequestState,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.visits import CentreCode
from inperson.rights.retention.holding import StoredHold
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions.model import (
    DeveloperSession,
    LivenessDemand,
    Pseudonym,
    SealedTemplate,
    SeenFrames,
    SessionKind,
    Subject,
)
from inperson.sessions.rows import FrameRows, SessionRows, SubjectRows
from inperson.store import Stores
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import deliveries, notices
from inperson.tenants import Silo, TokenKind, of_server

NOW, DAY = datetime(2026, 3, 1, tzinfo=UTC), timedelta(days=1)
MINE, OTHER = Pseudonym(b"m" * 32), Pseudonym(b"o" * 32)
DEVELOPER = TokenKind.DEVELOPER


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def session(reference: Pseudonym, at: datetime = NOW) -> DeveloperSession:
    return DeveloperSession(
        id=new_session_id(SystemEntropy()),
        kind=SessionKind.LIVENESS,
        token_kind=DEVELOPER,
        liveness=LivenessDemand.UNSAFE_NO_LIVENESS,
        subject=reference,
        created_at=at,
        expires_at=at + timedelta(minutes=3),
    )


def asked(reference: Pseudonym) -> PrivacyRequest:
    return PrivacyRequest(
        id=new_request_id(SystemEntropy()),
        kind=RequestKind.ACCESS,
        token_kind=DEVELOPER,
        channel=Channel.TENANT,
        state=RequestState.RECEIVED,
        reference=reference,
        received_at=NOW,
        due_at=NOW + 30 * DAY,
        salt=bytes(16),
    )


def test_frames_are_counted_for_one_reference(silo: Silo) -> None:
    with silo.begin() as tx:
        assert tx.rows(CopyRows).frames_of(MINE) == FrameDigests()
        for number, reference in enumerate((MINE, MINE, OTHER)):
            made = session(reference)
            tx.rows(SessionRows).add_session(made)
            keys = tuple(Pseudonym(bytes([number, each]) * 16) for each in range(3))
            tx.rows(FrameRows).keep_seen(SeenFrames(keys, made.id, NOW + number * DAY))
        assert tx.rows(CopyRows).frames_of(MINE) == FrameDigests(6, NOW + DAY)


def test_who_was_last_seen_when_is_told_of_the_enrolled(silo: Silo) -> None:
    subject = Subject(new_subject_id(SystemEntropy()), MINE, DEVELOPER, NOW)
    with silo.begin() as tx:
        assert tx.rows(CopyRows).last_seen(MINE) is None
        tx.rows(SubjectRows).add_subject(subject, SealedTemplate(subject.id, "ab" * 32, b"sealed"))
        tx.rows(SessionRows).add_session(session(MINE, NOW + DAY))
        assert tx.rows(CopyRows).last_seen(MINE) in {None, NOW + DAY}
        assert tx.rows(CopyRows).last_seen(OTHER) is None


def test_a_restriction_names_its_request(silo: Silo) -> None:
    request = asked(MINE)
    with silo.begin() as tx:
        assert tx.rows(CopyRows).restriction_of(MINE) is None
        tx.rows(RequestRows).add_request(request)
        tx.rows(RequestRows).restrict(MINE, request.id, NOW)
        assert tx.rows(CopyRows).restriction_of(MINE) == Restriction(NOW, request.id)
        assert tx.rows(CopyRows).restriction_of(OTHER) is None


def test_holds_are_those_of_a_reference_in_order(silo: Silo) -> None:
    later = StoredHold(
        id=new_hold_id(SystemEntropy()),
        reference=MINE,
        token_kind=DEVELOPER,
        placed_at=NOW + DAY,
        placed_by="tester",
        until=NOW + 9 * DAY,
        document_sha256=bytes(32),
        details=b"sealed",
        salt=bytes(16),
    )
    first = replace(later, id=new_hold_id(SystemEntropy()), placed_at=NOW)
    other = replace(later, id=new_hold_id(SystemEntropy()), reference=OTHER)
    with silo.begin() as tx:
        for each in (later, other, first):
            tx.rows(RetentionRows).add_hold(each)
        assert list(tx.rows(CopyRows).holds_of(MINE)) == [first, later]
        tx.rows(RetentionRows).release_hold(first.id, NOW + 2 * DAY)
        assert tx.rows(CopyRows).holds_of(MINE)[0] == replace(first, released_at=NOW + 2 * DAY)


def test_codes_are_told_of_without_what_would_let_anybody_in(silo: Silo) -> None:
    code = CentreCode(b"k" * 32, DEVELOPER, MINE, b"sealed", NOW, NOW + DAY)
    with silo.begin() as tx:
        tx.rows(RequestRows).add_centre_code(code)
        tx.rows(RequestRows).add_centre_code(replace(code, key=b"l" * 32, reference=OTHER))
        assert list(tx.rows(CopyRows).centre_entries(MINE)) == [CentreEntry(NOW, NOW + DAY, None)]


def test_messages_are_those_about_the_requests_of_a_reference(
    stores: Stores, one: TenantId, silo: Silo
) -> None:
    request, other = asked(MINE), asked(OTHER)
    with silo.begin() as tx:
        tx.rows(RequestRows).add_request(request)
        tx.rows(RequestRows).add_request(other)
    row = {
        "kind": "webhook",
        "created_at": NOW,
        "next_at": NOW,
        "attempts": 1,
        "failure": "webhook_unreachable",
        "payload": b"sealed",
    }
    engine = stores.databases[0].engine(f"silo_{one}", WHOLE)
    with engine.begin() as connection:
        for about in (request.id, other.id):
            made = {"id": new_delivery_id(SystemEntropy()), "request_id": about}
            connection.execute(insert(deliveries).values(row | made))
    with silo.begin() as tx:
        sent = Message(RequestId(request.id), "webhook", NOW, None, "webhook_unreachable")
        assert list(tx.rows(CopyRows).messages_of(MINE)) == [sent]


def test_notices_are_those_that_were_shown_and_the_current_one(
    stores: Stores, one: TenantId, silo: Silo
) -> None:
    row = {
        "language": "en",
        "published_at": NOW,
        "consents_since": 1,
        "draft": False,
        "improvement": True,
    }
    engine = stores.databases[0].engine(f"silo_{one}", WHOLE)
    with engine.begin() as connection:
        for version in (1, 2, 3):
            made = {"version": version, "sha256": bytes([version]) * 32, "document": f"{version}"}
            connection.execute(insert(notices).values(row | made))
    with silo.begin() as tx:
        found = tx.rows(CopyRows).notice_texts([b"\1" * 32])
        assert [(each.file, each.document) for each in found] == [
            ("notices/1.en.jsonld", "1"),
            ("notices/3.en.jsonld", "3"),
        ]
        assert [each.version for each in tx.rows(CopyRows).notice_texts([])] == [3]


def test_the_samples_of_one_subject_come_in_order_over_many_pages(
    stores: Stores, one: TenantId
) -> None:
    stores.improvement.create(one)
    store = stores.improvement.open(one)
    mine, other = (new_subject_id(SystemEntropy()) for _ in range(2))

    def sample(number: int, subject: object) -> SealedSample:
        return SealedSample(
            SampleId(new_sample_id(SystemEntropy())),
            new_session_id(SystemEntropy()),
            mine if subject is mine else other,
            NOW + timedelta(seconds=number // 3),
            bytes([number % 256]),
        )

    made = [sample(number, mine) for number in range(130)]
    store.add([*made[::-1], *(sample(number, other) for number in range(70))])
    found = list(store.of_subject(mine))
    assert found == sorted(made, key=lambda each: (each.taken_at, each.id))
    assert len(list(store.of_subject(other))) == 70
    assert list(store.of_subject(new_subject_id(SystemEntropy()))) == []
