"""What is proved of what stands beside the sealed records (clause 2.4): by content, not by name."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, Text, select

from inperson.app import Server
from inperson.policy.looking import Broken, Seen, looks
from inperson.sessions import Reason
from inperson.store import tables

_FORBIDDEN = re.compile(r"name|mail|phone_number|birth|passport|address|document_number")
_ALLOWED = frozenset({("tenant_documents", "name")})
_ID = re.compile(r"[a-z]{3}_[a-z2-7]{26}")
_ACTOR = re.compile(r"[\x21-\x7e]{1,64}")
_WORD = re.compile(r"[A-Za-z0-9_.:/+-]{0,80}")


def nothing_personal_beside(deployment: Server) -> Seen:
    """Prove that no column is there that the code does not know, nor a value of another form."""
    count = 0
    for look in looks(deployment):
        for engine, metadata in ((look.silo, tables.silo), (look.improvement, tables.improvement)):
            _known(look.columns(engine) - {("alembic_version", "version_num")}, metadata)
            for table in metadata.sorted_tables:
                forms = {each.name: _form(each) for each in table.c if _has_form(each)}
                if not forms:
                    continue
                for row in look.rows(select(*(table.c[name] for name in forms)), engine):
                    count += 1
                    _demand(table, row._mapping, forms)
    return Seen(count, f"{count} rows beside sealed records, each value of its form")


def _known(found: set[tuple[str, str]], metadata: MetaData) -> None:
    expected = {(each.name, column.name) for each in metadata.sorted_tables for column in each.c}
    for table, column in sorted(found - expected):
        raise Broken(f"{table}.{column} is a column that the code does not know")
    for table, column in sorted(found - _ALLOWED):
        if _FORBIDDEN.search(column):
            raise Broken(f"{table}.{column} could hold a person's data")


def _has_form(column: Column[Any]) -> bool:
    """Tell whether a column is words or a digest: neither a document nor a sealed record."""
    kind = column.type
    if isinstance(kind, LargeBinary):
        return kind.length is not None
    return isinstance(kind, String) and not isinstance(kind, Text)


def _form(column: Column[Any]) -> Callable[[Any], bool]:
    if isinstance(column.type, LargeBinary):
        return _digest
    if column.name == "reasons":
        return lambda text: all(each in list(Reason) for each in text.split(" ") if each)
    if column.name.endswith("_by"):
        return lambda text: _ACTOR.fullmatch(text) is not None
    if column.name == "id" or column.name.endswith("_id"):
        return lambda text: _ID.fullmatch(text) is not None
    return lambda text: _WORD.fullmatch(text) is not None


def _digest(value: bytes) -> bool:
    """Tell whether bytes are a digest, and no text that was cut or filled up to its length."""
    return any(not 32 <= each < 127 for each in bytes(value).rstrip(b"\0")) or not any(value)


def _demand(table: Table, row: Any, forms: dict[str, Callable[[Any], bool]]) -> None:
    for name, fits in forms.items():
        value = row[name]
        if value is not None and not _fits(fits, value):
            raise Broken(f"{table.name}.{name} holds something else than it is for")


def _fits(fits: Callable[[Any], bool], value: Any) -> bool:
    try:
        return fits(value)
    except (ValueError, TypeError, AttributeError):
        return False
