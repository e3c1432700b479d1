"""What a piece of work costs the databases: its transactions and statements, by store."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

_SQLITE_STORE = re.compile(r"(directory|silo|keys|improve|audit)(_server)?")


@dataclass
class Cost:
    """What was asked of the databases while it was counted."""

    transactions: Counter[str] = field(default_factory=Counter)
    """How many began, by the store's kind, such as `silo`."""
    writing: Counter[str] = field(default_factory=Counter)
    """How many of them may write; in SQLite these alone wait for others."""
    statements: list[str] = field(default_factory=list)
    """All, but for those that begin a transaction or enter a store."""

    def __str__(self) -> str:
        """Return it in a line."""
        total, writing = self.transactions.total(), self.writing.total()
        return f"{total} transactions, {writing} of them writing, {len(self.statements)} statements"


@contextmanager
def counting() -> Iterator[Cost]:
    """Count what every engine of this process is asked for in a block, in all its threads."""
    cost = Cost()

    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        kind = _kind(connection)
        cost.transactions[kind] += 1
        if not options.get("inperson_reads"):
            cost.writing[kind] += 1

    def asked(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not re.match("BEGIN|SET LOCAL", statement):
            cost.statements.append(statement)

    event.listen(Engine, "begin", begun)
    event.listen(Engine, "before_cursor_execute", asked)
    try:
        yield cost
    finally:
        event.remove(Engine, "begin", begun)
        event.remove(Engine, "before_cursor_execute", asked)


def _kind(connection: Connection) -> str:
    translated = connection.get_execution_options().get("schema_translate_map") or {}
    name = translated.get(None) or Path(connection.engine.url.database or "").stem
    known = _SQLITE_STORE.match(name)
    return known[1] if known else name
