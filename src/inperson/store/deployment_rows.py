"""Private deployments and their usage reports in SQL, in the server's directory."""

from collections.abc import Sequence

from sqlalchemy import Engine, select

from inperson.core import DeploymentId
from inperson.store.connections import reading, transaction
from inperson.store.converting import Converter
from inperson.store.tables import private_clients, usage_reports
from inperson.usage import PrivateDeployment, ReceivedReport

_CLIENTS = Converter(PrivateDeployment, private_clients)
_REPORTS = Converter(ReceivedReport, usage_reports, {"text": "report"})


class SqlPrivateDeploymentStore:
    """Implements `usage.deployment_ports.PrivateDeploymentStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, client: PrivateDeployment) -> bool:
        """Store a new client; False if the name is taken."""
        with transaction(self._engine) as connection:
            return _CLIENTS.add_if_free(connection, client)

    def clients(self) -> Sequence[PrivateDeployment]:
        """Return all clients, in order of their registration."""
        query = select(private_clients).order_by(private_clients.c.created_at, private_clients.c.id)
        with reading(self._engine) as connection:
            return _CLIENTS.all(connection, query)

    def keep(self, report: ReceivedReport) -> bool:
        """Store a report; False if one of its number is there."""
        with transaction(self._engine) as connection:
            return _REPORTS.add_if_free(connection, report)

    def report(self, client_id: DeploymentId, number: int) -> ReceivedReport | None:
        """Return a client's report, or None."""
        mine = (usage_reports.c.client_id == client_id) & (usage_reports.c.number == number)
        with reading(self._engine) as connection:
            return _REPORTS.first(connection, select(usage_reports).where(mine))

    def last(self, client_id: DeploymentId) -> ReceivedReport | None:
        """Return a client's report of the highest number, or None."""
        mine = select(usage_reports).where(usage_reports.c.client_id == client_id)
        newest = mine.order_by(usage_reports.c.number.desc()).limit(1)
        with reading(self._engine) as connection:
            return _REPORTS.first(connection, newest)

    def reports(self, client_id: DeploymentId) -> Sequence[ReceivedReport]:
        """Return a client's reports, in order of their numbers."""
        mine = select(usage_reports).where(usage_reports.c.client_id == client_id)
        with reading(self._engine) as connection:
            return _REPORTS.all(connection, mine.order_by(usage_reports.c.number))
