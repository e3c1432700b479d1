"""A silo with a subject of each kind of token, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import Stores, open_stores
from inperson.tenants import TokenKind
from tests.store.kinds import add_all, connected


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


@pytest.fixture
def both(stores: Stores, tenant: TenantId) -> TenantId:
    """A silo with a subject of each kind, and all that is its own."""
    for kind in TokenKind:
        with connected(stores, tenant, kind) as connection:
            add_all(connection, kind)
    return tenant
