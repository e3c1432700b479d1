"""The vectors of docs/formats/sealed-record.md: what opens, and what fails under which name."""

import hashlib
import hmac
import json
from enum import StrEnum
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inperson.core import InpersonError, SubjectId, TenantId
from inperson.vault.sealing import Binding, DataKey, Purpose

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "sealed-record.json").read_text("utf-8")
)["cases"]


class Other(StrEnum):
    """A purpose that this version does not know."""

    IMPROVEMENT = "improvement"


def open_case(case: dict[str, str]) -> bytes:
    known = {each.value: each for each in (*Purpose, *Other)}
    binding = Binding(
        TenantId(case["tenant_id"]),
        SubjectId(case["subject_id"]),
        known[case["purpose"]],  # type: ignore[arg-type]
        case["model_digest"],
    )
    return DataKey(bytes.fromhex(case["key"])).open(bytes.fromhex(case["record"]), binding)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_a_vector_opens_or_fails_under_its_name(case: dict[str, str]) -> None:
    if "plaintext" in case:
        assert open_case(case) == bytes.fromhex(case["plaintext"])
        return
    with pytest.raises(InpersonError) as refused:
        open_case(case)
    assert refused.value.code == case["error"]


def test_the_format_can_be_read_by_its_description_alone() -> None:
    case = VECTORS[0]
    record, key = bytes.fromhex(case["record"]), bytes.fromhex(case["key"])
    assert record[:5] == b"INPS\x01"
    assert record[5:13] == hmac.new(key, b"inperson key id", hashlib.sha256).digest()[:8]
    fields = [case[name] for name in ("tenant_id", "subject_id", "purpose", "model_digest")]
    aad = record[:5] + b"".join(len(field).to_bytes(2, "big") + field.encode() for field in fields)
    plain = AESGCM(key).decrypt(record[13:25], record[25:], aad)
    assert plain == bytes.fromhex(case["plaintext"])


@pytest.mark.parametrize("at", range(51))
def test_every_byte_is_authenticated(at: int) -> None:
    record = bytearray(bytes.fromhex(VECTORS[0]["record"]))
    record[at] ^= 0x80
    with pytest.raises(InpersonError):
        open_case({**VECTORS[0], "record": record.hex()})
