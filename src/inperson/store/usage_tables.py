"""The tables of a silo that hold what is billed: counts by month, and nothing finer."""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Text

from inperson.store.tables import _one_of, silo

usage_periods = Table(
    "usage_periods",
    silo,
    Column("period", String(7), primary_key=True),
    # sealed, of an open period only: gone with the marks it made
    Column("salt", LargeBinary),
    Column("closed", Boolean, nullable=False),
    Column("active_developer", Integer),
    Column("active_production", Integer),
    Column("number", Integer, unique=True),
    Column("report", Text),
)

usage_counts = Table(
    "usage_counts",
    silo,
    Column("period", String(7), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("outcome", String(10), primary_key=True),
    Column("token_kind", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
    _one_of("kind", "enroll", "authenticate", "liveness"),
    _one_of("outcome", "accepted", "refused", "expired"),
    _one_of("token_kind", "developer", "production"),
)

usage_active = Table(
    "usage_active",
    silo,
    Column("period", String(7), primary_key=True),
    Column("token_kind", String(10), primary_key=True),
    Column("marker", LargeBinary(32), primary_key=True),
    _one_of("token_kind", "developer", "production"),
)
