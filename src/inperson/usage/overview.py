"""The billing view of a server: what each client used, whichever cloud it is in.

Of a managed client the counts are this server's own; of a private one they are what its signed
reports say, and nothing else of it is known here.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inperson.core import TenantId
from inperson.tenants import Tenants
from inperson.usage.billing import PeriodUsage
from inperson.usage.book import UsageBook
from inperson.usage.deployments import PrivateDeployments

HEADINGS = (
    "client",
    "name",
    "cloud",
    "period",
    "closed",
    "what",
    "outcome",
    "token_kind",
    "count",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Cloud(StrEnum):
    """Where a client is served."""

    MANAGED = "managed"
    """By this server, as a tenant of it."""
    PRIVATE = "private"
    """By a server of its own."""


@dataclass(frozen=True, slots=True)
class CustomerUsage:
    """What one client used in one period."""

    id: str
    """`ten_...` or `cli_...`."""
    name: str
    cloud: Cloud
    usage: PeriodUsage


@dataclass(frozen=True, slots=True)
class Overview:
    """What every client of a server used."""

    tenants: Tenants
    open_book: Callable[[TenantId], UsageBook]
    clients: PrivateDeployments

    def all_clients_usage(self) -> Sequence[CustomerUsage]:
        """Return each client's periods, in order: the tenants first, then the private clients.

        Raises:
            SiloUnavailable: if a tenant's data store cannot be opened.

        """
        return [*self._managed(), *self._private()]

    def tenant_usage(self, tenant_id: TenantId) -> Sequence[PeriodUsage]:
        """Return one tenant's periods, in order."""
        return self.open_book(tenant_id).periods()

    def _managed(self) -> Iterator[CustomerUsage]:
        for tenant in self.tenants.tenants():
            for usage in self.open_book(tenant.id).periods():
                yield CustomerUsage(tenant.id, tenant.name, Cloud.MANAGED, usage)

    def _private(self) -> Iterator[CustomerUsage]:
        for client in self.clients.clients():
            for received in self.clients.reports(client.id):
                yield CustomerUsage(client.id, client.name, Cloud.PRIVATE, received.report.usage)


def as_csv(rows: Sequence[CustomerUsage]) -> str:
    """Return usage as CSV (RFC 4180): a line for each operation, and for each kind's subjects.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front: a client's name
    is somebody else's text.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for row in rows:
        usage = row.usage
        closed = "yes" if usage.closed else "no"
        start = (row.id, _plain(row.name), row.cloud.value, usage.period.text, closed)
        for operation, count in sorted(usage.counts.items()):
            what = (operation.kind, operation.outcome.value, operation.token_kind.value)
            writer.writerow((*start, *what, count))
        for kind, count in sorted(usage.active_subjects.items()):
            writer.writerow((*start, "active_subjects", "", kind.value, count))
    return out.getvalue()


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
