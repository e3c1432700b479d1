"""What a desk needs of the silo."""

from datetime import datetime
from typing import Protocol


class SettingRows(Protocol):
    """A tenant's own settings, sealed."""

    def tenant_document(self, name: str) -> bytes | None:
        """Return a setting, or None."""
        ...

    def put_tenant_document(self, name: str, sealed: bytes, at: datetime) -> None:
        """Replace a setting."""
        ...
