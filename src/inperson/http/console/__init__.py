"""The consoles of operators and tenants: pages that the server renders, and one small script.

Each route names the action that it is; a tenant's staff reaches its own tenant alone; what cannot
be taken back needs a passkey used just now. docs/console.md tells who may do what.
"""

from inperson.http.console import (
    account,
    audit,
    disclosures,
    entrance,
    keys,
    people,
    requests,
    tenants,
    tokens,
    usage,
)
from inperson.http.console_services import ConsoleServices, UsageReader

ROUTERS = (
    entrance.router,
    account.router,
    tenants.router,
    tokens.router,
    keys.router,
    people.router,
    requests.router,
    disclosures.router,
    audit.router,
    usage.router,
)

__all__ = ["ROUTERS", "ConsoleServices", "UsageReader"]
