"""The contract of `vault.Keyrings`."""

import threading

import pytest

from inperson.adapters.sql import Stores
from inperson.core import TenantId
from inperson.vault import KeyUnavailable, WrappedKey

KEY = WrappedKey("kek-1", bytes(range(60)))


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
    assert ring.destroy("subject/a")
    assert not ring.destroy("subject/a")
    assert ring.get("subject/a") is None
    assert ring.add("subject/a", KEY)


def test_keyrings_are_apart(stores: Stores, one: TenantId, two: TenantId) -> None:
    stores.keyrings.create(one)
    stores.keyrings.create(two)
    stores.keyrings.open(one).add("subject/a", KEY)
    assert stores.keyrings.open(two).get("subject/a") is None
    assert not stores.keyrings.open(two).destroy("subject/a")
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
