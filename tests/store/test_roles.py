"""The roles of PostgreSQL belong to its whole cluster, whose databases may be other servers'."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from inperson.store.postgresql import PostgresSchemas
from tests.conftest import empty_database

pytestmark = pytest.mark.needs_postgres


def test_servers_of_two_databases_make_the_same_role_at_once() -> None:
    with empty_database() as one, empty_database() as other, ThreadPoolExecutor(2) as threads:
        places = [PostgresSchemas(one), PostgresSchemas(other)]
        for _ in range(20):
            together, store = Barrier(2), f"silo_{secrets.token_hex(6)}"

            def make(
                place: PostgresSchemas, together: Barrier = together, store: str = store
            ) -> bool:
                together.wait()
                place.create(store)
                return place.exists(store)

            assert list(threads.map(make, places)) == [True, True]
        for each in places:
            each.close()
