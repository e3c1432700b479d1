"""Tenants, as they are shown."""

from datetime import datetime

from inperson.tenants import Tenant
from inperson.views.body import Body, view_of


class TenantView(Body):
    """Who holds the data."""

    id: str
    name: str


class ListedTenant(TenantView):
    """A tenant, as the operator's console and the command line show it."""

    created_at: datetime


def tenant_view(tenant: Tenant) -> ListedTenant:
    """Render a tenant."""
    return view_of(ListedTenant, tenant)
