"""Each port's contract runs over every adapter: SQLite files and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import Stores, open_stores


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        made = open_stores(data=url, keys=url)
    else:
        made = open_stores(
            data=f"sqlite:///{tmp_path / 'data'}", keys=f"sqlite:///{tmp_path / 'keys'}"
        )
    yield made
    made.close()


@pytest.fixture
def one() -> TenantId:
    return new_tenant_id(SystemEntropy())


@pytest.fixture
def two() -> TenantId:
    return new_tenant_id(SystemEntropy())
