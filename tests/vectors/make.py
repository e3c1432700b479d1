"""Write sealed-record.json: run once for a version of the format, never to make a test pass."""

import json
from pathlib import Path

from inperson.core import SubjectId, TenantId
from inperson.vault.sealing import Binding, DataKey, Purpose

TENANT, SUBJECT = TenantId("ten_" + "a" * 26), SubjectId("sub_" + "b" * 26)
KEY, NONCE, DIGEST = bytes(range(32)), bytes(range(100, 112)), "c0" * 32


def main() -> None:
    """Write the file beside this one."""
    binding = Binding(TENANT, SUBJECT, Purpose.REFERENCE_TEMPLATE, DIGEST)
    record = DataKey(KEY).seal(b"a template", binding, NONCE)
    base = {
        "key": KEY.hex(),
        "tenant_id": TENANT,
        "subject_id": SUBJECT,
        "purpose": Purpose.REFERENCE_TEMPLATE.value,
        "model_digest": DIGEST,
        "record": record.hex(),
    }
    flipped = bytearray(record)
    flipped[-20] ^= 1
    cases = [
        {"name": "opens", **base, "plaintext": b"a template".hex()},
        {"name": "wrong_tenant", **base, "tenant_id": "ten_" + "d" * 26, "error": "seal_broken"},
        {"name": "wrong_subject", **base, "subject_id": "sub_" + "d" * 26, "error": "seal_broken"},
        {"name": "wrong_purpose", **base, "purpose": "improvement", "error": "seal_broken"},
        {"name": "wrong_model", **base, "model_digest": "c1" * 32, "error": "seal_broken"},
        {"name": "flipped_bit", **base, "record": flipped.hex(), "error": "seal_broken"},
        {"name": "old_key", **base, "key": bytes(32).hex(), "error": "seal_key_mismatch"},
        {"name": "truncated", **base, "record": record[:40].hex(), "error": "seal_truncated"},
        {"name": "short_tag", **base, "record": record[:-1].hex(), "error": "seal_broken"},
        {
            "name": "unknown_version",
            **base,
            "record": (record[:4] + b"\x02" + record[5:]).hex(),
            "error": "seal_version_unsupported",
        },
        {
            "name": "no_record",
            **base,
            "record": (b"XXXX" + record[4:]).hex(),
            "error": "seal_version_unsupported",
        },
    ]
    path = Path(__file__).with_name("sealed-record.json")
    path.write_text(json.dumps({"version": 1, "cases": cases}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
