"""A tenant's own settings as rows of a silo."""

from datetime import datetime

from sqlalchemy import select, update

from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import tenant_documents
from inperson.store.unit import Rows


class SqlSettingRows(Rows):
    """Implements `desks.ports.SettingRows`."""

    def tenant_document(self, name: str) -> bytes | None:
        """Return a setting, or None."""
        mine = select(tenant_documents.c.sealed).where(tenant_documents.c.name == name)
        sealed: bytes | None = self._connection.execute(mine).scalar()
        return None if sealed is None else bytes(sealed)

    def put_tenant_document(self, name: str, sealed: bytes, at: datetime) -> None:
        """Replace a setting."""
        row = {"name": name, "sealed": sealed, "updated_at": at}
        if not insert_if_free(self._connection, tenant_documents, row):
            mine = update(tenant_documents).where(tenant_documents.c.name == name)
            self._connection.execute(mine.values(sealed=sealed, updated_at=at))
