"""Reading a live server's stores for a check: its tenants, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, func, inspect, select
from sqlalchemy.schema import Table

from inperson.app import Server
from inperson.core import TenantId
from inperson.store import WHOLE, StoreKind, transaction


class Broken(Exception):
    """A sentence of the policy does not hold, and why."""


@dataclass(frozen=True, slots=True)
class Look:
    """One tenant's stores."""

    deployment: Server
    tenant_id: TenantId

    @property
    def silo(self) -> Engine:
        """Return the tenant's silo."""
        return self._engine(StoreKind.SILO)

    @property
    def improvement(self) -> Engine:
        """Return the tenant's improvement set."""
        return self._engine(StoreKind.IMPROVEMENT)

    def _engine(self, kind: StoreKind) -> Engine:
        return self.deployment.stores.databases[0].engine(kind.of(self.tenant_id), WHOLE)

    def rows(self, query: Select[Any], engine: Engine | None = None) -> Iterator[Any]:
        """Yield the rows of a query on the silo, or on another store."""
        with transaction(engine or self.silo) as connection:
            yield from connection.execute(query)

    def count(self, table: Table, *conditions: Any, engine: Engine | None = None) -> int:
        """Count the rows of a table of the silo, or of another store."""
        query = select(func.count()).select_from(table).where(*conditions)
        return int(next(self.rows(query, engine))[0])

    def columns(self, engine: Engine) -> set[tuple[str, str]]:
        """Return the columns that are there, whatever the code thinks."""
        with engine.connect() as connection:
            look = inspect(connection)
            schema = _schema(engine)
            return {
                (table, column["name"])
                for table in look.get_table_names(schema=schema)
                for column in look.get_columns(table, schema=schema)
            }

    def constraints(self, engine: Engine, table: str) -> set[str]:
        """Return the names of a table's check constraints."""
        with engine.connect() as connection:
            found = inspect(connection).get_check_constraints(table, schema=_schema(engine))
            return {str(each["name"]) for each in found}


def looks(deployment: Server) -> Iterator[Look]:
    """Yield each tenant's stores."""
    for tenant in deployment.tenants.tenants():
        yield Look(deployment, tenant.id)


def _schema(engine: Engine) -> str | None:
    schemas = engine.get_execution_options().get("schema_translate_map") or {}
    return schemas.get(None)
