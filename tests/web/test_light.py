"""The light of the screen: what the server drew, slowly, and not for who wants none."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Visit
from tests.web.script import DONE, TARGET, WELCOME, Script, guidance, token
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
LIT = token(lit=True)
SKY, AMBER, NEUTRAL = "rgb(160, 208, 255)", "rgb(255, 195, 110)", "rgb(206, 206, 206)"
_RECORD = """() => {
  window.shown = [];
  const root = document.querySelector("inperson-capture").shadowRoot;
  const light = root.querySelector(".light");
  const set = light.style.setProperty.bind(light.style);
  light.style.setProperty = (name, value) => {
    // at once, for a busy machine may be late to tell an observer
    if (value !== window.shown.at(-1)?.[0]) window.shown.push([value, performance.now()]);
    set(name, value);
  };
}"""


def light(colour: str) -> dict[str, Any]:
    return {"type": "light", "colour": colour}


def begun(visit: Visits, session_token: str = LIT, **context: Any) -> tuple[Visit, Script]:
    page = visit(**context)
    script = Script(page.page, WELCOME, TARGET, light("neutral"), token=session_token)
    page.page.evaluate(_RECORD)
    page.press("begin")
    return page, script


def covers(page: Visit, colour: str) -> None:
    """Wait until the whole screen shows a colour."""
    expect(page.page.locator("inperson-capture .light")).to_have_css("background-color", colour)
    box = page.page.locator("inperson-capture .light").bounding_box()
    size = page.page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["x"], box["y"]) == (0, 0)
    assert (box["width"], box["height"]) == (size["width"], size["height"])


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("light", {"color_scheme": "light"}),
        ("dark", {"color_scheme": "dark"}),
        ("phone", {"viewport": {"width": 360, "height": 720}}),
    ],
)
def test_the_screen_shows_what_it_is_told(visit: Visits, name: str, context: Any) -> None:
    page, script = begun(visit, **context)
    page.reaches("capturing")
    assert script.greeting["light"] is True
    covers(page, NEUTRAL)
    script.say(guidance("move_closer", 0.5), light("sky"))
    covers(page, SKY)
    page.shot(f"light-{name}-sky")
    assert axe(page) == []
    script.say(light("amber"))
    covers(page, AMBER)
    page.shot(f"light-{name}-amber")
    script.say(DONE)
    page.reaches("passed")
    expect(page.page.locator("inperson-capture .light")).to_be_hidden()


def test_it_changes_twice_a_second_at_most_whatever_comes(visit: Visits) -> None:
    page, script = begun(visit)
    page.reaches("capturing")
    covers(page, NEUTRAL)
    page.page.wait_for_timeout(600)  # so that the next is shown at once, and those after it not
    script.say(light("sky"))
    page.until("window.shown.length > 1")
    colours = ("amber", "mint", "rose", "sky", "none", "#ff0000", "amber", "mint")
    script.say(*(light(each) for each in colours))
    covers(page, "rgb(140, 222, 165)")
    shown = page.page.evaluate("window.shown")
    assert [each for each, _ in shown] == ["#cecece", "#a0d0ff", "#8cdea5"], "the newest counts"
    times = [at for _, at in shown]
    assert all(later - before >= 499 for before, later in itertools.pairwise(times))


def test_it_stops_when_the_line_is_lost(visit: Visits) -> None:
    page, _script = begun(visit)
    page.reaches("capturing")
    covers(page, NEUTRAL)
    page.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    expect(page.page.locator("inperson-capture .light")).to_be_hidden()


@pytest.mark.parametrize("reduced", [True, False])
def test_who_wants_no_changing_light_is_shown_none(visit: Visits, reduced: bool) -> None:
    page = visit(reduced_motion="reduce" if reduced else "no-preference")
    script = Script(page.page, WELCOME, TARGET, token=LIT)
    face = "document.querySelector('inperson-capture')"
    page.page.evaluate(f"{face}.sessionToken = '{LIT}'")
    box = page.page.locator("inperson-capture input[part=still_light]")
    assert box.is_checked() is reduced
    expect(page.page.locator("inperson-capture [part=lit]")).to_be_visible()
    page.shot(f"light-notice-{'reduced' if reduced else 'usual'}")
    box.check()
    page.press("begin")
    page.reaches("failed")
    assert "light of the screen" in page.texts()
    assert script.greeting == {}, "nothing was sent, and no camera opened"
    assert page.camera_is_off()
    assert axe(page) == []


def test_a_session_without_light_says_nothing_of_it(visit: Visits) -> None:
    page, script = begun(visit, token())
    page.reaches("capturing")
    assert "light" not in script.greeting
    assert page.page.locator("inperson-capture input[part=still_light]").count() == 0
