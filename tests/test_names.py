"""One word, one meaning: no name of a public class stands in two rooms."""

import ast
from collections import Counter
from pathlib import Path

SRC = Path(__file__).parents[1] / "src"
TWICE = frozenset(
    [
        "Answer",
        "Counts",
        "Delivery",
        "Entered",
        "Entry",
        "Finding",
        "Frame",
        "Guidance",
        "Invitation",
        "Kind",
        "Ledger",
        "Line",
        "LiveCapture",
        "Measure",
        "Outcome",
        "Part",
        "Reason",
        "Recipient",
        "Refusal",
        "Report",
        "RequestInvalid",
        "Span",
        "Target",
        "UsageView",
        "Visitor",
        "Wish",
    ]
)
"""What stood twice when this was first held. A name leaves the list when one of the two gets its
own; none is added."""


def test_no_new_class_takes_the_name_of_another() -> None:
    names = Counter(
        node.name
        for path in SRC.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, count in names.items() if count > 1} <= TWICE
