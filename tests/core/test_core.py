from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import InpersonError, StoreUnavailable, SystemClock, SystemEntropy
from inperson.core.clock import ManualClock
from inperson.core.ids import (
    is_id,
    new_session_id,
    new_subject_id,
    new_tenant_id,
    new_token_id,
)


def test_each_kind_of_id_has_its_prefix_and_only_that() -> None:
    entropy = SystemEntropy()
    made = {
        "ten": new_tenant_id(entropy),
        "tok": new_token_id(entropy),
        "sub": new_subject_id(entropy),
        "ses": new_session_id(entropy),
    }
    for prefix, one in made.items():
        assert [other for other in made if is_id(one, other)] == [prefix]
    assert len({new_session_id(entropy) for _ in range(1000)}) == 1000


@given(st.text(max_size=40))
def test_other_text_is_no_id(text: str) -> None:
    assert not is_id(text, "ses")


@pytest.mark.parametrize("tail", ["", "\n", "A" * 26, "a" * 25, "a" * 27, "a" * 25 + "1"])
def test_an_id_has_exactly_its_form(tail: str) -> None:
    assert not is_id(f"ses_{tail}", "ses")


def test_an_error_without_a_code_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="must define its own `code`"):
        type("Nameless", (InpersonError,), {})


def test_an_error_with_a_status_and_without_a_title_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="must define its own `title`"):
        type("Untitled", (InpersonError,), {"code": "untitled", "status": HTTPStatus.CONFLICT})


def test_an_error_inherits_neither_status_nor_title() -> None:
    below = type("Below", (StoreUnavailable,), {"code": "below"})
    assert (below.status, below.title) == (None, "")


def test_clocks_are_aware_and_the_manual_one_stands_still() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    assert SystemClock().monotonic_s() <= SystemClock().monotonic_s()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = ManualClock(start)
    assert clock.now() == start
    clock.advance(1.5)
    assert (clock.now() - start, clock.monotonic_s()) == (timedelta(seconds=1.5), 1.5)
