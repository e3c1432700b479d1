"""The contract of `rights.notices.ports.NoticeRows`."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from inperson.core import StoreUnavailable, TenantId
from inperson.rights.notices.editions import Notice, NoticeEdition
from inperson.rights.notices.model import LANGUAGES
from inperson.rights.notices.ports import NoticeRows
from inperson.sessions.rows import ConsentRows
from inperson.store import Stores
from inperson.store.connections import guarded
from inperson.store.guard import WHOLE
from inperson.tenants import Silo, of_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def edition(version: int, *languages: str, draft: bool = False) -> list[Notice]:
    """Make a version whose documents are unlike all others."""
    return [
        Notice(
            version=version,
            language=language,
            published_at=NOW + timedelta(days=version),
            sha256=hashlib.sha256(f"{version} {language}".encode()).digest(),
            consents_since=1,
            draft=draft,
            improvement=version != 2,
            document=f'{{"version":{version},"dct:title":"وجهك 您的面部 “{language}”"}}',
        )
        for language in languages
    ]


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def test_a_version_is_kept_as_it_was_published(silo: Silo) -> None:
    first = edition(1, *LANGUAGES)
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == []
        assert list(tx.rows(NoticeRows).notice_editions()) == []
        assert tx.rows(NoticeRows).notice_document(1, "en") is None
        assert tx.rows(NoticeRows).add_notices(first)
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == first
        for notice in first:
            assert tx.rows(NoticeRows).notice_document(1, notice.language) == notice
            assert tx.rows(NoticeRows).notice_by_hash(notice.sha256) == notice
        assert tx.rows(NoticeRows).notice_by_hash(bytes(32)) is None
        assert tx.rows(NoticeRows).notice_document(2, "en") is None
        assert tx.rows(NoticeRows).notice_document(1, "la") is None


def test_languages_come_in_one_order_whatever_order_they_were_stored_in(silo: Silo) -> None:
    with silo.begin() as tx:
        assert tx.rows(NoticeRows).add_notices(list(reversed(edition(1, *LANGUAGES))))
        assert [each.language for each in tx.rows(NoticeRows).latest_notices()] == list(LANGUAGES)
        assert tx.rows(NoticeRows).notice_editions()[0].languages == LANGUAGES


def test_the_newest_version_is_the_current_one_and_all_are_kept(silo: Silo) -> None:
    with silo.begin() as tx:
        for version in range(1, 12):
            assert tx.rows(NoticeRows).add_notices(edition(version, "en", draft=version == 1))
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == edition(11, "en")
        editions = list(tx.rows(NoticeRows).notice_editions())
        assert [each.version for each in editions] == list(range(1, 12))
        assert editions[0] == NoticeEdition(1, NOW + timedelta(days=1), 1, True, ("en",))
        current = tx.rows(ConsentRows).notice()
        assert current is not None
        assert (current.version, current.improvement, current.draft) == (11, True, False)


def test_a_version_is_taken_once_and_whole(silo: Silo) -> None:
    with silo.begin() as tx:
        assert tx.rows(NoticeRows).add_notices(edition(1, "en", "de"))
    other = [replace(each, sha256=bytes([7]) * 32) for each in edition(1, "en", "fr")]
    with silo.begin() as tx:
        assert not tx.rows(NoticeRows).add_notices(other)
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == edition(1, "en", "de")


def test_what_raises_publishes_nothing(silo: Silo) -> None:
    def fail() -> None:
        with silo.begin() as tx:
            tx.rows(NoticeRows).add_notices(edition(1, "en"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE notices SET document = '{}'",
        "UPDATE notices SET consents_since = 9",
        "UPDATE notices SET draft = NOT draft",
        "DELETE FROM notices",
    ],
)
def test_the_database_itself_lets_no_notice_be_changed(
    stores: Stores, silo: Silo, one: TenantId, change: str
) -> None:
    with silo.begin() as tx:
        tx.rows(NoticeRows).add_notices(edition(1, "en"))

    def update() -> None:
        engine = stores.databases[0].engine(f"silo_{one}", WHOLE)
        with guarded(), engine.begin() as connection:
            connection.execute(text(change))

    with pytest.raises(StoreUnavailable):
        update()
    with silo.begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == edition(1, "en")


def test_silos_are_apart(stores: Stores, silo: Silo, two: TenantId) -> None:
    stores.silos.create(two)
    with silo.begin() as tx:
        tx.rows(NoticeRows).add_notices(edition(1, "en"))
    with stores.silos.whole(of_server(two)).begin() as tx:
        assert list(tx.rows(NoticeRows).latest_notices()) == []
        assert tx.rows(NoticeRows).notice_by_hash(edition(1, "en")[0].sha256) is None
