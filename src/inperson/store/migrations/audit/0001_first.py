"""The first tables of an audit log, and the triggers that let it grow only."""

import sqlalchemy as sa
from alembic import op

revision = "audit_0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the one row of `tree`, and let the database itself guard them."""
    op.create_table(
        "leaves",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint("number >= 0", name=op.f("ck_leaves_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_leaves")),
    )
    op.create_index(op.f("ix_leaves_subject"), "leaves", ["subject"], unique=False)
    op.create_table(
        "nodes",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("level > 0", name=op.f("ck_nodes_level")),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_nodes")),
        sqlite_with_rowid=False,
    )
    tree = op.create_table(
        "tree",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("checkpoint_size", _NUMBER, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_tree_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree")),
    )
    op.bulk_insert(tree, [{"id": 1, "size": 0, "checkpoint": None, "checkpoint_size": 0}])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END"
    for table, same in (
        ("leaves", "number = NEW.number"),
        ("nodes", "level = NEW.level AND position = NEW.position"),
    ):
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        # INSERT OR REPLACE deletes without calling the trigger for that
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 -- constants
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
        )
    op.execute(f"CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree {refuse}")
    op.execute(
        f"CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON tree WHEN NEW.size < OLD.size {refuse}"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an audit log only grows'; END $$"
    )
    for table in ("leaves", "nodes"):
        op.execute(
            f"CREATE TRIGGER {table}_only_grow BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
    op.execute(
        "CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree "
        "FOR EACH ROW EXECUTE FUNCTION only_grows()"
    )
    op.execute(
        "CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON tree "
        "FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION only_grows()"
    )
