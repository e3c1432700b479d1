"""The page of who follows a sign-in that cannot go on, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from inperson.http.pages import languages
from tests.web.conftest import Visit
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
LOST = "/openid/authorize?client_id=rpy_x&request_uri=none"
_STYLED = "getComputedStyle(document.querySelector('.card')).padding !== '0px'"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width_px", [320, 390, 1100])
def test_it_is_whole_and_clean_at_every_width(visit: Visits, colours: str, width_px: int) -> None:
    room = {"width": width_px, "height": 700}
    page = visit(path=LOST, color_scheme=colours, viewport=room, locale="en-GB")
    assert axe(page) == []
    assert not page.is_wide()
    assert page.page.evaluate(_STYLED)  # its style sheet loads under its policy
    expect(page.page.locator("code")).to_have_text("sign_in_unreturnable")
    page.shot(f"lost-{colours}-{width_px}")
    page.page.keyboard.press("Tab")
    expect(page.page.locator(".skip")).to_be_focused()


def test_it_speaks_every_language(visit: Visits) -> None:
    titles = set()
    for language in languages("lost"):
        page = visit(path=LOST, locale=language, viewport={"width": 390, "height": 700})
        expect(page.page.locator("html")).to_have_attribute("lang", language)
        titles.add(page.page.get_by_role("heading", level=1).inner_text())
        assert not page.is_wide()
        page.shot(f"lost-{language}")
    assert len(titles) == len(languages("lost"))
