"""A place is tried by writing to it, and nothing stays there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inperson.core import StoreUnavailable, TenantId
from inperson.store import Stores, open_database, open_stores
from inperson.store.connections import guarded
from tests.counting import counting


def test_what_is_tried_leaves_nothing(stores: Stores, both: TenantId) -> None:
    for database in stores.databases:
        before = database.stores()
        for _ in range(2):
            database.try_room()
        assert database.stores() == before


def test_a_place_that_was_never_made_is_not_made_by_trying(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/d").try_room()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "d", Path("/proc/none/d")):
        with pytest.raises(StoreUnavailable):
            open_database(f"sqlite:///{place}").try_room()


def test_a_full_disk_is_called_one(tmp_path: Path) -> None:
    with guarded(), closing(sqlite3.connect(tmp_path / "a.db")) as file:
        file.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreUnavailable, match="there is no room left") as caught, guarded():
            file.execute("CREATE TABLE a (b)")
    assert caught.value.fault == "SQLITE_FULL"


@pytest.mark.parametrize("host", ["127.0.0.1:1", "none.invalid"])
def test_a_database_that_is_not_there_is_not_called_full(host: str) -> None:
    database = open_database(f"postgresql+psycopg://anna:secret@{host}/d")
    with pytest.raises(StoreUnavailable, match="it does not answer") as caught:
        database.try_room()
    assert "anna" not in str(caught.value)
    assert "secret" not in str(caught.value)
    database.close()


def test_a_database_that_only_reads_has_no_room(postgres_url: str) -> None:
    database = open_database(postgres_url, read_only=True)
    with pytest.raises(StoreUnavailable):
        database.try_room()
    database.close()


def test_what_is_in_one_place_is_tried_once(postgres_url: str, tmp_path: Path) -> None:
    stores = open_stores(data=postgres_url, keys=postgres_url)
    with counting() as cost:
        stores.try_room()
    stores.close()
    assert len([each for each in cost.statements if "tried_room" in each]) == 1
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    (tmp_path / "link").symlink_to(here)
    places = [
        open_database(f"sqlite:///{each}").place for each in (here, tmp_path / "link", elsewhere)
    ]
    assert places[0] == places[1] != places[2]
    assert "secret" not in open_database("postgresql+psycopg://a:secret@h/d").place
