"""The contract of `rights.requests.ports.RequestRows`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import RequestId, StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import (
    new_centre_visit_id,
    new_request_id,
    new_session_id,
    new_subject_id,
)
from inperson.rights.acts import ProofRows
from inperson.rights.requests.model import (
    Channel,
    Justification,
    PrivacyRequest,
    RequestKey,
    RequestKind,
    RequestState,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.visits import CentreCode
from inperson.sessions.model import Pseudonym
from inperson.sessions.rows import SessionRows, SubjectRows, TombstoneRows
from inperson.store import Stores
from inperson.tenants import Silo, TokenKind, of_server
from inperson.vault import Tombstone
from tests.contracts.test_silos import OTHER, REFERENCE, session

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def request(
    reference: Pseudonym | None = REFERENCE,
    kind: RequestKind = RequestKind.ACCESS,
    at: datetime = NOW,
    due_in: timedelta = DAY,
) -> PrivacyRequest:
    return PrivacyRequest(
        id=new_request_id(SystemEntropy()),
        kind=kind,
        token_kind=TokenKind.DEVELOPER,
        channel=Channel.SUBJECT,
        state=RequestState.RECEIVED,
        reference=reference,
        received_at=at,
        due_at=at + due_in,
        salt=b"s" * 16,
        details=b"sealed",
    )


def code(key: bytes = b"k" * 32, reference: Pseudonym = REFERENCE) -> CentreCode:
    return CentreCode(key, TokenKind.DEVELOPER, reference, b"sealed", NOW, NOW + DAY)


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def test_a_request_is_kept_as_it_was_and_changed(silo: Silo) -> None:
    made = request()
    with silo.begin() as tx:
        tx.rows(RequestRows).add_request(made)
    with silo.begin() as tx:
        assert tx.rows(RequestRows).request(made.id) == made
        assert tx.rows(RequestRows).request(request().id) is None
        refused = made.close(NOW, Justification.EXCESSIVE)
        tx.rows(RequestRows).set_request(
            replace(refused, extended_at=NOW, reference=None, details=None)
        )
    with silo.begin() as tx:
        found = tx.rows(RequestRows).request(made.id)
        assert found is not None
        assert (found.state, found.justification) == (RequestState.REFUSED, Justification.EXCESSIVE)
        assert (found.reference, found.details, found.extended_at) == (None, None, NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": RequestState.COMPLETED},
        {"closed_at": NOW},
        {"justification": Justification.UNFOUNDED},
        {"state": RequestState.REFUSED, "closed_at": NOW},
    ],
)
def test_a_closed_request_says_when_and_a_refused_one_why(
    silo: Silo, broken: dict[str, object]
) -> None:
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(RequestRows).add_request(replace(request(), **broken))  # type: ignore[arg-type]


def test_requests_are_listed_those_due_first_in_front(silo: Silo) -> None:
    late = request(due_in=3 * DAY)
    soon = sorted([request(), request()], key=lambda each: each.id)
    done = request(OTHER).close(NOW)
    other = replace(request(), token_kind=TokenKind.PRODUCTION)
    with silo.begin() as tx:
        for each in (late, *soon, done, other):
            tx.rows(RequestRows).add_request(each)
    kind = TokenKind.DEVELOPER
    with silo.begin() as tx:
        received = tx.rows(RequestRows).requests(kind, RequestState.RECEIVED, None, 9)
        assert list(received) == [*soon, late]
        assert list(tx.rows(RequestRows).requests(kind, RequestState.RECEIVED, None, 1)) == soon[:1]
        after = soon[0].due_at, soon[0].id
        assert list(tx.rows(RequestRows).requests(kind, RequestState.RECEIVED, after, 9)) == [
            soon[1],
            late,
        ]
        assert len(tx.rows(RequestRows).requests(kind, None, None, 9)) == 4
        assert list(tx.rows(RequestRows).open_requests(kind)) == [each.id for each in (*soon, late)]
        assert {each.id for each in tx.rows(RequestRows).requests_of(REFERENCE)} == {
            each.id for each in (*soon, late, other)
        }
        assert list(tx.rows(RequestRows).requests_of(OTHER)) == [done]


def test_wrong_codes_are_counted_by_the_second_and_forgotten(silo: Silo) -> None:
    second = int(NOW.timestamp())
    with silo.begin() as tx:
        assert tx.rows(RequestRows).wrong_codes(second - 60, second + 60) == 0
        for each in (second, second, second - 59, second - 60, second + 60):
            tx.rows(RequestRows).count_wrong_code(each)
        assert tx.rows(RequestRows).wrong_codes(second - 60, second + 60) == 3
        assert tx.rows(RequestRows).forget_request_keys(NOW, NOW + timedelta(hours=1)) == 2
        assert tx.rows(RequestRows).wrong_codes(second - 60, second + 60) == 2


def test_a_key_is_taken_once_and_forgotten_when_old(silo: Silo) -> None:
    made = request()
    key = RequestKey(Pseudonym(b"k" * 32), Pseudonym(b"r" * 32), made.id, NOW)
    with silo.begin() as tx:
        tx.rows(RequestRows).add_request(made)
        assert tx.rows(RequestRows).add_request_key(key)
        assert not tx.rows(RequestRows).add_request_key(replace(key, request=Pseudonym(b"x" * 32)))
        assert tx.rows(RequestRows).request_key(key.key) == key
        assert tx.rows(RequestRows).request_key(OTHER) is None
        assert tx.rows(RequestRows).forget_request_keys(NOW, NOW) == 0
        assert tx.rows(RequestRows).forget_request_keys(NOW + DAY, NOW) == 1
        assert tx.rows(RequestRows).request_key(key.key) is None


def test_a_restriction_is_of_one_request_and_lifted_by_it(silo: Silo) -> None:
    first, second = request(kind=RequestKind.RESTRICTION), request(kind=RequestKind.RESTRICTION)
    with silo.begin() as tx:
        assert tx.rows(RequestRows).restrict(REFERENCE, first.id, NOW)
        assert not tx.rows(RequestRows).restrict(REFERENCE, second.id, NOW)
        assert tx.rows(SubjectRows).restricted(REFERENCE)
        assert not tx.rows(SubjectRows).restricted(OTHER)
        assert not tx.rows(RequestRows).lift(second.id)
        assert tx.rows(RequestRows).lift(first.id)
        assert not tx.rows(RequestRows).lift(first.id)
        assert not tx.rows(SubjectRows).restricted(REFERENCE)


def test_a_code_is_found_by_its_first_half(silo: Silo) -> None:
    made, other = code(), code(b"\xff" * 32, OTHER)
    with silo.begin() as tx:
        assert tx.rows(RequestRows).add_centre_code(made)
        assert not tx.rows(RequestRows).add_centre_code(code(reference=OTHER))
        assert tx.rows(RequestRows).add_centre_code(other)
        assert tx.rows(RequestRows).centre_code(b"k" * 16) == made
        assert tx.rows(RequestRows).centre_code(b"\xff" * 16) == other
        assert tx.rows(RequestRows).centre_code(b"k" * 15 + b"l") is None
        tx.rows(RequestRows).set_centre_code(replace(made, used_at=NOW, sealed=b""))
        found = tx.rows(RequestRows).centre_code(b"k" * 16)
        assert found is not None
        assert (found.used_at, found.sealed) == (NOW, b"")
        assert tx.rows(RequestRows).forget_request_keys(NOW, NOW + DAY) == 2
        assert tx.rows(RequestRows).centre_code(b"k" * 16) is None


def test_a_visit_lasts_until_it_ends_or_its_time_is_over(silo: Silo) -> None:
    first, second = (new_centre_visit_id(SystemEntropy()) for _ in range(2))
    with silo.begin() as tx:
        rows = tx.rows(RequestRows)
        for each in (first, second):
            rows.add_visit(each, NOW + DAY)
        assert rows.visiting(first, NOW)
        assert not rows.visiting(first, NOW + DAY)
        rows.end_visit(first)
        assert [rows.visiting(each, NOW) for each in (first, second)] == [False, True]
        assert rows.forget_request_keys(NOW, NOW + DAY) == 1


def test_a_session_is_used_as_a_proof_once_and_goes_with_it(silo: Silo) -> None:
    made, other = session(), session()
    with silo.begin() as tx:
        for each in (made, other):
            tx.rows(SessionRows).add_session(each)
        assert tx.rows(ProofRows).use(made.id, NOW)
        assert not tx.rows(ProofRows).use(made.id, NOW + DAY)
        assert tx.rows(ProofRows).use(other.id, NOW)
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(ProofRows).use(new_session_id(SystemEntropy()), NOW)


def test_all_sessions_of_a_reference_come_in_order(silo: Silo) -> None:
    first, foreign = session(), session(OTHER)
    second = replace(session(), created_at=first.created_at + DAY)
    with silo.begin() as tx:
        for each in (second, first, foreign):
            tx.rows(SessionRows).add_session(each)
        assert list(tx.rows(SessionRows).sessions_of(REFERENCE)) == [first, second]


def test_what_is_buried_is_asked_for_by_nobody(silo: Silo) -> None:
    waiting, erasing = request(), request(kind=RequestKind.ERASURE)
    done = request(kind=RequestKind.RESTRICTION).close(NOW)
    later, foreign = request(at=NOW + DAY), request(OTHER)
    key = RequestKey(Pseudonym(b"k" * 32), Pseudonym(b"r" * 32), done.id, NOW)
    with silo.begin() as tx:
        for each in (waiting, erasing, done, later, foreign):
            tx.rows(RequestRows).add_request(each)
        tx.rows(RequestRows).add_request_key(key)
        tx.rows(RequestRows).restrict(REFERENCE, done.id, NOW)
        tx.rows(RequestRows).restrict(OTHER, foreign.id, NOW)
        tx.rows(RequestRows).add_centre_code(code())
        tx.rows(RequestRows).add_centre_code(code(b"o" * 32, OTHER))
    grave = Tombstone(new_subject_id(SystemEntropy()), REFERENCE, NOW)
    for _ in range(2):
        with silo.begin() as tx:
            assert not tx.rows(TombstoneRows).erase(grave)
    with silo.begin() as tx:
        refused, closed = _found(tx, waiting.id), _found(tx, done.id)
        assert (refused.state, refused.justification) == (
            RequestState.REFUSED,
            Justification.IMPOSSIBLE,
        )
        for each in (refused, closed):
            assert (each.reference, each.details) == (None, None)
        assert closed.state is RequestState.COMPLETED
        for each in (erasing, later, foreign):  # what erases goes on; what came later stays
            assert _found(tx, each.id) == each
        assert not tx.rows(SubjectRows).restricted(REFERENCE)
        assert tx.rows(SubjectRows).restricted(OTHER)
        assert tx.rows(RequestRows).centre_code(b"k" * 16) is None
        assert tx.rows(RequestRows).centre_code(b"o" * 16) is not None
        assert tx.rows(RequestRows).request_key(key.key) == key


def _found(tx: object, request_id: RequestId) -> PrivacyRequest:
    found = tx.rows(RequestRows).request(request_id)  # type: ignore[attr-defined]
    assert isinstance(found, PrivacyRequest)
    return found
