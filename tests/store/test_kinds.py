"""A handle on a silo sees the rows of one kind of token, whatever statement is run on it."""

import pytest
from sqlalchemy import delete, insert, select, text, update

from inperson.core import StoreUnavailable, TenantId
from inperson.store import Stores
from inperson.store.guard import BY_SECRET, GOVERNED, SHARED, by_kind
from inperson.store.privacy_tables import notices, tenant_documents
from inperson.store.tables import silo, subjects
from inperson.tenants import of_server
from tests.store.kinds import DEVELOPER, NOW, PRODUCTION, READS, connected, row


@pytest.mark.parametrize("how", READS)
def test_no_read_sees_the_other_kind(stores: Stores, both: TenantId, how: str) -> None:
    with connected(stores, both, DEVELOPER) as connection:
        found = set(connection.execute(READS[how]()).scalars())
    assert found <= {"sub_developer"}
    assert how == "by its id" or found == {"sub_developer"}


def test_no_change_reaches_the_other_kind(stores: Stores, both: TenantId) -> None:
    with connected(stores, both, DEVELOPER) as connection:
        changed = connection.execute(update(subjects).values(last_seen_at=NOW))
        gone = connection.execute(delete(subjects))
        assert (changed.rowcount, gone.rowcount) == (1, 1)
    with connected(stores, both, PRODUCTION) as connection:
        (left,) = connection.execute(select(subjects)).all()
        assert (left.id, left.last_seen_at) == ("sub_production", None)


def test_nothing_of_the_other_kind_is_put_in(stores: Stores, tenant: TenantId) -> None:
    for kind, other in ((DEVELOPER, PRODUCTION), (PRODUCTION, DEVELOPER)):
        for values in (row(other), {k: v for k, v in row(other).items() if k != "token_kind"}):
            with (
                pytest.raises(StoreUnavailable),
                connected(stores, tenant, kind) as connection,
            ):
                connection.execute(insert(subjects).values(values))
            with (
                pytest.raises(StoreUnavailable),
                connected(stores, tenant, kind) as connection,
            ):
                connection.execute(insert(subjects), [row(kind), values])


def test_a_developers_handle_writes_nothing_of_the_whole_tenant(
    stores: Stores, tenant: TenantId
) -> None:
    document = {"name": "retention", "updated_at": NOW, "sealed": b"x"}
    with connected(stores, tenant, PRODUCTION) as connection:
        connection.execute(insert(tenant_documents).values(document))
    for statement in (
        insert(tenant_documents).values({**document, "name": "terms"}),
        update(tenant_documents).values(sealed=b"y"),
        delete(tenant_documents),
        delete(notices),
    ):
        with pytest.raises(StoreUnavailable), connected(stores, tenant, DEVELOPER) as connection:
            connection.execute(statement)
    with connected(stores, tenant, DEVELOPER) as connection:  # it is read, though
        assert connection.execute(select(tenant_documents.c.sealed)).scalar() == b"x"


def test_text_is_refused_that_nobody_can_tell_anything_of(stores: Stores, tenant: TenantId) -> None:
    with pytest.raises(StoreUnavailable), connected(stores, tenant, DEVELOPER) as connection:
        connection.execute(text("SELECT id FROM subjects"))


def test_who_governs_sees_the_whole_silo(stores: Stores, both: TenantId) -> None:
    with stores.silos.whole(of_server(both)).read() as tx:
        found = set(tx.connection.execute(select(subjects.c.id)).scalars())
    assert found == {"sub_developer", "sub_production"}


def test_every_table_of_a_silo_is_one_of_four_sorts() -> None:
    sorts = (by_kind(), GOVERNED, SHARED, BY_SECRET)
    named = [name for sort in sorts for name in sort]
    assert sorted(named) == sorted(set(named)), "a table is of two sorts"
    assert set(named) == set(silo.tables)
