"""A silo with a subject of each kind of token, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import Stores, open_stores
from inperson.store.tables import subjects, templates
from inperson.tenants import TokenKind
from tests.store.kinds import connected, row


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
    """A silo with a subject and its template of each kind."""
    for kind in TokenKind:
        with connected(stores, tenant, kind) as connection:
            connection.execute(insert(subjects).values(row(kind)))
            mine = {"subject_id": f"sub_{kind}", "model_digest": "0" * 64, "sealed": b"x"}
            connection.execute(insert(templates).values(mine))
    return tenant
