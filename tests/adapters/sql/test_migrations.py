"""The migrations make the tables that the code reads, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from inperson.adapters.sql import migrations
from inperson.adapters.sql.databases import Database, open_database, transaction
from inperson.adapters.sql.migrations import KINDS, upgrade
from inperson.adapters.sql.silos import SqlSiloTransaction
from inperson.core import SessionId, StoreUnavailable, SubjectId
from inperson.sessions import LivenessVerdict
from inperson.sessions.model import Pseudonym
from inperson.vault import Tombstone


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


def test_sessions_from_before_captures_are_kept(database: Database) -> None:
    database.create("store")
    with transaction(database.owner("store")) as connection:
        schema = migrations._enter(connection, "store")
        scripts = migrations._scripts("silo")
        with EnvironmentContext(
            Config(), scripts, fn=lambda revision, _: scripts._upgrade_revs("silo_0001", revision)
        ) as environment:
            plain = connection.execution_options(schema_translate_map=None)
            environment.configure(
                connection=plain, version_table_schema=schema, transactional_ddl=True
            )
            environment.run_migrations()
        for statement in _OLD_ROWS:
            plain.exec_driver_sql(_literal(statement, connection.dialect.name))
    upgrade(database, "store", "silo")
    with transaction(database.engine("store")) as connection:
        unit = SqlSiloTransaction(connection)
        done, still_open = (unit.session(SessionId(f"ses_{x}")) for x in "ab")
        assert done is not None
        assert done.verdict is not None
        assert done.verdict.liveness is LivenessVerdict.NOT_CHECKED
        assert still_open is not None
        assert still_open.subject == b"r" * 32
        record = unit.idempotency(Pseudonym(b"k" * 32))
        assert record is not None
        assert record.session_id == "ses_a"
        assert unit.bury(Tombstone(SubjectId("sub_a"), b"r" * 32, NOW))
        assert unit.idempotency(Pseudonym(b"k" * 32)) is None  # the cascade is there again


def _literal(statement: str, dialect: str) -> str:
    """Write binary values as the database spells them."""
    return statement.format(*(("X'", "'") if dialect == "sqlite" else ("'\\x", "'")))


NOW = datetime(2027, 1, 1, tzinfo=UTC)
_R, _K = "72" * 32, "6b" * 32
_OLD_ROWS = (
    f"INSERT INTO subjects VALUES ('sub_a', {{0}}{_R}{{1}}, 'developer', "
    "'2026-01-01T00:00:00+00:00')",
    "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, state, "
    "ended_at, decision, reasons, model_digest) VALUES ('ses_a', 'enroll', 'developer', "
    f"'unsafe_no_liveness', {{0}}{_R}{{1}}, '2026-01-01T00:00:00+00:00', "
    "'2026-01-01T00:00:00+00:00', 'completed', '2026-01-01T00:00:00+00:00', 'enrolled', '', 'x')",
    "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, state) "
    f"VALUES ('ses_b', 'enroll', 'developer', 'unsafe_no_liveness', {{0}}{_R}{{1}}, "
    "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 'open')",
    f"INSERT INTO idempotency VALUES ({{0}}{_K}{{1}}, {{0}}{_K}{{1}}, 'ses_a', "
    "'2026-01-01T00:00:00+00:00')",
)
