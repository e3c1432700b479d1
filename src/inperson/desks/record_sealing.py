"""How this room seals what it keeps: JSON, under the tenant's own record key, bound to its id."""

import json
from collections.abc import Mapping
from typing import Any

from inperson.vault import Purpose, TenantVault


def seal_record(vault: TenantVault, record_id: str, content: Mapping[str, Any]) -> bytes:
    """Encrypt a record, bound to its id."""
    data = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return vault.seal_unowned(record_id, Purpose.PRIVACY_RECORD, data)


def open_record(vault: TenantVault, record_id: str, sealed: bytes) -> dict[str, Any]:
    """Decrypt what `seal_record` returned.

    Raises:
        SealBroken: if it is not what was sealed, or another record's.

    """
    opened: dict[str, Any] = json.loads(
        vault.open_unowned(record_id, Purpose.PRIVACY_RECORD, sealed)
    )
    return opened


def setting_id(name: str) -> str:
    """Return the record id of one of the tenant's settings."""
    return f"setting/{name}"
