"""Stores in PostgreSQL: a schema each."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, create_engine, event, text

from inperson.store.connections import guarded, transaction
from inperson.store.guard import SEEN, WHOLE, guard
from inperson.store.held import SETTING
from inperson.store.names import checked, is_name


class PostgresSchemas:
    """One PostgreSQL schema per store, and one role that can reach nothing else.

    The role of the URL makes both and must be allowed to (`CREATEROLE`, or an owner that grants
    it). Every transaction on a store first becomes the store's role, so a statement that names
    another store's schema is refused by the database itself.

    Whatever is said to a connection ends with its transaction, and no statement is prepared in it:
    a pooler may give each transaction another one (`store.pooling`).
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        only = {"postgresql_readonly": True} if read_only else {}
        with guarded():
            self._engine = create_engine(
                url,
                hide_parameters=True,
                pool_size=_KEPT,
                max_overflow=CONNECTIONS - _KEPT,
                execution_options=only,
                connect_args={"prepare_threshold": None},
            )
        event.listen(self._engine, "begin", _enter)
        event.listen(self._engine, "before_execute", guard, retval=True)
        self._known: set[str] = set()

    def exists(self, store: str) -> bool:
        """Tell whether the schema is there; a yes is remembered."""
        if store not in self._known:
            query = text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :name")
            with transaction(self._engine) as connection:
                if connection.execute(query, {"name": checked(store)}).first() is None:
                    return False
            self._known.add(store)
        return True

    def create(self, store: str) -> None:
        """Make schema and role; of several processes that try, the others find them made."""
        made = _MAKE_SCHEMA.format(checked(store))
        with transaction(self._engine) as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(made)

    def engine(self, store: str, seen: str | None = None) -> Engine:
        """Return the engine of the store's tables, under the store's role."""
        name = checked(store)
        said = {_ROLE: name} if seen is None else {_ROLE: name, SEEN: seen}
        return self._engine.execution_options(schema_translate_map={None: name}, **said)

    def owner(self, store: str) -> Engine:
        """Return the engine that may change the store's tables themselves."""
        name = checked(store)
        return self._engine.execution_options(schema_translate_map={None: name}, **{SEEN: WHOLE})

    def snapshot(self, store: str) -> AbstractContextManager[Connection]:
        """Read under the store's role as of now, without keeping a writer waiting."""
        return transaction(
            self.engine(store, WHOLE).execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    def stores(self) -> Sequence[str]:
        """Return the names of the schemas that can be a store's."""
        with transaction(self._engine) as connection:
            names = connection.execute(text("SELECT nspname FROM pg_namespace")).scalars()
            return sorted(each for each in names if is_name(each) and not each.startswith("pg_"))

    def drop(self, store: str) -> None:
        """Drop the schema; its role stays, which can reach nothing else."""
        with transaction(self._engine) as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{checked(store)}" CASCADE'))
        self._known.discard(store)

    def scrub(self, store: str) -> None:
        """Do nothing: dead rows go with autovacuum; see docs/formats/sealed-record.md."""

    @property
    def place(self) -> str:
        """Return the database's URL, without the password."""
        return self._engine.url.render_as_string(hide_password=True)

    def try_room(self) -> None:
        """Fill a table that the end of its transaction takes back."""
        with transaction(self._engine) as connection:
            connection.exec_driver_sql(_TRY_ROOM)

    def plain(self) -> Engine:
        """Return the engine under the role of the URL, of which nothing is seen."""
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


CONNECTIONS = 16
"""Connections that a process has at once, of each place."""
_KEPT = 8
_ROLE = "inperson_role"
_TRY_ROOM = """
CREATE TEMPORARY TABLE tried_room ON COMMIT DROP AS
SELECT repeat('x', 1000) AS filled FROM generate_series(1, 256)
"""
# Roles belong to the whole cluster, but a lock to one database: a server of another one may make
# the same role at the same time, and this one waits for its commit and takes it. Where that server
# has a login of its own, the role is not yet this one's to enter.
_MAKE_SCHEMA = """
SELECT pg_advisory_xact_lock(7310585);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{0}') THEN
    CREATE ROLE "{0}" NOLOGIN NOINHERIT;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_auth_members
    JOIN pg_roles entered ON entered.oid = roleid JOIN pg_roles login ON login.oid = member
    WHERE entered.rolname = '{0}' AND login.rolname = CURRENT_USER) THEN
    GRANT "{0}" TO CURRENT_USER;
  END IF;
EXCEPTION WHEN unique_violation THEN NULL;
END $$;
CREATE SCHEMA IF NOT EXISTS "{0}";
GRANT USAGE ON SCHEMA "{0}" TO "{0}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{0}" TO "{0}";
ALTER DEFAULT PRIVILEGES IN SCHEMA "{0}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{0}"
"""


def _enter(connection: Connection) -> None:
    """Say as whom, and about which rows, until the transaction ends, in one message."""
    options, said = connection.get_execution_options(), []
    if (role := options.get(_ROLE)) is not None:
        said.append(f'SET LOCAL ROLE "{checked(role)}"')
    if (seen := options.get(SEEN)) is not None:
        said.append(f"SET LOCAL {SETTING} TO '{checked(seen)}'")
    if said:
        connection.exec_driver_sql("; ".join(said))
