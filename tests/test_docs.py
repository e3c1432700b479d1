"""What the pages in docs/ may not claim: files that are not there, requirements left out."""

import re
from pathlib import Path

import pytest
from docs import asvs, naming

from tests.conftest import ROOT


@pytest.mark.parametrize(
    "text",
    [
        "shown by `tests/attacks/test_nobody.py`",
        "made by `http/nowhere.py`",
        "see [there](nowhere.md)",
        "see [there](nowhere.md#a-part)",
    ],
)
def test_a_file_that_is_not_there_is_found(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    assert len(list(naming.lost(page))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`tests/test_docs.py`, `http/limits.py`, `deploy/`, `tests/vectors`",
        "`web/0.1.0` is a client, `application/json` a type, `/v1/sessions` a path",
        "[elsewhere](https://example.com/nowhere.md), [here](page.md), [below](#below)",
    ],
)
def test_what_is_there_or_no_file_is_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    assert list(naming.lost(page)) == []


def test_the_checklist_of_the_asvs_is_whole_and_names_its_evidence() -> None:
    assert len(asvs.EVERY) == 345
    assert list(asvs.wrong()) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("| 1.2.10 |", "| 1.2.11 |", "1.2.11"),
        ("| 2.3.4 |", "| 2.3.3-2.3.4 |", "2.3.3"),
        ("| 6.3.2 | default accounts | holds |", "| 6.3.2 | default accounts | fine |", "6.3.2"),
        ("`tests/people/test_entrance.py` |\n| 7.5.2", "sure |\n| 7.5.2", "7.5.1"),
        ("| 6.3.5 | telling of odd attempts | open |", "| 6.3.5 | telling | none |", "the sums"),
    ],
)
def test_a_claim_too_many_is_found(before: str, after: str, said: str) -> None:
    text = asvs.PAGE.read_text("utf-8")
    assert before in text
    assert any(said in each for each in asvs.wrong(text.replace(before, after)))


def test_no_page_keeps_anything_in_the_browser() -> None:
    kept = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open")
    for folder in ("src", "pages"):
        for path in (ROOT / "web" / folder).rglob("*.ts"):
            assert kept.search(path.read_text("utf-8")) is None, path
