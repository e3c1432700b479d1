"""The migrations make the tables that the code reads, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from inperson.adapters.sql.databases import Database, open_database
from inperson.adapters.sql.migrations import KINDS, upgrade
from inperson.core import StoreUnavailable


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", KINDS)
def test_migrations_make_the_tables_of_the_code(database: Database, kind: str) -> None:
    database.create("store")
    upgrade(database, "store", kind)
    upgrade(database, "store", kind)
    with database.engine("store").connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(schema_translate_map=None)
            connection.exec_driver_sql("SET search_path TO store")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, KINDS[kind]) == []


SILO_COLUMNS = {
    "subjects": {"id", "reference", "token_kind", "enrolled_at"},
    "templates": {"subject_id", "model_digest", "sealed"},
    "sessions": {
        "id",
        "kind",
        "token_kind",
        "liveness",
        "subject",
        "created_at",
        "expires_at",
        "state",
        "ended_at",
        "subject_id",
        "decision",
        "reasons",
        "level",
        "level_required",
        "model_digest",
        "record",
        "record_due_at",
        "liveness_verdict",
        "capture_opened_at",
        "evidence",
    },
    "attempts": {"subject_id", "failures", "locked_until"},
    "seen_frames": {"key", "session_id", "expires_at"},
    "improvement_consents": {"reference", "token_kind", "given_at", "withdrawn_at"},
    "tombstones": {"subject_id", "reference", "erased_at"},
    "idempotency": {"key", "request", "session_id", "created_at"},
    "alembic_version": {"version_num"},
}


def test_a_silo_has_no_column_for_anything_else(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    database.create("silo")
    upgrade(database, "silo", "silo")
    look = inspect(database.engine("silo"))
    found = {name: {c["name"] for c in look.get_columns(name)} for name in look.get_table_names()}
    assert found == SILO_COLUMNS
    database.close()


@pytest.mark.parametrize("url", ["", "mysql://x", "sqlite://", "sqlite:///", "/tmp"])
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_database(url)


@pytest.mark.parametrize("name", ["", "a/b", "../x", 'a"b', "x" * 49, "A"])
def test_a_store_has_a_safe_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_database(f"sqlite:///{tmp_path}").create(name)


def test_a_database_that_does_not_answer_is_unavailable_and_names_no_password() -> None:
    database = open_database("postgresql+psycopg://u:hidden-word@127.0.0.1:1/x")
    with pytest.raises(StoreUnavailable) as refused:
        database.create("store")
    assert "hidden-word" not in str(refused.value)
    assert "hidden-word" not in repr(refused.value.__cause__)
    database.close()
