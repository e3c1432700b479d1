from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import empty_database
from tests.processes.fleet import Fleet, Nursery, fleet


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(tmp_path_factory.mktemp("nursery"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared_url() -> Iterator[str]:
    """A PostgreSQL database that the tests of a module share."""
    with empty_database() as url:
        yield url


@pytest.fixture
def three(nursery: Nursery, tmp_path: Path, postgres_url: str) -> Iterator[Fleet]:
    """Places for three replicas over PostgreSQL."""
    with fleet(nursery, tmp_path, 3, postgres_url) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def two(nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    """Places for two replicas, of one host over SQLite files or over PostgreSQL."""
    data = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with fleet(nursery, tmp_path, 2, data) as made:
        yield made
