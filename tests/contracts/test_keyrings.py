"""The contract of `vault.Keyrings`."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_subject_id
from inperson.store import Stores
from inperson.vault import KeyUnavailable, Tombstone, WrappedKey

KEY = WrappedKey("kek-1", bytes(range(60)))
NOW = datetime(2026, 3, 1, 1, 2, 3, 456789, UTC)


def tombstone(at: datetime = NOW) -> Tombstone:
    return Tombstone(new_subject_id(SystemEntropy()), bytes(32), at)


def test_a_key_is_kept_as_it_was_and_a_name_is_taken_once(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    ring = stores.keyrings.open(one)
    assert ring.get("subject/a") is None
    assert ring.add("subject/a", KEY)
    assert not ring.add("subject/a", WrappedKey("kek-2", b"other"))
    assert stores.keyrings.open(one).get("subject/a") == KEY
    assert ring.add("tenant/mac", KEY)
    assert list(ring.names()) == ["subject/a", "tenant/mac"]


def test_a_destroyed_key_is_gone_and_its_name_free(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    ring = stores.keyrings.open(one)
    ring.add("subject/a", KEY)
    grave = tombstone()
    assert ring.destroy("subject/a", grave)
    assert not ring.destroy("subject/a", grave)
    assert ring.get("subject/a") is None
    assert ring.add("subject/a", KEY)


def test_tombstones_are_kept_in_order_until_they_are_old(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    ring = stores.keyrings.open(one)
    later, earlier = tombstone(NOW + timedelta(days=1)), tombstone()
    ring.destroy("subject/later", later)
    ring.destroy("subject/earlier", earlier)
    assert list(ring.tombstones()) == [earlier, later]
    assert ring.forget_tombstones(later.erased_at) == 1
    assert list(ring.tombstones()) == [later]


def test_a_key_is_replaced_only_if_it_is_what_was_read(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    ring = stores.keyrings.open(one)
    new = WrappedKey("kek-2", b"wrapped anew")
    ring.add("subject/a", KEY)
    ring.add("subject/b", KEY)
    assert not ring.replace("subject/a", new, KEY)
    assert not ring.replace("subject/none", KEY, new)
    assert ring.replace("subject/a", KEY, new)
    assert list(ring.wrapped_by_others("kek-2", 5)) == [("subject/b", KEY)]
    assert list(ring.wrapped_by_others("kek-3", 1)) == [("subject/a", new)]


def test_keyrings_are_apart(stores: Stores, one: TenantId, two: TenantId) -> None:
    stores.keyrings.create(one)
    stores.keyrings.create(two)
    stores.keyrings.open(one).add("subject/a", KEY)
    assert stores.keyrings.open(two).get("subject/a") is None
    assert not stores.keyrings.open(two).destroy("subject/a", tombstone())
    assert not list(stores.keyrings.open(two).names())


def test_a_keyring_that_was_not_made_does_not_open(stores: Stores, one: TenantId) -> None:
    with pytest.raises(KeyUnavailable):
        stores.keyrings.open(one)


def test_making_a_keyring_again_keeps_it(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    stores.keyrings.open(one).add("subject/a", KEY)
    stores.keyrings.create(one)
    assert stores.keyrings.open(one).get("subject/a") == KEY


def test_of_many_that_add_one_name_one_wins(stores: Stores, one: TenantId) -> None:
    stores.keyrings.create(one)
    won: list[int] = []

    def add(number: int) -> None:
        if stores.keyrings.open(one).add("subject/a", WrappedKey("k", bytes([number]))):
            won.append(number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    kept = stores.keyrings.open(one).get("subject/a")
    assert kept is not None
    assert kept.ciphertext == bytes(won)
