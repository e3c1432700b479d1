"""The one converter between a noun's values and its rows, made out of the noun's own definition.

A field is the column of its name, unless the converter is told that it is called otherwise. The
fields of a value within a value are columns of the same row; where it may be None, it is None when
the column of its first field is. Words (`tuple` and `frozenset`) have spaces between them.
Times are the business of `UtcTime`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType
from typing import Any, Generic, NewType, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import Connection, Executable, Row, Table, insert

from inperson.store.inserts import insert_if_free

Noun = TypeVar("Noun")
_Values = Mapping[Any, Any]


class Converter(Generic[Noun]):
    """Reads and writes the values of a dataclass as rows of a table.

    Args:
        make: the dataclass, or what makes a value out of its fields.
        table: what holds it; it may have other columns too.
        called: the columns that are not called as their fields, by field (`inner.field`).
        of: the dataclass, where `make` is another.

    """

    def __init__(
        self,
        make: Callable[..., Noun],
        table: Table,
        called: Mapping[str, str] | None = None,
        of: Any = None,
    ) -> None:
        self._table = table
        self._all = _Fields(of or make, table, called or {}, make=make)

    def row(self, value: Noun) -> dict[str, Any]:
        """Return the row of a value."""
        return self._all.write(value)

    def columns(self, field: str, value: Any) -> dict[str, Any]:
        """Return the columns of one field."""
        return self._all.parts[field].write(value)

    def value(self, row: Row[Any]) -> Noun:
        """Read a value from a row."""
        value: Noun = self._all.read(row._mapping)
        return value

    def first(self, connection: Connection, query: Executable) -> Noun | None:
        """Return the first value that a query finds, or None."""
        row = connection.execute(query).first()
        return None if row is None else self.value(row)

    def all(self, connection: Connection, query: Executable) -> Sequence[Noun]:
        """Return the values that a query finds, in its order."""
        return [self.value(row) for row in connection.execute(query)]

    def add(self, connection: Connection, value: Noun, **others: Any) -> None:
        """Insert a value, and columns that are no field of it."""
        connection.execute(insert(self._table).values(self.row(value) | others))

    def add_if_free(self, connection: Connection, value: Noun, **others: Any) -> bool:
        """Insert a value, and columns that are no field of it; False if a unique one is taken."""
        return insert_if_free(connection, self._table, self.row(value) | others)


class _Fields:
    """The columns of a dataclass."""

    def __init__(
        self,
        noun: Any,
        table: Table,
        called: Mapping[str, str],
        *,
        make: Any,
        optional: bool = False,
    ) -> None:
        hints = get_type_hints(noun)
        self._make, self._optional = make, optional
        self.parts = {
            each.name: _part(each.name, hints[each.name], table, called) for each in fields(noun)
        }
        self._first = next(iter(self.parts.values()))

    def write(self, value: Any) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, part in self.parts.items():
            row |= part.write(None if value is None else getattr(value, name))
        return row

    def read(self, row: _Values) -> Any:
        if self._optional and self._first.absent(row):
            return None
        return self._make(**{name: part.read(row) for name, part in self.parts.items()})

    def absent(self, row: _Values) -> bool:
        return self._first.absent(row)


class _Column:
    """The one column of a plain field."""

    def __init__(self, name: str, kind: Any, *, optional: bool) -> None:
        self._name = name
        self._read, self._write = _conversion(kind)
        self._optional = optional

    def write(self, value: Any) -> dict[str, Any]:
        return {self._name: None if value is None else self._write(value)}

    def read(self, row: _Values) -> Any:
        value = row[self._name]
        return None if value is None and self._optional else self._read(value)

    def absent(self, row: _Values) -> bool:
        return row[self._name] is None


def _part(name: str, hint: Any, table: Table, called: Mapping[str, str]) -> _Fields | _Column:
    kinds = [each for each in get_args(hint) if each is not NoneType]
    optional = NoneType in get_args(hint)
    kind = kinds[0] if optional else hint
    if is_dataclass(kind):
        start = f"{name}."
        within = {k.removeprefix(start): v for k, v in called.items() if k.startswith(start)}
        return _Fields(kind, table, within, make=kind, optional=optional)
    return _Column(table.c[called.get(name, name)].name, kind, optional=optional)


def _conversion(kind: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return how a column's value becomes a field's, and the other way round."""
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    many = get_origin(kind)
    if many is tuple:
        return lambda text: tuple(map(get_args(kind)[0], text.split())), " ".join
    if many is frozenset:
        return lambda text: frozenset(map(get_args(kind)[0], text.split())), _sorted_words
    if issubclass(kind, Enum):
        return kind, lambda value: value.value
    return (bytes, _same) if kind is bytes else (_same, _same)


def _same(value: Any) -> Any:
    return value


def _sorted_words(words: Any) -> str:
    return " ".join(sorted(words))
