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
from inperson.store.triggers import in_both, in_postgresql, in_sqlite, refusing

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

_WHY = "an audit log only grows"
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"


def _guard(table: Table, same: str) -> None:
    name = table.name
    in_sqlite(table, f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {_REFUSE}")
    in_sqlite(table, f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {_REFUSE}")
    in_sqlite(  # INSERT OR REPLACE deletes without calling the trigger for that
        table,
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} "  # noqa: S608 -- constants
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {same}) {_REFUSE}",
    )
    in_postgresql(
        table,
        f"CREATE TRIGGER {name}_only_grow BEFORE UPDATE OR DELETE ON {name} "
        "FOR EACH ROW EXECUTE FUNCTION only_grows()",
    )
    in_postgresql(
        table,
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
    )


in_postgresql(leaves, refusing("only_grows", _WHY))
_guard(leaves, "number = NEW.number")
_guard(nodes, "level = NEW.level AND position = NEW.position")
in_both(tree, "INSERT INTO tree (id, size, checkpoint, checkpoint_size) VALUES (1, 0, NULL, 0)")
in_sqlite(tree, f"CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree {_REFUSE}")
in_sqlite(
    tree, f"CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON tree WHEN NEW.size < OLD.size {_REFUSE}"
)
in_postgresql(
    tree,
    "CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree "
    "FOR EACH ROW EXECUTE FUNCTION only_grows()",
)
in_postgresql(
    tree,
    "CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON tree "
    "FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION only_grows()",
)
