"""The tables of private statistics: facts of sessions, and what was spent, by silo and in all."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from inperson.store.tables import directory, silo
from inperson.store.triggers import refuse_changes
from inperson.usage import DeviceClass

_CLASSES = ", ".join(f"'{each.value}'" for each in DeviceClass)

session_facts = Table(
    "session_facts",
    silo,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("device_class", String(16), nullable=False),
    # short, and of a form that holds no identifier; the code writes a known version or `other`
    Column("sdk", String(16), nullable=False),
    CheckConstraint(f"device_class IN ({_CLASSES})", name="device_class"),
    CheckConstraint("sdk = 'other' OR sdk LIKE 'web/%' OR sdk LIKE 'python/%'", name="sdk"),
)

epsilon_ledger = Table(
    "epsilon_ledger",
    silo,
    Column("period", String(7), primary_key=True),
    Column("epsilon_micro", Integer, nullable=False),
    Column("release", Text, nullable=False),
    CheckConstraint("epsilon_micro > 0", name="costs"),
)
refuse_changes(epsilon_ledger, "is_spent", "it is spent")

across_ledger = Table(
    "across_ledger",
    directory,
    Column("period", String(7), primary_key=True),
    Column("epsilon_micro", Integer, nullable=False),
    Column("release", Text, nullable=False),
    CheckConstraint("epsilon_micro > 0", name="costs"),
)
refuse_changes(across_ledger, "is_spent", "it is spent")
