"""The contract of `deliveries.ports.DeliveryRows`."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import RequestId, StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_delivery_id, new_request_id
from inperson.deliveries.model import Backlog, Delivery, DeliveryKind
from inperson.deliveries.ports import DeliveryRows
from inperson.store import Stores
from inperson.tenants import Silo, of_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LEASE, FAR, MOST = timedelta(minutes=2), timedelta(hours=12), 3


def delivery(
    at: datetime = NOW,
    kind: DeliveryKind = DeliveryKind.WEBHOOK,
    attempts: int = 0,
    request_id: RequestId | None = None,
) -> Delivery:
    made = new_delivery_id(SystemEntropy())
    return Delivery(made, kind, request_id, at, at, attempts, payload=b"sealed")


def claim(silo: Silo, now: datetime = NOW) -> Delivery | None:
    with silo.begin() as tx:
        return tx.rows(DeliveryRows).claim_delivery(now, now + LEASE, now + FAR, MOST)


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def test_a_message_is_stored_as_it_is(silo: Silo) -> None:
    made = delivery(request_id=new_request_id(SystemEntropy()), kind=DeliveryKind.CASCADE)
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(made)
        assert tx.rows(DeliveryRows).delivery(made.id) == made
        assert tx.rows(DeliveryRows).delivery(delivery().id) is None


def test_a_message_that_is_due_is_claimed_once(silo: Silo) -> None:
    later, first = delivery(NOW + timedelta(seconds=1)), delivery()
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(later)
        tx.rows(DeliveryRows).add_delivery(first)
    assert claim(silo) == replace(first, next_at=NOW + LEASE)
    assert claim(silo) is None
    soon = NOW + timedelta(seconds=1)
    assert claim(silo, soon) == replace(later, next_at=soon + LEASE)
    again = NOW + LEASE
    assert claim(silo, again) == replace(first, next_at=again + LEASE)


def test_a_message_that_a_wrong_clock_put_off_is_due(silo: Silo) -> None:
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(delivery(NOW + FAR))
    assert claim(silo) is None
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(put_off := delivery(NOW + FAR + timedelta(seconds=1)))
    claimed = claim(silo)
    assert claimed is not None
    assert claimed.id == put_off.id


def test_a_message_that_arrived_forgets_what_it_said(silo: Silo) -> None:
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(delivery())
    claimed = claim(silo)
    assert claimed is not None
    with silo.begin() as tx:
        assert tx.rows(DeliveryRows).finish_delivery(claimed, NOW)
        assert not tx.rows(DeliveryRows).finish_delivery(claimed, NOW)
        done = tx.rows(DeliveryRows).delivery(claimed.id)
        assert done == replace(claimed, done_at=NOW, payload=None)
        assert not tx.rows(DeliveryRows).postpone_delivery(claimed, NOW, 1, "timeout")
    assert claim(silo, NOW + timedelta(days=1)) is None


def test_only_who_holds_a_message_puts_it_off(silo: Silo) -> None:
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(delivery())
    slow, later = claim(silo), NOW + LEASE
    fast = claim(silo, later)
    assert slow is not None
    assert fast is not None
    with silo.begin() as tx:
        assert not tx.rows(DeliveryRows).postpone_delivery(slow, NOW, 1, "timeout")
        assert tx.rows(DeliveryRows).postpone_delivery(fast, later, 1, "http_500", b"other")
        kept = tx.rows(DeliveryRows).delivery(fast.id)
        assert kept == replace(
            fast, next_at=later, attempts=1, failure="http_500", payload=b"other"
        )
        # who has sent it says so, whoever holds it meanwhile
        assert tx.rows(DeliveryRows).finish_delivery(slow, later)


def test_what_failed_too_often_stays_and_is_never_due(silo: Silo) -> None:
    given_up, waiting = delivery(attempts=MOST), delivery(NOW + timedelta(hours=1), attempts=2)
    with silo.begin() as tx:
        tx.rows(DeliveryRows).add_delivery(replace(given_up, failure="http_500"))
        tx.rows(DeliveryRows).add_delivery(replace(waiting, failure="timeout"))
        tx.rows(DeliveryRows).add_delivery(delivery(NOW + timedelta(hours=1), DeliveryKind.CASCADE))
    assert claim(silo) is None
    with silo.begin() as tx:
        assert [
            each.id for each in tx.rows(DeliveryRows).deliveries(failed=True, most_attempts=MOST)
        ] == [given_up.id]
        assert len(tx.rows(DeliveryRows).deliveries(failed=False, most_attempts=MOST)) == 2
        assert tx.rows(DeliveryRows).count_deliveries(DeliveryKind.WEBHOOK, MOST) == Backlog(
            1, 1, "timeout"
        )
        assert tx.rows(DeliveryRows).count_deliveries(DeliveryKind.CASCADE, MOST) == Backlog(
            1, 0, None
        )
        assert tx.rows(DeliveryRows).revive_deliveries(NOW, MOST) == 1
        assert tx.rows(DeliveryRows).revive_deliveries(NOW, MOST) == 0
    revived = claim(silo)
    assert revived is not None
    assert (revived.id, revived.attempts, revived.failure) == (given_up.id, 0, "http_500")


def test_messages_of_a_kind_that_did_not_arrive_are_dropped(silo: Silo) -> None:
    done, waiting = delivery(), delivery()
    cascade = delivery(kind=DeliveryKind.CASCADE)
    with silo.begin() as tx:
        for each in (done, waiting, cascade):
            tx.rows(DeliveryRows).add_delivery(each)
        tx.rows(DeliveryRows).finish_delivery(done, NOW)
        assert tx.rows(DeliveryRows).drop_deliveries(DeliveryKind.WEBHOOK) == 1
        assert tx.rows(DeliveryRows).delivery(waiting.id) is None
        assert tx.rows(DeliveryRows).delivery(done.id) is not None
        assert tx.rows(DeliveryRows).delivery(cascade.id) is not None
        assert not tx.rows(DeliveryRows).finish_delivery(waiting, NOW)


def test_a_store_keeps_no_payload_of_what_arrived_and_loses_none_of_the_rest(
    silo: Silo,
) -> None:
    for wrong in (replace(delivery(), done_at=NOW), replace(delivery(), payload=None)):
        with pytest.raises(StoreUnavailable), silo.begin() as tx:
            tx.rows(DeliveryRows).add_delivery(wrong)


def test_of_many_who_claim_at_once_each_message_goes_to_one(silo: Silo) -> None:
    with silo.begin() as tx:
        for _ in range(40):
            tx.rows(DeliveryRows).add_delivery(delivery())
    claimed: list[str] = []

    def take() -> None:
        while (mine := claim(silo)) is not None:
            claimed.append(mine.id)

    takers = [threading.Thread(target=take) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert len(claimed) == len(set(claimed)) == 40
