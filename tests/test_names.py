"""One word, one meaning: no name of a public class stands in two rooms, and a stranger finds by
the names of folders and files what the server does to a person."""

import ast
from collections import Counter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"


def test_no_class_takes_the_name_of_another() -> None:
    names = Counter(
        node.name
        for path in SRC.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


WHERE = {
    "a face is compared": ("matching/comparison.py", "def", "compare"),
    "a consent is checked before a session": (
        "rights/consents/before_session.py",
        "call",
        "require_consent",
    ),
    "an erased subject's key dies": ("sessions/erasure.py", "call", "destroy_subject_key"),
    "the lockout is": ("sessions/lockout.py", "call", "SubjectLocked"),
}
"""What is asked, the module whose name answers, and what no other module defines or calls."""


def _modules_that(form: str, name: str) -> set[str]:
    room = SRC / "inperson"
    return {
        str(path.relative_to(room))
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.FunctionDef) and form == "def" and node.name == name)
        or (isinstance(node, ast.Call) and form == "call" and _called(node) == name)
    }


def _called(node: ast.Call) -> str | None:
    called = node.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)


@pytest.mark.parametrize("question", WHERE)
def test_one_module_answers(question: str) -> None:
    module, form, name = WHERE[question]
    assert _modules_that(form, name) == {module}


def test_a_subjects_key_dies_by_an_erasure_or_with_an_enrolment_that_lost() -> None:
    lost_enrolment = "sessions/decisions.py"
    assert _modules_that("call", "discard_subject_key") == {"sessions/erasure.py", lost_enrolment}
