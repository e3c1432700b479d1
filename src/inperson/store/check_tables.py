"""The table of hosted checks."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table

from inperson.store.tables import silo

checks = Table(
    "checks",
    silo,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    # SHA-256 of what opens it, each drawn at random with 128 bits
    Column("link", LargeBinary(32), nullable=False),
    Column("visit", LargeBinary(32)),
    Column("handoff", LargeBinary(32)),
    Column("phone", LargeBinary(32)),
    Column("sealed", LargeBinary, nullable=False),
)
