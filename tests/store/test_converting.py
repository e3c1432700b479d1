"""The one converter between values and rows, on a table of its own and on the nouns themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    select,
    update,
)

from inperson.store.converting import Converter
from inperson.store.tables import UtcTime

AT = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
Key = NewType("Key", bytes)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Lid:
    colour: Colour
    weight: int | None
    words: tuple[Colour, ...]


@dataclass(frozen=True)
class Label:
    text: str


@dataclass(frozen=True)
class Box:
    id: str
    key: Key
    label: Label
    made_at: datetime
    kinds: frozenset[Colour]
    lid: Lid | None = None
    paint: Colour | None = None


_table = Table(
    "boxes",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("key", LargeBinary),
    Column("label", String),
    Column("made_at", UtcTime),
    Column("kinds", String),
    Column("lid_colour", String),
    Column("weight", Integer),
    Column("words", String),
    Column("paint", String),
    Column("other", String),
)
CALLED = {"lid.colour": "lid_colour", "lid.words": "words", "label.text": "label"}
BOXES = Converter(Box, _table, CALLED)
PLAIN = Box("one", Key(b"k"), Label("a b"), AT, frozenset())
FULL = Box(
    "two",
    Key(b"\0"),
    Label(""),
    AT,
    frozenset({Colour.RED, Colour.BLUE}),
    Lid(Colour.RED, None, (Colour.BLUE, Colour.RED)),
    Colour.BLUE,
)


@pytest.fixture
def connection() -> Connection:
    connection = create_engine("sqlite://").connect()
    _table.create(connection)
    return connection


@pytest.mark.parametrize("box", [PLAIN, FULL])
def test_a_value_comes_back_as_it_was(connection: Connection, box: Box) -> None:
    BOXES.add(connection, box, other="beside")
    assert BOXES.first(connection, select(_table)) == box
    assert connection.execute(select(_table.c.other)).scalar() == "beside"


def test_the_columns_hold_plain_values() -> None:
    row = BOXES.row(FULL)
    assert {type(each) for each in row.values()} <= {str, bytes, int, datetime, type(None)}
    assert row["kinds"] == "blue red"
    assert row["words"] == "blue red"
    assert row["lid_colour"] == "red"


def test_what_is_not_there_empties_all_its_columns() -> None:
    row = BOXES.row(PLAIN)
    assert [row[each] for each in ("lid_colour", "weight", "words", "paint")] == [None] * 4
    assert BOXES.columns("lid", None) == {"lid_colour": None, "weight": None, "words": None}
    assert BOXES.columns("lid", FULL.lid)["lid_colour"] == "red"


def test_a_taken_key_inserts_nothing(connection: Connection) -> None:
    assert BOXES.add_if_free(connection, FULL)
    assert not BOXES.add_if_free(connection, FULL)
    assert BOXES.all(connection, select(_table)) == [FULL]


def test_a_word_that_the_code_does_not_know_is_no_value(connection: Connection) -> None:
    BOXES.add(connection, FULL)
    connection.execute(update(_table).values(paint="green"))
    with pytest.raises(ValueError, match="green"):
        BOXES.first(connection, select(_table))


def test_an_empty_column_is_no_value_of_a_field_that_is_always_there(
    connection: Connection,
) -> None:
    BOXES.add(connection, FULL)
    connection.execute(update(_table).values(key=None))
    with pytest.raises(TypeError):
        BOXES.first(connection, select(_table))


def test_a_field_without_a_column_is_found_when_the_converter_is_made() -> None:
    with pytest.raises(KeyError):
        Converter(Box, _table)
