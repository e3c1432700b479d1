"""What is proved of encryption and of what lies under it (clauses 2.1 and 2.5).

Every record is looked at. Some, drawn by chance, are opened, each for its own purpose and in the
name of the check, which leaves a leaf on the tenant's log.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sqlalchemy import LargeBinary, Table, select

from inperson.app import Server
from inperson.core import InpersonError
from inperson.desks import open_record, setting_id
from inperson.matching import Template
from inperson.policy.looking import Broken, Look, Seen, looks
from inperson.sessions import EVIDENCE, FIELDS, RecordSealing, device_classes
from inperson.store import SESSIONS, privacy_tables, tables
from inperson.tenants import TokenKind
from inperson.vault import MAGIC, SUBJECT_KEYS, Purpose

_OPENED = 50
"""Records of a table that one check opens."""
_SHORTEST = 41
_HEX_64 = re.compile(r"[0-9a-f]{64}")
_CUE = re.compile(r"[a-z_]{1,24}(\.[a-z_]{1,24})?")
_NAMES = {each.name for each in FIELDS} - {EVIDENCE}
_JPEG = b"\xff\xd8\xff"


def nothing_is_in_the_clear(deployment: Server) -> Seen:
    """Prove that each sealed record has that form, and that those drawn open to what they are."""
    count = opened = 0
    for look in looks(deployment):
        for table, column in _sealed_columns():
            values = select(table.c[column]).where(table.c[column].is_not(None))
            for (value,) in look.rows(values, look.engine_of(table)):
                count += 1
                if not _sealed(bytes(value)):
                    raise Broken(f"{table.name}.{column} holds what is not sealed")
        for content in _CONTENTS:
            opened += content.check(look)
        _every_template_has_a_key(look)
    return Seen(count, f"{count} records, all sealed; {opened} of them opened")


def devices_are_anonymised(deployment: Server) -> Seen:
    """Prove on production records that address and device id were cut and hashed."""
    count = 0
    for look in looks(deployment):
        records = RecordSealing(look.vault)
        production = (
            select(tables.sessions)
            .where(tables.sessions.c.token_kind == TokenKind.PRODUCTION.value)
            .where(tables.sessions.c.record.is_not(None))
        )
        for row in look.some(production, _OPENED):
            kept = records.open(SESSIONS.value(row)).values
            count += 1
            if "ip" in kept and ipaddress.ip_network(kept["ip"]).num_addresses < 256:
                raise Broken("a production session keeps a whole address")
            if "device_id" in kept and not _HEX_64.fullmatch(kept["device_id"]):
                raise Broken("a production session keeps a device id in the clear")
    return Seen(count, f"{count} production records opened: networks and keyed hashes only")


def _every_template_has_a_key(look: Look) -> None:
    known = set(look.deployment.keyring(look.tenant_id).names(SUBJECT_KEYS))
    for (subject,) in look.rows(select(tables.templates.c.subject_id)):
        if SUBJECT_KEYS + subject not in known:
            raise Broken("a template's key is gone, or has another name")


def _sealed_columns() -> Iterator[tuple[Table, str]]:
    """Yield the columns of records: whatever is binary, and neither a digest nor a key's name."""
    for metadata in (tables.silo, tables.improvement):
        for table in metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, LargeBinary) and column.type.length is None:
                    yield table, column.name


def _sealed(record: bytes) -> bool:
    """Tell whether it has the form of a sealed record, and does not read as text."""
    if len(record) < _SHORTEST or not record.startswith(MAGIC):
        return False
    try:
        record[len(MAGIC) :].decode()
    except UnicodeDecodeError:
        return True
    return False  # by chance once in 2^30 records


@dataclass(frozen=True, slots=True)
class _Content:
    """What one column's records open to."""

    column: Any
    open: Callable[[Look, Any], bool]
    """Opens the record of a row, and tells whether it is what it is to be."""

    def check(self, look: Look) -> int:
        """Open some, and return how many."""
        table = self.column.table
        wanted = select(table).where(self.column.is_not(None))
        drawn = look.some(wanted, _OPENED, look.engine_of(table))
        for row in drawn:
            try:
                right = self.open(look, row)
            except (InpersonError, ValueError) as error:
                code = error.code if isinstance(error, InpersonError) else type(error).__name__
                raise Broken(f"a record of {table.name} does not open: {code}") from error
            if not right:
                raise Broken(f"a record of {table.name} opens to something else")
        return len(drawn)


def _template(look: Look, row: Any) -> bool:
    purpose = Purpose.REFERENCE_TEMPLATE
    data = look.vault.open(row.subject_id, purpose, row.model_digest, row.sealed)
    return Template.from_bytes(data).model_digest == str(row.model_digest)


def _device(look: Look, row: Any) -> bool:
    purpose = Purpose.SESSION_RECORD
    if row.subject_id is None:
        data = look.vault.open_unowned(row.id, purpose, row.record)
    else:
        data = look.vault.open(row.subject_id, purpose, row.id, row.record)
    kept = json.loads(data)
    evidence = kept.pop(EVIDENCE, {})
    return _measured(evidence) and kept.keys() <= _NAMES and kept == device_classes(kept)


def _measured(evidence: Any) -> bool:
    """Tell whether it is the finite numbers of cues, and nothing else."""
    return isinstance(evidence, dict) and all(
        _CUE.fullmatch(name) and type(value) in {int, float} and isfinite(value)
        for name, value in evidence.items()
    )


def _sample(look: Look, row: Any) -> bool:
    purpose = Purpose.IMPROVEMENT_SAMPLE
    data = look.vault.open(row.subject_id, purpose, row.session_id, row.sealed)
    about, _, jpeg = data.partition(b"\n")
    return isinstance(json.loads(about), dict) and jpeg.startswith(_JPEG)


def _details(look: Look, row: Any) -> bool:
    return isinstance(open_record(look.vault, row.id, row.details), dict)


def _message(look: Look, row: Any) -> bool:
    return isinstance(open_record(look.vault, row.id, row.payload), dict)


def _setting(look: Look, row: Any) -> bool:
    return isinstance(open_record(look.vault, setting_id(row.name), row.sealed), dict)


_CONTENTS = (
    _Content(tables.templates.c.sealed, _template),
    _Content(tables.sessions.c.record, _device),
    _Content(tables.improvement_samples.c.sealed, _sample),
    _Content(privacy_tables.privacy_requests.c.details, _details),
    _Content(privacy_tables.disclosures.c.details, _details),
    _Content(privacy_tables.holds.c.details, _details),
    _Content(privacy_tables.deliveries.c.payload, _message),
    _Content(privacy_tables.tenant_documents.c.sealed, _setting),
)
