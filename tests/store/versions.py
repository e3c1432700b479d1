"""A made-up second version of the keyring's tables, for tests of what comes after the first."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inperson.store import migrations

SECOND = "keyring_0002"


@contextmanager
def second_version(folder: Path) -> Iterator[None]:
    """Let the program know a version that adds the column `more` to `wrapped_keys`."""
    shutil.copytree(Path(migrations.__file__).parent / "keyring", folder / "keyring")
    (folder / "keyring" / "0002_second.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '{SECOND}', 'keyring_0001'\n"
        "def upgrade():\n"
        "    op.add_column('wrapped_keys', sa.Column('more', sa.String(9), server_default='new'))\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "_HERE", folder)
        patch.setitem(migrations.HEADS, "keyring", SECOND)
        migrations._scripts.cache_clear()
        yield
    migrations._scripts.cache_clear()
