"""A second empty PostgreSQL database: to restore from one into the other."""

from collections.abc import Iterator

import pytest

from tests.conftest import empty_database


@pytest.fixture
def second_postgres_url() -> Iterator[str]:
    with empty_database() as url:
        yield url
