"""Private statistics: coarse facts of a session's device, and the ledger of what was spent."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0005"
down_revision = "silo_0004"


def upgrade() -> None:
    """Make the two tables, and let the ledger only grow."""
    op.create_table(
        "session_facts",
        sa.Column("session_id", sa.String(length=30), nullable=False),
        sa.Column("device_class", sa.String(length=16), nullable=False),
        sa.Column("sdk", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "device_class IN ('android_phone', 'iphone', 'desktop', 'tablet', 'other')",
            name=op.f("ck_session_facts_device_class"),
        ),
        sa.CheckConstraint(
            "sdk = 'other' OR sdk LIKE 'web/%' OR sdk LIKE 'python/%'",
            name=op.f("ck_session_facts_sdk"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_facts_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_facts")),
    )
    op.create_table(
        "epsilon_ledger",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("epsilon_micro", sa.Integer(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.CheckConstraint("epsilon_micro > 0", name=op.f("ck_epsilon_ledger_costs")),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_epsilon_ledger")),
    )
    _freeze()


def _freeze() -> None:
    """Let the database itself refuse to give back what was spent, whatever the code does."""
    if op.get_bind().dialect.name == "sqlite":
        for name, when in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER epsilon_ledger_{name} BEFORE {when} ON epsilon_ledger "
                "BEGIN SELECT RAISE(ABORT, 'it is spent'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION is_spent() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'it is spent'; END $$"
    )
    op.execute(
        "CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON epsilon_ledger "
        "FOR EACH ROW EXECUTE FUNCTION is_spent()"
    )
