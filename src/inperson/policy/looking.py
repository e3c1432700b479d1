"""Reading a live server's stores for a check: its tenants, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Select, func, inspect, select
from sqlalchemy.schema import Table

from inperson.app import Server
from inperson.core import TenantId
from inperson.desks import GoverningDesk
from inperson.store import WHOLE, StoreKind, tables, transaction
from inperson.tenants import of_server
from inperson.vault import TenantVault

WHO = "operator:policy-check"
"""Who opens records, as the audit log says it."""
LATE = timedelta(hours=26)
"""What is due goes within the hour; a server may have been off for a day."""


class Broken(Exception):
    """A sentence of the policy does not hold, and why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a proof looked at."""

    count: int
    """Of what the sentence is about. A sentence about nothing is not proved by it."""
    said: str


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

    def engine_of(self, table: Table) -> Engine:
        """Return the one of both that has a table."""
        return self.improvement if table.metadata is tables.improvement else self.silo

    @property
    def desk(self) -> GoverningDesk:
        """Return the tenant's desk."""
        return self.deployment.desks.of(of_server(self.tenant_id, WHO))

    @property
    def vault(self) -> TenantVault:
        """Return the tenant's vault: what it opens is on the tenant's log, under this name."""
        return self.deployment.vault(self.tenant_id).by(WHO)

    def _engine(self, kind: StoreKind) -> Engine:
        return self.deployment.stores.databases[0].engine(kind.of(self.tenant_id), WHOLE)

    def rows(self, query: Select[Any], engine: Engine | None = None) -> Iterator[Any]:
        """Yield the rows of a query on the silo, or on another store."""
        with transaction(engine or self.silo) as connection:
            yield from connection.execute(query)

    def some(self, query: Select[Any], limit: int, engine: Engine | None = None) -> list[Any]:
        """Return so many rows of a query, drawn by chance: nobody knows beforehand which."""
        return list(self.rows(query.order_by(func.random()).limit(limit), engine))

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
