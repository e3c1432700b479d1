"""What the room needs of the world: more of the tenant's silo than sessions see of it.

One transaction covers both, so that a withdrawal ends the sessions that it forbids, and a request
is recorded with what it changes, or neither is.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from inperson.deliveries.ports import DeliveryRows
from inperson.rights.copies.ports import CopyRows
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.rights.notices.ports import NoticeRows
from inperson.rights.requests.ports import RequestRows
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions.ports import SiloTransaction
from inperson.usage.ports import UsageTransaction
from inperson.usage.statistics.ports import StatisticsTransaction


class SettingRows(Protocol):
    """A tenant's own settings, sealed."""

    def tenant_document(self, name: str) -> bytes | None:
        """Return a setting, or None."""
        ...

    def put_tenant_document(self, name: str, sealed: bytes, at: datetime) -> None:
        """Replace a setting."""
        ...


class PrivacyTransaction(
    SiloTransaction,
    SettingRows,
    NoticeRows,
    RequestRows,
    DeliveryRows,
    RetentionRows,
    DisclosureRows,
    CopyRows,
    UsageTransaction,
    StatisticsTransaction,
    Protocol,
):
    """One atomic, durable unit of work in a silo. An exception inside it undoes all of it."""


class PrivacySilo(Protocol):
    """One tenant's data store, as this room sees it."""

    def begin(self) -> AbstractContextManager[PrivacyTransaction]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...
