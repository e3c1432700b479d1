"""The schemas' history, by Alembic: one line of versions for each kind of store.

A store is upgraded in one transaction when it is made and when a server starts; one that is up
to date costs a single query.
"""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from inperson.store import (
    audit_tables,
    people_tables,  # noqa: F401 -- adds its tables to the directory's
    privacy_tables,  # noqa: F401 -- adds its tables to a silo's
    statistics_tables,  # noqa: F401 -- so does this
    tables,
    usage_tables,  # noqa: F401 -- likewise
)
from inperson.store.databases import Database, transaction

_HERE = Path(__file__).parent
KINDS: dict[str, MetaData] = {
    "directory": tables.directory,
    "silo": tables.silo,
    "improvement": tables.improvement,
    "keyring": tables.keyring,
    "audit": audit_tables.audit,
}


@cache
def _scripts(kind: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", str(_HERE / kind))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def upgrade(database: Database, store: str, kind: str) -> None:
    """Bring a store's tables to the newest version.

    Raises:
        StoreUnavailable: if the database refuses.

    """
    with transaction(database.owner(store)) as connection:
        upgrade_in(connection, store, kind)


def upgrade_in(connection: Connection, store: str, kind: str, revision: str = "head") -> None:
    """Bring a store's tables to a version, in a transaction of its owner's."""
    schema = _enter(connection, store)
    goal = head(kind) if revision == "head" else revision
    if _revision(connection, schema) != goal:
        _run(connection, kind, schema, revision)


def head(kind: str) -> str:
    """Return the newest version of a kind of store."""
    return _scripts(kind).get_current_head() or ""


def knows(kind: str, revision: str) -> bool:
    """Tell whether a version is one of a kind of store's."""
    return any(each.revision == revision for each in _scripts(kind).walk_revisions())


def revision_in(connection: Connection, store: str) -> str | None:
    """Return the version of a store's tables."""
    return _revision(connection, store if connection.dialect.name == "postgresql" else None)


def _enter(connection: Connection, store: str) -> str | None:
    """Make unqualified names in migrations mean the store's own schema."""
    if connection.dialect.name != "postgresql":
        return None
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", (store,))
    connection.exec_driver_sql(f'SET LOCAL search_path TO "{store}"')
    return store


def _revision(connection: Connection, schema: str | None) -> str | None:
    options = {"version_table_schema": schema}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _run(connection: Connection, kind: str, schema: str | None, goal: str = "head") -> None:
    scripts = _scripts(kind)
    plain = connection.execution_options(schema_translate_map=None)
    with EnvironmentContext(
        Config(),
        scripts,
        fn=lambda revision, _: scripts._upgrade_revs(goal, revision),
    ) as environment:
        environment.configure(
            connection=plain,
            target_metadata=KINDS[kind],
            version_table_schema=schema,
            transactional_ddl=True,
        )
        environment.run_migrations()
