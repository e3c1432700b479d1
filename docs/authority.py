"""The tables of docs/authority.md, as what checks them reads them."""

import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parent / "authority.md"
_MARKED = re.compile(r"`([^`]+)`")
Row = dict[str, str]


@cache
def rows(section: str) -> tuple[Row, ...]:
    """Return the rows of a section's table, each cell by its column's name."""
    (text,) = (
        each for each in PAGE.read_text("utf-8").split("\n## ") if each.startswith(f"{section}\n")
    )
    lines = [each for each in text.splitlines() if each.startswith("|")]
    head, _, *body = [[cell.strip() for cell in each.strip("|").split("|")] for each in lines]
    return tuple(dict(zip(head, cells, strict=True)) for cells in body)


def marked(cell: str) -> str:
    """Return what stands in a cell between backticks; nothing if nothing does."""
    found = _MARKED.search(cell)
    return "" if found is None else found[1]
