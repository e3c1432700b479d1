"""Private deployments that report to a managed server, their reports, and where it keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from inperson.core import DeploymentId
from inperson.usage.report import UsageReport


@dataclass(frozen=True, slots=True)
class PrivateDeployment:
    """Who runs a server of its own, and reports to this one."""

    id: DeploymentId
    name: str
    jwks: str
    """The public keys that its reports are signed with."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """A report that has arrived."""

    client_id: DeploymentId
    number: int
    period: str
    sha256: str
    text: str = field(repr=False)
    received_at: datetime

    @property
    def report(self) -> UsageReport:
        """Return what it says."""
        return UsageReport.read(self.text)


class PrivateDeploymentStore(Protocol):
    """Private deployments and the reports that have arrived."""

    def add(self, client: PrivateDeployment) -> bool:
        """Store a new client; False, and nothing changed, if the name is taken."""
        ...

    def clients(self) -> Sequence[PrivateDeployment]:
        """Return all clients, in order of their registration."""
        ...

    def keep(self, report: ReceivedReport) -> bool:
        """Store a report; False, and nothing changed, if one of its number is there.

        Of several processes that try, exactly one gets True.
        """
        ...

    def report(self, client_id: DeploymentId, number: int) -> ReceivedReport | None:
        """Return a client's report, or None."""
        ...

    def last(self, client_id: DeploymentId) -> ReceivedReport | None:
        """Return a client's report of the highest number, or None."""
        ...

    def reports(self, client_id: DeploymentId) -> Sequence[ReceivedReport]:
        """Return a client's reports, in order of their numbers."""
        ...
