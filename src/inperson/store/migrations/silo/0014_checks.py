"""A session may be made on a page of this server, which is opened by a link."""

import sqlalchemy as sa
from alembic import op

from inperson.store.held import hold_owned

revision = "silo_0014"
down_revision = "silo_0013"


def upgrade() -> None:
    """Make the table."""
    keys = ("visit", "handoff", "phone")
    op.create_table(
        "checks",
        sa.Column("session_id", sa.String(30), nullable=False),
        sa.Column("link", sa.LargeBinary(32), nullable=False),
        *(sa.Column(each, sa.LargeBinary(32)) for each in keys),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_checks_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name="pk_checks"),
    )
    hold_owned(op.get_bind(), ("checks",))
