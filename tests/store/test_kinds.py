"""A handle on a silo sees the rows of one kind of token, whatever statement is run on it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update

from inperson.core import StoreUnavailable, TenantId
from inperson.sessions import SessionRows
from inperson.store import Stores
from inperson.store.guard import BY_SECRET, GOVERNED, SHARED, by_kind, owned
from inperson.store.privacy_tables import holds, notices, tenant_documents
from inperson.store.tables import seen_frames, silo, subjects
from inperson.tenants import of_server
from tests.store.kinds import DEVELOPER, NOW, OWNED, PRODUCTION, READS, connected, over, row


@pytest.mark.parametrize("how", READS)
def test_no_read_sees_the_other_kind(stores: Stores, both: TenantId, how: str) -> None:
    with connected(stores, both, DEVELOPER) as connection:
        found = set(connection.execute(READS[how]()).scalars())
    assert found <= {"sub_developer"}
    assert how.endswith("by its id") or found == {"sub_developer"}


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


@pytest.mark.parametrize("name", OWNED)
def test_what_belongs_to_the_other_kind_is_as_if_it_were_not_there(
    stores: Stores, both: TenantId, name: str
) -> None:
    table = silo.tables[name]
    with connected(stores, both, DEVELOPER) as connection:
        for source in (table, table.alias()):
            assert len(connection.execute(select(source)).all()) == 1
        owner = next(iter(table.foreign_keys)).parent
        changed = connection.execute(update(table).values({owner: owner}))
        assert (changed.rowcount, connection.execute(delete(table)).rowcount) == (1, 1)
    with connected(stores, both, PRODUCTION) as connection:
        assert len(connection.execute(select(table)).all()) == 1


def test_a_developers_session_leaves_frames_that_an_order_holds(
    stores: Stores, both: TenantId
) -> None:
    order = {"id": "hld_a", "reference": row(PRODUCTION)["reference"], "token_kind": "production"}
    placed = {"placed_at": NOW, "placed_by": "x", "until": NOW + timedelta(days=9)}
    sealed = {"document_sha256": bytes(32), "details": b"x", "salt": bytes(16)}
    with connected(stores, both, PRODUCTION) as connection:
        connection.execute(insert(holds).values(order | placed | sealed))
    later = NOW + timedelta(days=1)
    with stores.silos.of(over(both, DEVELOPER)).begin() as tx:
        tx.rows(SessionRows).sweep(now=later, keep_since=NOW, sessions_since=NOW)
    with stores.silos.whole(of_server(both)).read() as tx:
        kept = tx.connection.execute(select(seen_frames.c.session_id)).scalars().all()
    assert kept == ["ses_production"]


def test_who_governs_sees_the_whole_silo(stores: Stores, both: TenantId) -> None:
    with stores.silos.whole(of_server(both)).read() as tx:
        found = set(tx.connection.execute(select(subjects.c.id)).scalars())
    assert found == {"sub_developer", "sub_production"}


def test_every_table_of_a_silo_is_one_of_five_sorts() -> None:
    sorts = (by_kind(), owned(), GOVERNED, SHARED, BY_SECRET)
    named = [name for sort in sorts for name in sort]
    assert sorted(named) == sorted(set(named)), "a table is of two sorts"
    assert set(named) == set(silo.tables)
