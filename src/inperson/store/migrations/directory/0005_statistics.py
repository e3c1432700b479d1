"""The ledger of the statistics over all clients."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0005"
down_revision = "directory_0004"


def upgrade() -> None:
    """Make the table, and let it only grow."""
    op.create_table(
        "across_ledger",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("epsilon_micro", sa.Integer(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.CheckConstraint("epsilon_micro > 0", name=op.f("ck_across_ledger_costs")),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_across_ledger")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, when in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER across_ledger_{name} BEFORE {when} ON across_ledger "
                "BEGIN SELECT RAISE(ABORT, 'it is spent'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION is_spent() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'it is spent'; END $$"
    )
    op.execute(
        "CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON across_ledger "
        "FOR EACH ROW EXECUTE FUNCTION is_spent()"
    )
