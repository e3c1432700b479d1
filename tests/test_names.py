"""One word, one meaning: no name of a public class stands in two rooms, and a stranger finds by
the names of folders and files what the server does to a person."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "inperson"


@cache
def _modules() -> dict[str, ast.Module]:
    every = {str(path.relative_to(SRC)): path for path in SRC.rglob("*.py")}
    return {name: ast.parse(path.read_text("utf-8")) for name, path in every.items()}


def test_no_class_takes_the_name_of_another() -> None:
    names = Counter(
        node.name
        for module in _modules().values()
        for node in module.body
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
    return {
        path
        for path, module in _modules().items()
        for node in ast.walk(module)
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


MEANINGS = {
    "private": ["PrivateDeployment", "SqlPrivateDeployment"],
    "client": ["client/", "AsyncClient", "Client"],
    "policy": ["policy/", "cli/policy.py"],
    "record": [
        *["sessions/session_record.py", "sessions/record_sealing.py", "desks/record_sealing.py"],
        *["SessionRecord", "SealedRecord", "RecordSealing"],
    ],
    "observ": ["observing/"],
    "measure": ["Measure"],
    "meter": [],
    "watch": [],
    "bury": [],
}
"""The folders, files and classes that may have a word in their name: those of its one meaning."""


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", re.sub(r"(?=[A-Z])", "_", name).lower())


@pytest.mark.parametrize("word", MEANINGS)
def test_a_word_has_one_meaning(word: str) -> None:
    classes = {
        node.name
        for module in _modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    having = [
        name
        for name in (*_modules(), *classes)
        if any(each.startswith(word) for each in _words(name))
    ]
    assert [name for name in having if not name.startswith(tuple(MEANINGS[word]))] == []
