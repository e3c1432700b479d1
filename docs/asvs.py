"""The checklist of docs/asvs.md, held to the standard's numbers and to evidence."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "asvs.md"
STATES = ("holds", "open", "operator", "none")
# how many requirements each section of ASVS 5.0.0 has, by chapter
_SECTIONS = (
    (2, 10, 12, 3, 3),
    (3, 3, 5, 2),
    (1, 3, 5, 8, 8, 1, 5),
    (5, 5, 2, 4),
    (1, 6, 3, 3),
    (3, 12, 8, 6, 8, 4, 2, 4),
    (3, 4, 2, 5, 3, 2),
    (4, 4, 3, 2),
    (3, 4),
    (2, 3, 5, 16, 5, 2, 3),
    (4, 5, 5, 4, 2, 2, 2),
    (5, 2, 5),
    (4, 6, 4, 7),
    (2, 8, 3),
    (5, 5, 7, 4),
    (1, 5, 4, 3, 4),
    (2, 8, 2),
)
EVERY = tuple(
    f"{chapter}.{section}.{number}"
    for chapter, sections in enumerate(_SECTIONS, 1)
    for section, count in enumerate(sections, 1)
    for number in range(1, count + 1)
)
_NUMBERS = re.compile(r"(\d+\.\d+)\.(\d+)(?:-\d+\.\d+\.(\d+))?")


def rows(text: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Return each row's requirements, its state, and what stands for it."""
    for line in text.splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if len(cells) == 4 and _NUMBERS.match(cells[0]):
            numbers = tuple(
                f"{section}.{number}"
                for section, first, last in _NUMBERS.findall(cells[0])
                for number in range(int(first), int(last or first) + 1)
            )
            yield numbers, cells[2], cells[3]


def counts(text: str) -> Counter[str]:
    """Return how many requirements are in each state."""
    return Counter(state for numbers, state, _ in rows(text) for _ in numbers)


def wrong(text: str | None = None) -> Iterator[str]:
    """Return what is wrong with the checklist: no requirement is left out, none is only claimed."""
    text = PAGE.read_text("utf-8") if text is None else text
    said = Counter(each for numbers, _, _ in rows(text) for each in numbers)
    for each in sorted({*EVERY, *said}):
        if said[each] != 1 or each not in EVERY:
            yield f"docs/asvs.md: {each} is there {said[each]} times"
    for numbers, state, why in rows(text):
        if state not in STATES or not why:
            yield f"docs/asvs.md: {numbers[0]} has no state, or no reason"
        if state == "holds" and "`" not in why and "](" not in why:
            yield f"docs/asvs.md: {numbers[0]} names no evidence"
    found = counts(text)
    sums = " | ".join(str(found[state]) for state in STATES)
    if f"| {sums} |" not in text:
        yield f"docs/asvs.md: the sums are {sums}"
