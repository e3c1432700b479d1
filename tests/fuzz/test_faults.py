"""What a server answered before it was broken and has not stored is found."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from fuzz.faults import Load, _check
from fuzz.fuzzer import Found

from tests.processes.fleet import Fleet, Nursery, fleet


@pytest.fixture
def made(nursery: Nursery, tmp_path: Path) -> Iterator[Fleet]:
    with fleet(nursery, tmp_path, 1, None) as made:
        made.add_tenant()
        yield made


def test_what_was_answered_and_is_not_stored_is_found(made: Fleet) -> None:
    made.start(0)
    load = Load(made, Random(1))
    load.round("subject-1", 1)
    load.round("subject-2", 2)
    assert load.erased
    made.end(0)
    _check(made, load)
    enrolled = {"decision": "enrolled", "subject_id": "sub_1"}
    load.decided["ses_1"] = enrolled
    with pytest.raises(Found, match="answered enrolled, and stored None"):
        _check(made, load)
    load.leaving.add("sub_1")
    _check(made, load)
    load.wrong.append("POST sessions answered 500 internal_error")
    with pytest.raises(Found, match="answered 500"):
        _check(made, load)
