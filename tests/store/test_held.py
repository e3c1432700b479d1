"""The database itself holds a handle on a silo to its kind of token, with the guard out of the way.

What SQLite shows to who reads rests on the guard alone, and the tests say where.
"""

from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, CursorResult, delete, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError

from inperson.core import StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import Stores, open_stores
from inperson.store import guard as rule
from inperson.store.connections import transaction
from inperson.store.databases import open_database
from inperson.store.guard import SEEN
from inperson.store.names import StoreKind
from inperson.store.privacy_tables import holds, privacy_requests, tenant_documents
from inperson.store.tables import sessions, silo, subjects
from inperson.tenants import TokenKind, of_server
from tests.store.kinds import (
    DEVELOPER,
    NOW,
    OWNED,
    PRODUCTION,
    READS,
    connected,
    over,
    owned_row,
    row,
)

_INSERT = (
    "INSERT INTO subjects (id, token_kind, reference, enrolled_at) "
    "VALUES ({}, '12345678901234567890123456789012', '2026-01-01T00:00:00+00:00')"
)


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the code's own rule out of the way: what is left is the database's."""
    monkeypatch.setattr(rule, "_held", lambda statement, *_: statement)


def raw(connection: Connection, statement: str) -> CursorResult[Any]:
    """Run text, of which no code can tell what it names."""
    if connection.dialect.name == "postgresql":
        (schema,) = connection.get_execution_options()["schema_translate_map"].values()
        connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
    return connection.exec_driver_sql(statement)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("how", READS)
def test_postgresql_shows_no_read_the_other_kind(stores: Stores, both: TenantId, how: str) -> None:
    with connected(stores, both, DEVELOPER) as connection:
        if connection.dialect.name == "sqlite":  # docs/authority.md says so: reads rest on the rule
            assert "sub_production" in set(connection.execute(READS["plain"]()).scalars())
            return
        statement = READS[how]()
        found = set(connection.execute(statement).scalars())
    assert found <= {"sub_developer"}
    assert how.endswith("by its id") or found == {"sub_developer"}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subjects SET last_seen_at = enrolled_at",
        "UPDATE subjects SET token_kind = 'developer'",
        "UPDATE subjects SET last_seen_at = enrolled_at WHERE id = 'sub_production'",
        "DELETE FROM subjects",
        "DELETE FROM subjects WHERE token_kind = 'production'",
    ],
)
def test_the_database_lets_no_text_change_the_other_kind(
    stores: Stores, both: TenantId, statement: str
) -> None:
    with suppress(StoreUnavailable), connected(stores, both, DEVELOPER) as connection:
        raw(connection, statement)
    with connected(stores, both, PRODUCTION) as connection:
        rows = connection.execute(select(subjects).where(subjects.c.id == "sub_production")).all()
    assert [(each.token_kind, each.last_seen_at) for each in rows] == [("production", None)]


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "otherwise", ["", " ON CONFLICT (id) DO UPDATE SET token_kind = excluded.token_kind"]
)
def test_the_database_takes_no_row_of_the_other_kind(
    stores: Stores, both: TenantId, otherwise: str
) -> None:
    for kind, other in ((DEVELOPER, PRODUCTION), (PRODUCTION, DEVELOPER)):
        for values in (f"'sub_new', '{other}'", f"'sub_{other}', '{kind}'"):
            with pytest.raises(StoreUnavailable), connected(stores, both, kind) as connection:
                raw(connection, _INSERT.format(values) + otherwise)
    assert kinds_of(stores, both) == {(f"sub_{each}", each.value) for each in TokenKind}


@pytest.mark.usefixtures("unguarded")
def test_sqlite_lets_no_text_replace_the_other_kind(stores: Stores, both: TenantId) -> None:
    if stores.databases[0].engine("any").dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    with pytest.raises(StoreUnavailable), connected(stores, both, DEVELOPER) as connection:
        raw(connection, f"REPLACE{_INSERT[6:]}".format("'sub_production', 'developer'"))
    assert kinds_of(stores, both) == {(f"sub_{each}", each.value) for each in TokenKind}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", OWNED)
def test_the_database_holds_what_belongs_to_the_other_kind(
    stores: Stores, both: TenantId, name: str
) -> None:
    table = silo.tables[name]
    owner = next(iter(table.foreign_keys)).parent.name
    theirs = owned_row(name, PRODUCTION)[owner]
    for statement in (
        f"UPDATE {name} SET {owner} = {owner}",
        f"UPDATE {name} SET {owner} = '{theirs}' WHERE {owner} <> '{theirs}'",
        f"DELETE FROM {name}",
    ):
        with suppress(StoreUnavailable), connected(stores, both, DEVELOPER) as connection:
            raw(connection, statement)
    with connected(stores, both, PRODUCTION) as connection:
        rows = connection.execute(select(table.c[owner])).scalars().all()
    assert rows.count(theirs) == 1
    with stores.silos.whole(of_server(both)).begin() as tx:
        tx.connection.execute(delete(table))
    with pytest.raises(StoreUnavailable), connected(stores, both, DEVELOPER) as connection:
        connection.execute(insert(table).values(owned_row(name, DEVELOPER, of=PRODUCTION)))


@pytest.mark.usefixtures("unguarded")
def test_what_belongs_to_a_row_goes_with_it(stores: Stores, both: TenantId) -> None:
    with connected(stores, both, DEVELOPER) as connection:
        for table in (subjects, sessions, privacy_requests):
            connection.execute(delete(table).where(table.c.token_kind == "developer"))
    with stores.silos.whole(of_server(both)).read() as tx:
        for name in OWNED:
            assert len(tx.connection.execute(select(silo.tables[name])).all()) == 1


def kinds_of(stores: Stores, tenant: TenantId) -> set[tuple[str, str]]:
    """Return the subjects of the whole silo, each with its kind."""
    with stores.silos.whole(of_server(tenant)).read() as tx:
        rows = tx.connection.execute(select(subjects.c.id, subjects.c.token_kind)).all()
    return {(each.id, each.token_kind) for each in rows}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tenant_documents SET name = 'terms'",
        "DELETE FROM tenant_documents",
        "INSERT INTO tenant_documents SELECT 'terms', updated_at, sealed FROM tenant_documents",
    ],
)
def test_the_database_lets_no_developer_write_what_holds_for_the_whole_tenant(
    stores: Stores, tenant: TenantId, statement: str
) -> None:
    document = {"name": "retention", "updated_at": NOW, "sealed": b"x"}
    with connected(stores, tenant, PRODUCTION) as connection:
        connection.execute(insert(tenant_documents).values(document))
    with suppress(StoreUnavailable), connected(stores, tenant, DEVELOPER) as connection:
        raw(connection, statement)
    with connected(stores, tenant, DEVELOPER) as connection:  # it is read, though
        assert connection.execute(select(tenant_documents.c.name)).scalars().all() == ["retention"]


@pytest.mark.usefixtures("unguarded")
def test_who_does_not_say_what_it_sees_changes_nothing(stores: Stores, both: TenantId) -> None:
    database, store = stores.databases[0], StoreKind.SILO.of(both)
    with stores.silos.whole(of_server(both)).begin() as tx:  # leaves nothing on its connection
        assert len(tx.connection.execute(select(subjects)).all()) == 2
    for statement in (update(subjects).values(last_seen_at=NOW), delete(subjects)):
        with suppress(StoreUnavailable), transaction(database.engine(store)) as connection:
            connection.execute(statement)
    with pytest.raises(StoreUnavailable), transaction(database.engine(store)) as connection:
        connection.execute(insert(subjects).values({**row(DEVELOPER), "id": "x", "reference": b""}))
    with transaction(database.engine(store)) as connection:
        found = connection.execute(select(subjects)).all()
        assert not found or connection.dialect.name == "sqlite"
    with stores.silos.whole(of_server(both)).read() as tx:
        seen = tx.connection.execute(select(subjects.c.last_seen_at)).scalars().all()
    assert seen == [None, None]


def test_the_owner_of_the_tables_is_held_as_well(postgres_url: str) -> None:
    with closing(open_stores(data=postgres_url, keys=postgres_url)) as stores:
        stores.silos.create(tenant := new_tenant_id(SystemEntropy()))
        with connected(stores, tenant, DEVELOPER) as connection:
            connection.execute(insert(subjects).values(row(DEVELOPER)))
        owner = stores.databases[0].owner(StoreKind.SILO.of(tenant))
        for engine, count in ((owner, 1), (owner.execution_options(**{SEEN: None}), 0)):
            with transaction(engine) as connection:
                assert len(connection.execute(select(subjects)).all()) == count


def test_sqlite_holds_a_table_that_was_replaced(tmp_path: Path) -> None:
    with closing(open_stores(data=f"sqlite:///{tmp_path}/d", keys=f"sqlite:///{tmp_path}/k")) as it:
        it.silos.create(tenant := new_tenant_id(SystemEntropy()))
        with connected(it, tenant, DEVELOPER) as connection:
            connection.execute(insert(subjects).values(row(DEVELOPER)))
        with transaction(it.databases[0].owner(StoreKind.SILO.of(tenant))) as connection:
            connection.exec_driver_sql("DROP TABLE holds")
            holds.create(connection)
        with (
            it.silos.of(over(tenant, DEVELOPER)).begin() as tx,
            pytest.raises(IntegrityError, match="of this kind"),
        ):
            raw(tx.connection, "INSERT INTO holds (id, token_kind) VALUES ('a', 'production')")


def test_it_is_said_when_postgresql_does_not_hold_a_silo(stores: Stores, both: TenantId) -> None:
    assert stores.silos.standing(both)[0]
    owner = stores.databases[0].owner(store := StoreKind.SILO.of(both))
    if owner.dialect.name == "sqlite":
        assert "reading rests on the server" in stores.silos.standing(both)[1]
        return
    assert "superuser" not in stores.silos.standing(both)[1]
    with transaction(owner) as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{store}".consents NO FORCE ROW LEVEL SECURITY')
    assert stores.silos.standing(both) == (False, "without row-level security: consents")


@pytest.mark.usefixtures("unguarded")
def test_a_superusers_transactions_are_held_and_it_is_said_that_it_is_one(
    postgres_url: str,
) -> None:
    url = make_url(postgres_url).set(username="postgres").render_as_string(hide_password=False)
    with closing(open_database(url)) as database:
        try:
            database.exists("any")
        except StoreUnavailable:
            pytest.skip("this server's superuser is not to be had")
    tenant = new_tenant_id(SystemEntropy())
    with closing(open_stores(data=postgres_url, keys=postgres_url)) as stores:
        stores.silos.create(tenant)
    with closing(open_stores(data=url, keys=url)) as stores:
        with connected(stores, tenant, DEVELOPER) as connection:
            connection.execute(insert(subjects).values(row(DEVELOPER)))
        with connected(stores, tenant, PRODUCTION) as connection:
            assert connection.execute(select(subjects)).all() == []
        held, said = stores.silos.standing(tenant)
        assert held
        assert "superuser" in said
        with transaction(stores.databases[0].owner(store := StoreKind.SILO.of(tenant))) as owner:
            owner.exec_driver_sql(f'ALTER ROLE "{store}" BYPASSRLS')
        held, said = stores.silos.standing(tenant)
        assert not held
        assert "bypasses" in said
