"""A handle on a silo sees the rows of one kind of token, whatever statement is run on it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, exists, insert, select, text, union, update

from inperson.core import StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import Stores, open_stores
from inperson.store.guard import BY_SECRET, GOVERNED, SHARED, by_kind
from inperson.store.privacy_tables import notices, tenant_documents
from inperson.store.tables import silo, subjects, templates
from inperson.tenants import Authority, TokenKind, of_server

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEVELOPER, PRODUCTION = TokenKind.DEVELOPER, TokenKind.PRODUCTION


@pytest.fixture(params=["sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        opened = open_stores(data=url, keys=url)
    else:
        opened = open_stores(data=f"sqlite:///{tmp_path}/d", keys=f"sqlite:///{tmp_path}/k")
    yield opened
    opened.close()


@pytest.fixture
def tenant(stores: Stores) -> TenantId:
    made = new_tenant_id(SystemEntropy())
    stores.silos.create(made)
    return made


def over(tenant: TenantId, kind: TokenKind) -> Authority:
    return of_server(tenant).over(kind)


def row(kind: TokenKind) -> dict[str, object]:
    mark = kind.value.encode().ljust(32, b".")
    return {"id": f"sub_{kind}", "reference": mark, "token_kind": kind.value, "enrolled_at": NOW}


@pytest.fixture
def both(stores: Stores, tenant: TenantId) -> TenantId:
    """A silo with a subject and its template of each kind."""
    for kind in TokenKind:
        with connected(stores, tenant, kind) as connection:
            connection.execute(insert(subjects).values(row(kind)))
            mine = {"subject_id": f"sub_{kind}", "model_digest": "0" * 64, "sealed": b"x"}
            connection.execute(insert(templates).values(mine))
    return tenant


def connected(stores: Stores, tenant: TenantId, kind: TokenKind) -> "_Connected":
    return _Connected(stores, tenant, kind)


class _Connected:
    """The connection of a bound handle, with which a test runs what no room would."""

    def __init__(self, stores: Stores, tenant: TenantId, kind: TokenKind) -> None:
        self._opened = stores.silos.of(over(tenant, kind)).begin()

    def __enter__(self) -> Connection:
        return self._opened.__enter__().connection

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)  # type: ignore[arg-type]


READS = {
    "plain": lambda: select(subjects.c.id),
    "by its id": lambda: select(subjects.c.id).where(subjects.c.id == "sub_production"),
    "alias": lambda: select((a := subjects.alias()).c.id).select_from(a),
    "join": lambda: select(subjects.c.id).join(templates),
    "subquery": lambda: select(
        select(subjects.c.id).where(subjects.c.enrolled_at <= NOW).subquery().c.id
    ),
    "in": lambda: select(templates.c.subject_id).where(
        templates.c.subject_id.in_(select(subjects.c.id))
    ),
    "exists": lambda: select(templates.c.subject_id).where(
        exists().where(subjects.c.id == templates.c.subject_id)
    ),
    "union": lambda: union(select(subjects.c.id), select(subjects.c.id)),
    "scalar": lambda: select(select(subjects.c.id).limit(1).scalar_subquery()),
}


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
