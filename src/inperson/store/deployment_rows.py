"""Private clients and their usage reports in SQL, in the server's directory."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, select

from inperson.core.ids import ClientId
from inperson.store.connections import reading, transaction
from inperson.store.inserts import insert_if_free
from inperson.store.tables import private_clients, usage_reports
from inperson.usage.deployment_ports import PrivateClient, ReceivedReport


class SqlClientStore:
    """Implements `usage.deployment_ports.ClientStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, client: PrivateClient) -> bool:
        """Store a new client; False if the name is taken."""
        row = {
            "id": client.id,
            "name": client.name,
            "jwks": client.jwks,
            "created_at": client.created_at,
        }
        with transaction(self._engine) as connection:
            return insert_if_free(connection, private_clients, row)

    def clients(self) -> Sequence[PrivateClient]:
        """Return all clients, in order of their registration."""
        query = select(private_clients).order_by(private_clients.c.created_at, private_clients.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [PrivateClient(ClientId(r.id), r.name, r.jwks, r.created_at) for r in rows]

    def keep(self, report: ReceivedReport) -> bool:
        """Store a report; False if one of its number is there."""
        row = {
            "client_id": report.client_id,
            "number": report.number,
            "period": report.period,
            "sha256": report.sha256,
            "report": report.text,
            "received_at": report.received_at,
        }
        with transaction(self._engine) as connection:
            return insert_if_free(connection, usage_reports, row)

    def report(self, client_id: ClientId, number: int) -> ReceivedReport | None:
        """Return a client's report, or None."""
        mine = (usage_reports.c.client_id == client_id) & (usage_reports.c.number == number)
        with reading(self._engine) as connection:
            row = connection.execute(select(usage_reports).where(mine)).first()
        return None if row is None else _report(row)

    def last(self, client_id: ClientId) -> ReceivedReport | None:
        """Return a client's report of the highest number, or None."""
        mine = select(usage_reports).where(usage_reports.c.client_id == client_id)
        newest = mine.order_by(usage_reports.c.number.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(newest).first()
        return None if row is None else _report(row)

    def reports(self, client_id: ClientId) -> Sequence[ReceivedReport]:
        """Return a client's reports, in order of their numbers."""
        mine = select(usage_reports).where(usage_reports.c.client_id == client_id)
        with reading(self._engine) as connection:
            rows = connection.execute(mine.order_by(usage_reports.c.number)).all()
        return [_report(row) for row in rows]


def _report(row: Row[Any]) -> ReceivedReport:
    return ReceivedReport(
        ClientId(row.client_id), row.number, row.period, row.sha256, row.report, row.received_at
    )
