"""Exports are proposed and approved; what left of whom is known, so that it can be recalled."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "improvement_0002"
down_revision = "improvement_0001"


def upgrade() -> None:
    """Make the two tables. What was exported before stays unknown: nobody wrote it down."""
    op.create_table(
        "export_proposals",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("proposed_at", UtcTime, nullable=False),
        sa.Column("proposed_by", sa.String(64), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("approved_at", UtcTime),
        sa.Column("approved_by", sa.String(64)),
        sa.Column("number", sa.Integer()),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by",
            name=op.f("ck_export_proposals_two_people"),
        ),
        sa.CheckConstraint(
            "number IS NULL OR approved_by IS NOT NULL", name=op.f("ck_export_proposals_approved")
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["improvement_exports.number"], name="fk_export_proposals_number"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_export_proposals"),
        sa.UniqueConstraint("number", name="uq_export_proposals_number"),
    )
    op.create_table(
        "exported_files",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(30)),
        sa.Column("recalled_at", UtcTime),
        sa.Column("told_at", UtcTime),
        sa.CheckConstraint(
            "(subject_id IS NULL) = (recalled_at IS NOT NULL)",
            name=op.f("ck_exported_files_recalled_is_nobodys"),
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["improvement_exports.number"], name="fk_exported_files_number"
        ),
        sa.PrimaryKeyConstraint("number", "file", name="pk_exported_files"),
    )
    op.create_index("ix_exported_files_subject_id", "exported_files", ["subject_id"])
