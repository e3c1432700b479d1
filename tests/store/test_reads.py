"""A read waits for no writer, and writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from inperson.core import StoreUnavailable
from inperson.store.connections import reading, transaction
from inperson.store.databases import Database, open_database
from inperson.store.migrations import upgrade
from inperson.store.tables import wrapped_keys
from tests.counting import counting

ROW = {"name": "a", "kek_id": "kek", "ciphertext": b"x"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    opened = open_database(url)
    opened.create("keys_one")
    upgrade(opened, "keys_one", "keyring")
    yield opened
    opened.close()


def test_a_read_goes_on_beside_a_write(database: Database) -> None:
    engine = database.engine("keys_one")
    with transaction(engine) as writer:
        writer.execute(insert(wrapped_keys).values(ROW))
        with reading(engine) as reader:
            assert reader.execute(select(wrapped_keys)).all() == []
    with reading(engine) as reader:
        assert len(reader.execute(select(wrapped_keys)).all()) == 1


def test_a_read_is_refused_to_write(database: Database) -> None:
    engine = database.engine("keys_one")
    with pytest.raises(StoreUnavailable), reading(engine) as reader:
        reader.execute(insert(wrapped_keys).values(ROW))
    with transaction(engine) as writer:  # by the same connection, out of the pool
        writer.execute(insert(wrapped_keys).values(ROW))


def test_a_store_that_is_up_to_date_is_opened_without_a_write(database: Database) -> None:
    with counting() as cost:
        upgrade(database, "keys_one", "keyring")
    assert (cost.transactions.total(), cost.writing.total()) == (1, 0)
