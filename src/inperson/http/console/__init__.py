"""The consoles of operators and tenants: pages that the server renders, and one small script.

Each route names the action that it is; a tenant's staff reaches its own tenant alone; what cannot
be taken back needs a passkey used just now. docs/console.md tells who may do what.
"""

from inperson.http.console import (
    account,
    audit,
    breaches,
    disclosures,
    entrance,
    exports,
    holds,
    keys,
    notices,
    people,
    proofs,
    requests,
    retention,
    sessions,
    subjects,
    tenants,
    tokens,
    transparency,
    usage,
    webhook,
)
from inperson.http.console_services import ConsoleServices, UsageReader

ROUTERS = (
    entrance.router,
    account.router,
    tenants.router,
    tokens.router,
    keys.router,
    people.router,
    subjects.router,
    sessions.router,
    requests.router,
    disclosures.router,
    breaches.router,
    notices.router,
    retention.router,
    holds.router,
    exports.router,
    webhook.router,
    audit.router,
    proofs.router,
    transparency.router,
    usage.router,
)

__all__ = ["ROUTERS", "ConsoleServices", "UsageReader"]
