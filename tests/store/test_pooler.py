"""Behind a pooler that gives each transaction another connection the stores are the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.core import StoreUnavailable
from inperson.store import Stores, open_database, open_stores, try_pooler
from tests.conftest import empty_database
from tests.contracts.conftest import one, two  # noqa: F401 -- fixtures
from tests.contracts.test_keyrings import (  # noqa: F401 -- run here over this module's stores
    test_keyrings_are_apart,
    test_of_many_that_add_one_name_one_wins,
)
from tests.contracts.test_processes import (  # noqa: F401
    test_processes_that_were_killed_long_ago_are_forgotten,
)
from tests.pooling import pooled
from tests.serving import PATIENCE_S
from tests.store.test_kinds import (  # noqa: F401
    test_no_change_reaches_the_other_kind,
    test_nothing_of_the_other_kind_is_put_in,
)


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    with empty_database() as url, pooled(url, "transaction") as at:
        made = open_stores(data=at, keys=at)
        yield made
        made.close()


def test_a_process_gets_the_connections_that_it_may_open(stores: Stores) -> None:
    assert try_pooler(stores.databases, patience_s=PATIENCE_S) == 48


@pytest.mark.parametrize(
    ("mode", "size", "said"),
    [("transaction", 5, "Of 48 transactions at once"), ("statement", 60, "ProtocolViolation")],
)
def test_a_pooler_that_gives_too_little_is_found(
    postgres_url: str, mode: str, size: int, said: str
) -> None:
    with pooled(postgres_url, mode, size) as at:
        databases = [open_database(at) for _ in range(3)]
        with pytest.raises(StoreUnavailable, match=said):
            try_pooler(databases, patience_s=1)
        for each in databases:
            each.close()


def test_without_a_server_in_between_there_is_nothing_to_try(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    assert try_pooler([database]) == 0
    database.close()
