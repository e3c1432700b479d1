"""The roles of PostgreSQL belong to its whole cluster, whose databases may be other servers'."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from inperson.store import transaction
from inperson.store.postgresql import PostgresSchemas
from tests.conftest import empty_database

pytestmark = pytest.mark.needs_postgres


def test_servers_of_two_databases_make_the_same_role_at_once() -> None:
    with empty_database() as one, empty_database() as other, ThreadPoolExecutor(2) as threads:
        places = [PostgresSchemas(one), PostgresSchemas(other)]
        for _ in range(20):
            together, store = Barrier(2), f"silo_{secrets.token_hex(6)}"

            def make(
                place: PostgresSchemas, together: Barrier = together, store: str = store
            ) -> bool:
                together.wait()
                place.create(store)
                return place.exists(store)

            assert list(threads.map(make, places)) == [True, True]
        for each in places:
            each.close()


def test_a_server_enters_the_role_that_one_of_another_login_made() -> None:
    store, login = f"silo_{secrets.token_hex(6)}", f"login_{secrets.token_hex(6)}"
    with empty_database() as one, empty_database() as other:
        at = make_url(one)
        plain = at.set(drivername="postgresql").render_as_string(hide_password=False)
        said = sql.Identifier(login)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(said))
            named = sql.Identifier(str(at.database))
            allow = sql.SQL("GRANT CREATE ON DATABASE {} TO {}")
            connection.execute(allow.format(named, said))
        theirs = at.set(username=login).render_as_string(hide_password=False)
        for url in (theirs, other):
            with closing(PostgresSchemas(url)) as place:
                place.create(store)
                with transaction(place.engine(store)) as inside:
                    assert inside.execute(text("SELECT current_user")).scalar_one() == store
