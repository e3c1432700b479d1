"""The schemas' history, by Alembic: one line of versions for each kind of store.

An empty store is made as the code's tables say, in one go, and marked as of the newest version; a
test holds that this is what the migrations make. A store of an older version is brought to the
newest in one transaction when a server starts, and one that is up to date costs a query or two.
Alembic itself is loaded only where there is something to migrate.

What came before the first version here was never released. Its tables are those of
tests/store/old, to which a test holds it: a change of the tables needs a version of its own.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, create_mock_engine, text

from inperson.store import (
    audit_tables,
    check_tables,  # noqa: F401 -- adds its table to a silo's
    export_tables,  # noqa: F401 -- adds its tables to an improvement set's
    people_tables,  # noqa: F401 -- adds its tables to the directory's
    privacy_tables,  # noqa: F401 -- adds its tables to a silo's
    statistics_tables,  # noqa: F401 -- so does this
    tables,
    usage_tables,  # noqa: F401 -- likewise
    used_once_rows,  # noqa: F401 -- likewise
)
from inperson.store.connections import reading, transaction
from inperson.store.databases import Database
from inperson.store.errors import StoreTooNew
from inperson.store.held import hold
from inperson.store.names import StoreKind

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_HERE = Path(__file__).parent
KINDS: dict[str, MetaData] = {
    "directory": tables.directory,
    "silo": tables.silo,
    "improvement": tables.improvement,
    "keyring": tables.keyring,
    "audit": audit_tables.audit,
}
HEADS: dict[str, str] = {
    "directory": "directory_0011",
    "silo": "silo_0019",
    "improvement": "improvement_0002",
    "keyring": "keyring_0001",
    "audit": "audit_0001",
}
"""The newest version of each kind of store: that of the code's tables."""
_VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)

# Read as rows, not by `to_regclass`: a connection may answer that from what it remembers of the
# time before it waited for who made the table.
_MADE = """
SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relname = 'alembic_version' AND nspname = :store
"""


def upgrade(database: Database, store: str, kind: str) -> None:
    """Bring a store's tables to the newest version.

    Raises:
        StoreUnavailable: if the database refuses.
        StoreTooNew: if they are newer than this program.

    """
    with reading(database.owner(store)) as connection:
        if revision_in(connection, store) == HEADS[kind]:
            return
    with transaction(database.owner(store)) as connection:
        upgrade_in(connection, store, kind)


def upgrade_in(connection: Connection, store: str, kind: str, revision: str = "head") -> None:
    """Bring a store's tables to a version, in a transaction of its owner's."""
    enter(connection, store)
    goal = HEADS[kind] if revision == "head" else revision
    present = revision_in(connection, store)
    if present == goal:
        return
    if present is None and goal == HEADS[kind]:
        make(connection, kind)
        if kind == StoreKind.SILO:
            hold(connection)
        connection.exec_driver_sql(_VERSION_TABLE)
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{goal}')")  # noqa: S608
    else:
        migrate(connection, store, kind, goal)


def knows(kind: str, revision: str) -> bool:
    """Tell whether a version is one of a kind of store's."""
    if revision == HEADS[kind]:
        return True
    return any(each.revision == revision for each in _scripts(kind).walk_revisions())


def revision_in(connection: Connection, store: str) -> str | None:
    """Return the version of a store's tables; None of an empty store."""
    if connection.dialect.name == "postgresql":
        schema, made = f'"{store}".', _MADE
    else:
        schema, made = "", "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(text(made), {"store": store}).scalar() is None:
        return None
    version = f"SELECT version_num FROM {schema}alembic_version"  # noqa: S608 -- a checked name
    return connection.exec_driver_sql(version).scalar_one_or_none()


def migrate(connection: Connection, store: str, kind: str, goal: str) -> None:
    """Run what leads from a store's version to another, an empty store's from the first."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    schema = enter(connection, store)
    present, scripts = revision_in(connection, store), _scripts(kind)
    if present is not None and not knows(kind, present):
        raise StoreTooNew(f"The {kind} is of a version that this program does not know.")
    with EnvironmentContext(
        Config(),
        scripts,
        fn=lambda revision, _: scripts._upgrade_revs(goal, revision),
    ) as environment:
        environment.configure(
            connection=connection.execution_options(schema_translate_map=None),
            target_metadata=KINDS[kind],
            version_table_schema=schema,
            transactional_ddl=True,
        )
        environment.run_migrations()


@cache
def _scripts(kind: str) -> "ScriptDirectory":
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", str(_HERE / kind))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def enter(connection: Connection, store: str) -> str | None:
    """Make unqualified names mean the store's own schema, one process at a time."""
    if connection.dialect.name != "postgresql":
        return None
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", (store,))
    connection.exec_driver_sql(f'SET LOCAL search_path TO "{store}"')
    return store


def make(connection: Connection, kind: str) -> None:
    """Make the code's tables, with their triggers, in an empty store that was entered."""
    statements = _statements(kind, connection.dialect.name)
    plain = connection.execution_options(no_parameters=True)
    if connection.dialect.name == "postgresql":  # takes them all in one message
        statements = ("; ".join(statements),)
    for each in statements:
        plain.exec_driver_sql(each)


@cache
def _statements(kind: str, dialect: str) -> tuple[str, ...]:
    """Return the statements that make a kind of store."""
    found: list[str] = []

    def note(statement: Any, *_: Any) -> None:
        made = str(statement.compile(dialect=engine.dialect))
        found.append(made if dialect == "sqlite" else made % ())  # `%%` is a driver's `%`

    engine = create_mock_engine(f"{dialect}://", note)
    KINDS[kind].create_all(engine, checkfirst=False)
    return tuple(found)
