from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.core import TenantId
from inperson.sessions import TenantSessions
from tests.scene import Scene, open_scene


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A service over each of the two databases."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    made = open_scene(tmp_path, data=url, keys=url)
    yield made
    made.stores.close()


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


@pytest.fixture
def mine(scene: Scene, tenant: TenantId) -> TenantSessions:
    return scene.sessions.of(scene.caller(tenant))
