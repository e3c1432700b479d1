"""The first version: the tables as they were then, written out beside this for each database."""

from pathlib import Path

from alembic import op

revision = "improvement_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind().execution_options(no_parameters=True)
    name = f"0001_first.{connection.dialect.name}.sql"
    for statement in Path(__file__).with_name(name).read_text("utf-8").split("\n-- next\n"):
        connection.exec_driver_sql(statement.strip())
