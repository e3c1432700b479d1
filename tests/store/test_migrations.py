"""The migrations make the tables that the code reads, on both databases."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, insert, inspect, select, update
from sqlalchemy.exc import DatabaseError

from inperson.core import SessionId, StoreUnavailable, SubjectId
from inperson.sessions import LivenessVerdict, SealedRecord
from inperson.sessions.consents import ConsentPurpose, CurrentNotice
from inperson.sessions.model import Pseudonym
from inperson.sessions.rows import ConsentRows, IdempotencyRows, SessionRows, TombstoneRows
from inperson.store import migrations
from inperson.store.audit import SqlLogStores
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database
from inperson.store.guard import WHOLE
from inperson.store.migrations import HEADS, KINDS, upgrade
from inperson.store.privacy_tables import notices
from inperson.store.sqlite import SqliteFolder
from inperson.store.transactions import SqlTransaction
from inperson.tenants import TokenKind
from inperson.vault import Tombstone
from tests.store.kinds import OWNED, add_all
from tests.store.shapes import shape
from tests.store.versions import SECOND, second_version

OLD = Path(__file__).parent / "old"


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


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_store_is_made_as_the_migrations_make_it(database: Database, kind: str) -> None:
    for name in ("made", "migrated"):
        database.create(name)
    upgrade(database, "made", kind)
    with transaction(database.owner("migrated")) as connection:
        migrations.migrate(connection, "migrated", kind, HEADS[kind])
    assert shape(database, "made") == shape(database, "migrated")
    assert migrations._scripts(kind).get_current_head() == HEADS[kind]


AUDIT_COLUMNS = {
    "leaves": {"number", "body", "hash", "subject"},
    "nodes": {"level", "position", "hash"},
    "tree": {"id", "size", "checkpoint", "checkpoint_size"},
    "alembic_version": {"version_num"},
}


def test_an_audit_log_has_no_column_for_anything_else(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    database.create("log")
    upgrade(database, "log", "audit")
    look = inspect(database.engine("log"))
    found = {name: {c["name"] for c in look.get_columns(name)} for name in look.get_table_names()}
    assert found == AUDIT_COLUMNS
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leaves SET body = hash",
        "UPDATE leaves SET subject = NULL WHERE number = 0",
        "DELETE FROM leaves",
        "UPDATE nodes SET position = 7",
        "DELETE FROM nodes",
        "DELETE FROM tree",
        "UPDATE tree SET size = 1",
    ],
)
def test_the_database_lets_an_audit_log_grow_only(database: Database, statement: str) -> None:
    logs = SqlLogStores(database)
    logs.create_server()
    log = logs.open_server()
    with log.begin() as going:
        for body in (b"a", b"b"):
            going.append(body, None)
    for engine in (database.engine("audit_server"), database.owner("audit_server")):
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL search_path TO audit_server")
            with pytest.raises(DatabaseError, match="only grows"):
                connection.exec_driver_sql(statement)
    assert [each.body for each in log.leaves(0)] == [b"a", b"b"]


SILO_COLUMNS = {
    "subjects": {"id", "reference", "token_kind", "enrolled_at", "last_seen_at"},
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
        "act_sha256",
        "capture_owner",
        "capture_restarts",
        "samples",
        "assurance",
        "relying_party",
        "signed_in_as",
        "age",
        "minimum_age",
        "guardian",
    },
    "attempts": {"subject_id", "failures", "locked_until", "since", "set_aside"},
    "seen_frames": {"key", "session_id", "expires_at"},
    "notices": {
        "version",
        "language",
        "published_at",
        "sha256",
        "consents_since",
        "draft",
        "improvement",
        "document",
    },
    "consents": {
        "id",
        "purpose",
        "token_kind",
        "reference",
        "session_id",
        "notice_version",
        "notice_sha256",
        "language",
        "method",
        "given_at",
        "withdrawn_at",
        "salt",
        "age",
        "minimum_age",
        "guardian",
    },
    "restrictions": {"reference", "request_id", "since"},
    "privacy_requests": {
        "id",
        "kind",
        "token_kind",
        "channel",
        "state",
        "reference",
        "received_at",
        "due_at",
        "extended_at",
        "closed_at",
        "justification",
        "details",
        "salt",
    },
    "request_keys": {"key", "request", "request_id", "created_at"},
    "deliveries": {
        "id",
        "kind",
        "request_id",
        "created_at",
        "next_at",
        "attempts",
        "done_at",
        "failure",
        "payload",
    },
    "disclosures": {
        "id",
        "basis",
        "token_kind",
        "state",
        "reference",
        "proposed_at",
        "proposed_by",
        "approved_at",
        "approved_by",
        "closed_at",
        "package_sha256",
        "gag_until",
        "told_at",
        "details",
        "salt",
    },
    "holds": {
        "id",
        "reference",
        "token_kind",
        "placed_at",
        "placed_by",
        "until",
        "released_at",
        "document_sha256",
        "details",
        "salt",
    },
    "centre_codes": {
        "sha256",
        "token_kind",
        "reference",
        "subject_ref",
        "created_at",
        "expires_at",
        "used_at",
    },
    "wrong_codes": {"second", "tries"},
    "centre_visits": {"id", "expires_at"},
    "proofs": {"session_id", "used_at"},
    "used_once": {"sha256", "token_kind", "expires_at"},
    "checks": {"session_id", "link", "visit", "handoff", "phone", "sealed"},
    "tenant_documents": {"name", "updated_at", "sealed"},
    "usage_counts": {"period", "kind", "outcome", "token_kind", "count"},
    "usage_active": {"period", "token_kind", "marker"},
    "usage_periods": {
        "period",
        "salt",
        "closed",
        "active_developer",
        "active_production",
        "number",
        "report",
    },
    "tombstones": {"subject_id", "reference", "erased_at"},
    "idempotency": {"key", "request", "session_id", "created_at"},
    "session_facts": {"session_id", "device_class", "sdk"},
    "epsilon_ledger": {"period", "epsilon_micro", "release"},
    "alembic_version": {"version_num"},
}


EXPORT_COLUMNS = {
    "export_proposals": {
        "id",
        "proposed_at",
        "proposed_by",
        "details",
        "approved_at",
        "approved_by",
        "number",
    },
    "exported_files": {"number", "file", "subject_id", "recalled_at", "told_at"},
}


def test_what_left_is_known_by_the_silos_own_ids_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    database.create("set")
    upgrade(database, "set", "improvement")
    look = inspect(database.engine("set"))
    for name, columns in EXPORT_COLUMNS.items():
        assert {c["name"] for c in look.get_columns(name)} == columns
    database.close()


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


def make_old(database: Database, kind: str, *statements: str) -> None:
    """Make a store as commit 885f998 made it, with rows in it."""
    database.create("store")
    engine = database.owner("store")
    script = (OLD / f"{kind}.{engine.dialect.name}.sql").read_text()
    with engine.connect() as connection:
        if isinstance(database, SqliteFolder):
            with closing(sqlite3.connect(database.path("store"))) as file:
                file.executescript(script)
        else:
            connection.execution_options(no_parameters=True).exec_driver_sql(script)
            connection.exec_driver_sql("SET LOCAL search_path TO store")
        for statement in statements:
            connection.exec_driver_sql(_literal(statement, connection.dialect.name))
        connection.commit()


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_from_before_is_what_is_made_today(database: Database, kind: str) -> None:
    make_old(database, kind)
    was = shape(database, "store")
    with recorded(database.owner("store")) as said:
        upgrade(database, "store", kind)
    if kind not in {"silo", "directory", "improvement"}:  # which have later versions
        assert not [each for each in said if re.match("CREATE|ALTER|DROP|INSERT|UPDATE", each)]
        assert shape(database, "store") == was
    database.create("made")
    upgrade(database, "made", kind)
    assert shape(database, "made") == shape(database, "store")


@contextmanager
def recorded(engine: Engine) -> Iterator[list[str]]:
    """Note the statements that an engine is given."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_the_rows_of_a_silo_from_before_are_kept(database: Database) -> None:
    make_old(database, "silo", *_OLD_ROWS)
    upgrade(database, "store", "silo")
    with transaction(database.engine("store", WHOLE)) as connection:
        unit = SqlTransaction(connection)
        done, still_open = (unit.rows(SessionRows).session(SessionId(f"ses_{x}")) for x in "ab")
        assert done is not None
        assert done.verdict is not None
        assert done.verdict.liveness is LivenessVerdict.NOT_CHECKED
        assert still_open is not None
        assert still_open.subject == b"r" * 32
        record = unit.rows(IdempotencyRows).idempotency(Pseudonym(b"k" * 32))
        assert record is not None
        assert record.session_id == "ses_a"
        (consent,) = unit.rows(ConsentRows).consents(Pseudonym(b"r" * 32))
        assert (consent.purpose, consent.token_kind) == (
            ConsentPurpose.IMPROVEMENT,
            TokenKind.DEVELOPER,
        )
        assert consent.given_at == datetime(2026, 1, 1, tzinfo=UTC)
        assert not consent.holds(CurrentNotice(1, 1, draft=False, improvement=True, sha256={}))
        assert unit.rows(TombstoneRows).erase(Tombstone(SubjectId("sub_a"), b"r" * 32, NOW))
        assert (
            unit.rows(IdempotencyRows).idempotency(Pseudonym(b"k" * 32)) is None
        )  # the cascade is there


def test_a_silo_of_the_version_before_keeps_its_rows(database: Database) -> None:
    database.create("store")
    earlier = OWNED.keys() - {"checks"}
    with transaction(database.owner("store")) as connection:
        migrations.upgrade_in(connection, "store", "silo", "silo_0009")
    with transaction(database.engine("store", WHOLE)) as connection:
        for kind in TokenKind:
            add_all(connection, kind, earlier)
    upgrade(database, "store", "silo")
    for seen, count in ((TokenKind.DEVELOPER.value, 1), (WHOLE, 2)):
        with transaction(database.engine("store", seen)) as connection:
            for name in earlier:
                assert len(connection.execute(select(KINDS["silo"].tables[name])).all()) == count


def test_what_cues_measured_in_the_clear_goes_and_records_are_sealed_anew(
    database: Database,
) -> None:
    database.create("store")
    with transaction(database.owner("store")) as connection:
        migrations.upgrade_in(connection, "store", "silo", "silo_0011")
        _say(connection, *_MEASURED)
    upgrade(database, "store", "silo")
    assert "evidence" not in {each["name"] for each in _columns(database)}
    with transaction(database.engine("store", WHOLE)) as connection:
        (due,) = SqlTransaction(connection).rows(SessionRows).due_records(NOW, 9)
    assert due.verdict is not None
    assert due.record == SealedRecord(b"rrrr", due.created_at)
    if isinstance(database, SqliteFolder):
        assert b"0.02137" not in database.path("store").read_bytes()


def test_a_silo_takes_reviews_and_keeps_what_hangs_on_its_requests(database: Database) -> None:
    database.create("store")
    with transaction(database.owner("store")) as connection:
        migrations.upgrade_in(connection, "store", "silo", "silo_0012")
        _say(connection, _request("a", "complaint"), _REQUEST_KEY)
        with pytest.raises(DatabaseError), connection.begin_nested():
            _say(connection, _request("b", "human_review"))
    upgrade(database, "store", "silo")
    with transaction(database.owner("store")) as connection:
        _say(connection, _request("b", "human_review"))
        with pytest.raises(DatabaseError), connection.begin_nested():
            _say(connection, _request("c", "gossip"))
        assert connection.exec_driver_sql("SELECT request_id FROM request_keys").all() == [("a",)]


def test_a_store_of_an_unknown_version_is_not_opened(database: Database) -> None:
    make_old(database, "silo", "UPDATE alembic_version SET version_num = 'silo_9999'")
    with pytest.raises(StoreUnavailable, match="does not know"):
        upgrade(database, "store", "silo")


def test_who_comes_second_finds_what_was_made_since_its_transaction_began(
    postgres_url: str,
) -> None:
    first, second = open_database(postgres_url), open_database(postgres_url)
    second.create("audit")
    for _ in range(2):  # a connection that remembers that there is no such table
        with transaction(second.owner("audit")) as connection:
            migrations.enter(connection, "audit")
            assert migrations.revision_in(connection, "audit") is None
    with transaction(second.owner("audit")) as connection:
        upgrade(first, "audit", "audit")
        migrations.upgrade_in(connection, "audit", "audit")
        assert migrations.revision_in(connection, "audit") == HEADS["audit"]
    for each in (first, second):
        each.close()


def test_a_second_version_finds_the_rows_of_the_first(database: Database, tmp_path: Path) -> None:
    make_old(database, "keyring", f"INSERT INTO wrapped_keys VALUES ('a', 'kek', {{0}}{_K}{{1}})")
    with second_version(tmp_path):
        upgrade(database, "store", "keyring")
    with transaction(database.owner("store")) as connection:
        assert migrations.revision_in(connection, "store") == SECOND
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL search_path TO store")
        assert connection.exec_driver_sql("SELECT name, more FROM wrapped_keys").all() == [
            ("a", "new")
        ]


def test_a_published_notice_is_never_changed(database: Database) -> None:
    database.create("store")
    upgrade(database, "store", "silo")
    row = {
        "version": 1,
        "language": "en",
        "published_at": NOW,
        "sha256": bytes(32),
        "consents_since": 1,
        "draft": False,
        "improvement": True,
        "document": "{}",
    }
    with transaction(database.engine("store", WHOLE)) as connection:
        connection.execute(insert(notices).values(row))
    for engine in (database.engine("store", WHOLE), database.owner("store")):
        with engine.connect() as connection, pytest.raises(DatabaseError, match="published"):
            connection.execute(update(notices).values(document="{ }"))


def _columns(database: Database) -> list[Any]:
    engine = database.owner("store")
    schema = "store" if engine.dialect.name == "postgresql" else None
    return inspect(engine).get_columns("sessions", schema=schema)


def _say(connection: Connection, *statements: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL search_path TO store")
    for statement in statements:
        connection.exec_driver_sql(_literal(statement, connection.dialect.name))


def _literal(statement: str, dialect: str) -> str:
    """Write binary values as the database spells them."""
    return statement.format(*(("X'", "'") if dialect == "sqlite" else ("'\\x", "'")))


NOW = datetime(2027, 1, 1, tzinfo=UTC)
_R, _K = "72" * 32, "6b" * 32
_MEASURED = (
    "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, state, "
    "ended_at, decision, reasons, model_digest, liveness_verdict, record, record_due_at, evidence) "
    f"VALUES ('ses_a', 'enroll', 'production', 'required', {{0}}{_R}{{1}}, "
    "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 'completed', "
    "'2026-01-01T00:00:00+00:00', 'refused', '', 'x', 'not_live', {0}72727272{1}, "
    "'2027-03-01T00:00:00+00:00', '{{\"depth.relief\":0.02137}}')",
)
_REQUEST_KEY = (
    f"INSERT INTO request_keys VALUES ({{0}}{_K}{{1}}, {{0}}{_K}{{1}}, 'a', "
    "'2026-01-01T00:00:00+00:00')"
)


def _request(name: str, kind: str) -> str:
    return (
        "INSERT INTO privacy_requests (id, kind, token_kind, channel, state, received_at, due_at, "
        f"salt) VALUES ('{name}', '{kind}', 'production', 'subject', 'received', "
        "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', "
        f"{{0}}{_R[:32]}{{1}})"
    )


_OLD_ROWS = (
    "INSERT INTO subjects (id, reference, token_kind, enrolled_at) VALUES ('sub_a', "
    f"{{0}}{_R}{{1}}, 'developer', '2026-01-01T00:00:00+00:00')",
    "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, state, "
    "ended_at, decision, reasons, model_digest, liveness_verdict) VALUES ('ses_a', 'enroll', "
    f"'developer', 'unsafe_no_liveness', {{0}}{_R}{{1}}, '2026-01-01T00:00:00+00:00', "
    "'2026-01-01T00:00:00+00:00', 'completed', '2026-01-01T00:00:00+00:00', 'enrolled', '', 'x', "
    "'not_checked')",
    "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, state) "
    f"VALUES ('ses_b', 'enroll', 'developer', 'unsafe_no_liveness', {{0}}{_R}{{1}}, "
    "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 'open')",
    f"INSERT INTO idempotency VALUES ({{0}}{_K}{{1}}, {{0}}{_K}{{1}}, 'ses_a', "
    "'2026-01-01T00:00:00+00:00')",
    "INSERT INTO consents (id, purpose, token_kind, reference, notice_version, notice_sha256, "
    "language, method, given_at, salt) VALUES ('cns_a', 'improvement', 'developer', "
    f"{{0}}{_R}{{1}}, 0, {{0}}{_R}{{1}}, 'und', 'form', '2026-01-01T00:00:00+00:00', "
    f"{{0}}{_R[:32]}{{1}})",
)
