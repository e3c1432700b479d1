"""A second empty PostgreSQL database: to restore from one into the other."""

import os
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url


@pytest.fixture
def second_postgres_url() -> Iterator[str]:
    server = os.environ.get("INPERSON_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("PostgreSQL is not here: INPERSON_TEST_POSTGRES_URL is not set")
    url = make_url(server)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
