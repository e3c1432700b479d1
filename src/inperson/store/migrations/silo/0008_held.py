"""PostgreSQL holds each transaction to the rows of its kind of token (`store.held`)."""

from alembic import op

from inperson.store.held import hold_kinds

revision = "silo_0008"
down_revision = "silo_0007"

_TABLES = (
    "centre_codes",
    "consents",
    "disclosures",
    "epsilon_ledger",
    "holds",
    "notices",
    "privacy_requests",
    "sessions",
    "subjects",
    "tenant_documents",
    "usage_active",
    "usage_counts",
)


def upgrade() -> None:
    """Give the tables their policies."""
    hold_kinds(op.get_bind(), _TABLES)
