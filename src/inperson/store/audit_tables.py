"""The tables of an audit log: leaves, the nodes over them, and one row that says how far it is.

Leaves and nodes are added and never changed; triggers in the database refuse everything else.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from inperson.store.tables import _NAMES

# in SQLite such a key is the row's own number, without an index beside the table
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

audit = MetaData(naming_convention=_NAMES)

leaves = Table(
    "leaves",
    audit,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("subject", LargeBinary(32), index=True),
    CheckConstraint("number >= 0", name="number"),
)

nodes = Table(
    "nodes",
    audit,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    CheckConstraint("level > 0", name="level"),
    sqlite_with_rowid=False,
)

tree = Table(
    "tree",
    audit,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", _NUMBER, nullable=False),
    Column("checkpoint", Text),
    Column("checkpoint_size", _NUMBER, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
