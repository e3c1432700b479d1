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

from inperson.adapters.sql import (
    audit_tables,
    people_tables,  # noqa: F401 -- adds its tables to the directory's
    privacy_tables,  # noqa: F401 -- adds its tables to a silo's
    tables,
)
from inperson.adapters.sql.databases import Database, transaction

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
        schema = _enter(connection, store)
        if _revision(connection, schema) != _scripts(kind).get_current_head():
            _run(connection, kind, schema)


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


def _run(connection: Connection, kind: str, schema: str | None) -> None:
    scripts = _scripts(kind)
    plain = connection.execution_options(schema_translate_map=None)
    with EnvironmentContext(
        Config(),
        scripts,
        fn=lambda revision, _: scripts._upgrade_revs("head", revision),
    ) as environment:
        environment.configure(
            connection=plain,
            target_metadata=KINDS[kind],
            version_table_schema=schema,
            transactional_ddl=True,
        )
        environment.run_migrations()
