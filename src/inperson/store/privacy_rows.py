"""One transaction on a silo, as the rooms `sessions` and `privacy` see it."""

from datetime import datetime

from sqlalchemy import select, update

from inperson.store.copy_rows import SqlCopyRows
from inperson.store.delivery_rows import SqlDeliveryRows
from inperson.store.disclosure_rows import SqlDisclosureRows
from inperson.store.figures_rows import SqlFigureRows
from inperson.store.inserts import insert_if_free
from inperson.store.notice_rows import SqlNoticeRows
from inperson.store.privacy_tables import tenant_documents
from inperson.store.request_rows import SqlRequestRows
from inperson.store.retention_rows import SqlRetentionRows
from inperson.store.silo_rows import SqlSiloTransaction


class SqlPrivacyTransaction(
    SqlSiloTransaction,
    SqlNoticeRows,
    SqlRequestRows,
    SqlDeliveryRows,
    SqlRetentionRows,
    SqlDisclosureRows,
    SqlCopyRows,
    SqlFigureRows,
):
    """Implements `rights.ports.PrivacyTransaction` and `usage.figures.FigureRows`."""

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
