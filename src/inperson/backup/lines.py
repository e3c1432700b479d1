"""The inside of an archive: JSON lines, written and read one after the other.

The grammar is docs/backup.md. What is read is trusted in nothing: only `BackupBroken` and
`BackupNewer` come out, and no more than one line and one batch is ever in memory.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NoReturn

from inperson.backup.errors import BackupBroken, BackupNewer
from inperson.backup.model import FORMAT, VERSION, ArchivePart, Batch, Head, Source, Tail, Value
from inperson.backup.values import broken, read, written

LONGEST_LINE = 64 << 20
"""Bytes. The largest body that a server takes by default is half of it."""
BATCH_ROWS, BATCH_BYTES = 500, 4 << 20

_NAME = re.compile(r"[a-z0-9_]{1,63}")

Sign = Callable[[Mapping[str, Any]], str]
Tell = Callable[[str, int], None]
"""Is told which store is at work, and how many rows are done."""


def quiet(store: str, rows: int) -> None:
    """Tell nobody."""


def write_lines(
    head: Head, sources: Iterable[Source], sign: Sign, tell: Tell = quiet
) -> Iterator[bytes]:
    """Yield the lines of an archive.

    Args:
        head: what it says first.
        sources: the stores, each read when its turn comes.
        sign: signs what the last line claims.
        tell: hears how far it is.

    """
    whole, rows, stores = hashlib.sha256(), 0, 0
    first = {
        "format": FORMAT,
        "version": VERSION,
        "part": head.part.value,
        "made_at": head.made_at.isoformat(),
        "server": head.server,
    }
    yield _counted(_line(first), whole)
    for source in sources:
        digest, mine = hashlib.sha256(), 0
        for line, count in _store_lines(source):
            mine += count
            yield _counted(line, whole, digest)
            tell(source.name, rows + mine)
        rows, stores = rows + mine, stores + 1
        end = {"end_store": source.name, "rows": mine, "sha256": digest.hexdigest()}
        yield _counted(_line(end), whole)
    tail = Tail(stores, rows, whole.hexdigest(), "")
    tail = replace(tail, statement=sign(tail.claims(head)))
    last = {"stores": tail.stores, "rows": tail.rows, "sha256": tail.sha256}
    yield _line({"end": head.part.value, **last, "statement": tail.statement})


def _store_lines(source: Source) -> Iterator[tuple[bytes, int]]:
    yield (
        _line({"store": source.name, "kind": source.kind, "revision": source.revision}),
        0,
    )
    for table, batches in groupby(source.batches(), key=lambda batch: batch.table):
        named = False
        for batch in batches:
            if not named:
                yield _line({"table": table, "columns": list(batch.columns)}), 0
                named = True
            for row in batch.rows:
                yield _line([written(value) for value in row]), 1


@dataclass(slots=True)
class StoredStore:
    """A store in an archive: read its batches before the next one is asked for."""

    name: str
    kind: str
    revision: str
    _reader: "ArchiveReader" = field(repr=False)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, and check them against the store's count and digest at the end.

        Raises:
            BackupBroken: if they are not what was written.

        """
        return self._reader.batches(self.name)


class ArchiveReader:
    """Reads the lines of an archive.

    Args:
        lines: each with its line end.

    Raises:
        BackupBroken: if the first line is not an archive's.
        BackupNewer: if it is of a later version of the format.

    """

    def __init__(self, lines: Iterator[bytes], tell: Tell = quiet) -> None:
        self._lines = lines
        self._whole = hashlib.sha256()
        self._store = hashlib.sha256()
        self._rows = 0
        self._tell = tell
        self._next: Any = None
        self._raw = b""
        self.head = _head(self._read())
        self._count()
        self.tail: Tail | None = None

    def stores(self) -> Iterator[StoredStore]:
        """Yield the stores; after the last one `tail` is there, and all of it was checked.

        Raises:
            BackupBroken: if it is not whole, or not as it was written.

        """
        seen: set[str] = set()
        while "store" in (said := _object(self._read())):
            name, kind, revision = (_name(said.get(key)) for key in ("store", "kind", "revision"))
            if len(said) != 3 or name in seen:
                broken()
            seen.add(name)
            self._store = hashlib.sha256()
            self._count()
            yield StoredStore(name, kind, revision, self)
        self._end(said, len(seen))

    def batches(self, store: str) -> Iterator[Batch]:
        """Yield a store's rows; see `StoredStore.batches`."""
        before, seen = self._rows, set[str]()
        said = self._read()
        while isinstance(said, dict) and "table" in said:
            table, columns = _table(said)
            if table in seen:
                broken()
            seen.add(table)
            self._count()
            yield from self._table(store, table, columns)
            said = self._next
        made = {
            "end_store": store,
            "rows": self._rows - before,
            "sha256": self._store.hexdigest(),
        }
        if _object(said) != made:
            broken()
        self._whole.update(self._raw)

    def _table(self, store: str, table: str, columns: tuple[str, ...]) -> Iterator[Batch]:
        """Yield a table's rows, at least one batch; leave the line after them in `_next`."""
        rows, size = list[list[Value]](), 0
        while isinstance(said := self._read(), list):
            if len(said) != len(columns):
                broken()
            rows.append([read(value) for value in said])
            size += len(self._raw)
            self._rows += 1
            self._count()
            if len(rows) >= BATCH_ROWS or size >= BATCH_BYTES:
                yield Batch(table, columns, rows)
                self._tell(store, self._rows)
                rows, size = [], 0
        self._next = said
        yield Batch(table, columns, rows)

    def _end(self, said: dict[str, Any], stores: int) -> None:
        digest, part = self._whole.hexdigest(), self.head.part.value
        made = {"end": part, "stores": stores, "rows": self._rows, "sha256": digest}
        statement = said.pop("statement", None)
        if said != made or not isinstance(statement, str) or next(self._lines, None) is not None:
            broken()
        self.tail = Tail(stores, self._rows, digest, statement)

    def _read(self) -> Any:
        raw = next(self._lines, None)
        if raw is None or not raw.endswith(b"\n"):
            broken("The backup ends before its end.")
        self._raw = raw
        try:
            return json.loads(raw, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BackupBroken("A line of the backup is not JSON.") from error

    def _count(self) -> None:
        self._whole.update(self._raw)
        self._store.update(self._raw)


def _head(said: Any) -> Head:
    said = _object(said)
    if said.get("format") != FORMAT:
        broken("The file is no backup.")
    if said.get("version") != VERSION:
        raise BackupNewer("The backup is of a version that this program does not read.")
    try:
        made_at = datetime.fromisoformat(said["made_at"]).astimezone(UTC)
        head = Head(ArchivePart(said["part"]), made_at, str(said["server"]))
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise BackupBroken("The first line is not a backup's.") from error
    return head


def _table(said: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    columns = said.get("columns")
    if len(said) != 2 or not isinstance(columns, list) or not columns:
        broken()
    names = tuple(_name(each) for each in columns)
    if len(set(names)) != len(names):
        broken()
    return _name(said["table"]), names


def _object(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        broken()
    return said


def _name(said: Any) -> str:
    if not isinstance(said, str) or _NAME.fullmatch(said) is None:
        broken()
    return said


def _no_number(_: str) -> NoReturn:
    broken()


def _line(said: Any) -> bytes:
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


def _counted(line: bytes, *digests: Any) -> bytes:
    for digest in digests:
        digest.update(line)
    return line
