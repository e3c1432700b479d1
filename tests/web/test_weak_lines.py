"""Weak lines, in a real browser: whoever has one is not told that the face was wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from inperson_lab.browser import Wire
from tests.web.conftest import Visit
from tests.web.studio import ALICE, living

Visits = Callable[..., Visit]
pytestmark = pytest.mark.needs_models


def ends(page: Visit) -> str:
    page.starts()
    return page.reaches("passed", "refused", "failed")


@pytest.mark.parametrize(("kbit_s", "round_trip_ms"), [(120, 600), (1000, 200)])
def test_a_weak_line_is_not_blamed_on_the_person(
    visit: Visits, cable: Wire, kbit_s: int, round_trip_ms: int
) -> None:
    page = visit(living(ALICE, 1), url=cable.url)
    cable.slow(kbit_s, round_trip_ms)
    state = ends(page)
    assert "Follow the oval" not in page.texts()
    if state == "failed":
        assert "the connection is slow" in page.texts()


def test_a_line_that_is_too_slow_says_so_and_counts_for_nothing(visit: Visits, cable: Wire) -> None:
    page = visit(living(ALICE, 1), url=cable.url)
    cable.slow(30, 800)
    assert ends(page) == "failed"
    assert "the connection is slow" in page.texts()
    assert page.camera_is_off()
    cable.slow(100_000, 0)
    expect(page.page.locator("#result")).not_to_contain_text("not_live")
    page.shot("17-network-too-slow")
