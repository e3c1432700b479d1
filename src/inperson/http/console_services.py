"""What the consoles open onto, beyond what the API does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from inperson.audit import AuditLog
from inperson.core import Clock, TenantId
from inperson.improvement import ImprovementSet
from inperson.people import Staff
from inperson.tenants import Silo, Tenant
from inperson.usage import CustomerUsage, PeriodUsage
from inperson.vault import TenantVault
from inperson.workers import Budget, Workers


class UsageReader(Protocol):
    """Reads what was counted for bills."""

    def tenant_usage(self, tenant_id: TenantId) -> Sequence[PeriodUsage]:
        """Return what one tenant used, by period."""
        ...

    def all_clients_usage(self) -> Sequence[CustomerUsage]:
        """Return what every client used, by period."""
        ...


@dataclass(frozen=True, slots=True)
class ConsoleServices:
    """The wired use cases that the consoles call."""

    staff: Staff
    add_tenant: Callable[[str, str], Tenant]
    """Makes a tenant of a name, in the name of an actor."""
    open_vault: Callable[[TenantId], TenantVault]
    open_audit: Callable[[TenantId], AuditLog]
    server_audit: Callable[[], AuditLog]
    open_improvement: Callable[[TenantId, str], ImprovementSet]
    """Opens a tenant's improvement set in the name of an actor."""
    open_figures: Callable[[TenantId], Silo]
    clock: Clock
    workers: Workers
    usage: UsageReader | None = None
    verifying: Budget = field(default_factory=lambda: Budget(2, 1))
    """Logs that are verified at the same time."""
