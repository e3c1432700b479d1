"""The tables of an improvement set that say what left it, on whose word, and of whom."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, String, Table

from inperson.store.tables import UtcTime, improvement

export_proposals = Table(
    "export_proposals",
    improvement,
    Column("id", String(30), primary_key=True),
    Column("proposed_at", UtcTime, nullable=False),
    Column("proposed_by", String(64), nullable=False),
    # to whom and what for
    Column("details", LargeBinary, nullable=False),
    Column("approved_at", UtcTime),
    Column("approved_by", String(64)),
    Column("number", ForeignKey("improvement_exports.number"), unique=True),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
    CheckConstraint("number IS NULL OR approved_by IS NOT NULL", name="approved"),
)

exported_files = Table(
    "exported_files",
    improvement,
    Column("number", ForeignKey("improvement_exports.number"), primary_key=True),
    Column("file", String(40), primary_key=True),
    # gone once the file is recalled: what is left of the row names nobody
    Column("subject_id", String(30), index=True),
    Column("recalled_at", UtcTime),
    Column("told_at", UtcTime),
    CheckConstraint("(subject_id IS NULL) = (recalled_at IS NOT NULL)", name="recalled_is_nobodys"),
)
