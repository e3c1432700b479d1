"""What whoever cannot see the oval hears, and feels: where the face has to go."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.serving import PATIENCE_S
from tests.web.conftest import Visit
from tests.web.script import FAILED, TARGET, WELCOME, Script, guidance
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
FIND = "Hold the camera at arm\u2019s length, before your face"
ASIDE = {"x": -0.1, "y": -0.03, "size": 0.2, "turn": 0}
"""Beside the target, to its left in the frame: as a mirror shows it, to its right."""
_RECORD = """() => {
  window.heard = [];
  const root = document.querySelector("inperson-capture").shadowRoot;
  new MutationObserver(() => window.heard.push(root.querySelector(".heard").textContent))
    .observe(root.querySelector(".heard"), { childList: true });
}"""
_SOUNDS = """() => {
  window.beeps = [];
  window.trembled = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function () {
    if (this.context.state === "running") window.beeps.push(this.frequency.value);
    start.call(this);
  };
  navigator.vibrate = () => (window.trembled += 1);
}"""


def begun(
    visit: Visits, *messages: dict[str, Any], locale: str = "en", **more: str
) -> tuple[Visit, Script]:
    page = visit()
    face = "document.querySelector('inperson-capture')"
    page.page.evaluate(f"{face}.locale = '{locale}'")
    for name, value in more.items():
        page.page.evaluate(f"{face}.setAttribute('{name}', '{value}')")
    page.page.wait_for_selector(f"inperson-capture .frame[lang={locale}] h2")
    page.page.evaluate(_RECORD)
    page.page.evaluate(_SOUNDS)
    script = Script(page.page, WELCOME, TARGET, *messages)
    script.visit = page
    page.press("begin")
    page.reaches("capturing")
    return page, script


def hears(page: Visit, text: str, times: int = 1, still: Script | None = None) -> None:
    """Wait until this has been said; `still` goes on answering frames meanwhile."""
    for _ in range(PATIENCE_S * 5):
        heard: list[str] = page.page.evaluate("window.heard")
        if heard.count(text) >= times:
            return
        if still:
            still.say(still.last)
        page.page.wait_for_timeout(200)
    pytest.fail(f"not heard: {text}, but {heard}")


def test_who_is_not_in_the_picture_is_told_how_to_get_there(visit: Visits) -> None:
    page, script = begun(visit, guidance("no_face"))
    hears(page, FIND)
    script.say(guidance("move_closer", face=ASIDE))
    hears(page, "Move closer")
    script.say(guidance("no_face"))
    hears(page, "Show your face")  # it was there before: how to hold a camera is known


@pytest.mark.parametrize(
    ("locale", "mirrored", "plain"),
    [
        ("en", "Move left", "Move right"),
        ("de", "Nach links", "Nach rechts"),
        ("es", "Muévase a la izquierda", "Muévase a la derecha"),
        ("fr", "Allez à gauche", "Allez à droite"),
        ("pt", "Mova-se para a esquerda", "Mova-se para a direita"),
        ("ar", "تحرك يسارًا", "تحرك يمينًا"),
        ("zh", "向左移动", "向右移动"),
    ],
)
def test_the_way_is_said_as_the_person_sees_it(
    visit: Visits, locale: str, mirrored: str, plain: str
) -> None:
    page, _ = begun(visit, guidance("move_into_oval", face=ASIDE), locale=locale)
    expect(page.page.locator("inperson-capture .hint")).to_have_text(mirrored)
    hears(page, mirrored)
    page, _ = begun(
        visit, guidance("move_into_oval", face=ASIDE), locale=locale, facing="environment"
    )
    hears(page, plain)


def test_higher_and_lower_are_said_too_and_what_holds_is_said_again(visit: Visits) -> None:
    page, script = begun(visit, guidance("move_into_oval", face=ASIDE | {"x": 0.1, "y": 0.2}))
    hears(page, "Move up", times=2, still=script)
    script.say(guidance("move_into_oval", face=ASIDE | {"x": 0.1, "y": -0.3}))
    hears(page, "Move down")


def test_nothing_is_cut_off_by_what_follows_it(visit: Visits) -> None:
    page, script = begun(visit, guidance("move_closer", face=ASIDE))
    script.say(*(guidance(hint, face=ASIDE) for hint in ("move_back", "hold_still") * 10))
    script.say(TARGET | {"index": 1}, guidance("move_closer", face=ASIDE))
    hears(page, "Step 2 of 3")
    heard: list[str] = page.page.evaluate("window.heard")
    assert [each for each in heard if each.startswith("Step")] in (
        ["Step 2 of 3"],
        ["Step 1 of 3", "Step 2 of 3"],
    )
    before = heard[heard.index("Step 2 of 3") - 1]
    assert before == "Move closer", "the way comes first, and how far one has come in its pause"


def test_tones_follow_the_distance_for_who_asked_for_them(visit: Visits) -> None:
    page, script = begun(visit, guidance("move_into_oval", face=ASIDE))
    assert page.page.evaluate("window.beeps") == []
    page.press("cancel")
    page.reaches("failed")
    page.page.get_by_label("Guide me by sound").check()
    assert axe(page) == []
    script.greeting = {}
    page.press("again")
    page.reaches("capturing")
    page.page.evaluate(
        """() => document.querySelector("inperson-capture").addEventListener("hint",
          ({ detail }) => { window.at = detail.face.x; })"""
    )
    for x, lowest, highest in ((-0.3, 200, 300), (0.095, 800, 900)):
        page.page.evaluate("window.beeps = []")
        for _ in range(200):
            script.say(guidance("move_into_oval", face=ASIDE | {"x": x}))
            page.page.wait_for_timeout(50)
            beeps: list[float] = page.page.evaluate("window.beeps")
            if beeps and lowest < beeps[-1] < highest:
                break
        else:
            pytest.fail(f"no tone between {lowest} and {highest} Hz, but {beeps}")
    assert page.page.evaluate("window.trembled") > 0
    script.say(FAILED)
    page.reaches("refused")
    expect(page.page.get_by_label("Guide me by sound")).to_be_checked()


def test_a_page_of_people_who_hear_begins_with_the_sound(visit: Visits) -> None:
    page = visit()
    page.page.evaluate(
        """() => {
          const other = document.createElement("inperson-capture");
          other.setAttribute("sound", "");
          document.querySelector("inperson-capture").replaceWith(other);
        }"""
    )
    expect(page.page.get_by_label("Guide me by sound")).to_be_checked()


def test_more_time_is_offered_and_taken_by_itself_on_the_second_try(visit: Visits) -> None:
    page, script = begun(visit)
    assert script.greeting["profile"] == "standard"
    script.say(FAILED)
    page.reaches("refused")
    expect(page.page.get_by_label("Take more time")).to_be_checked()
    page.shot("27-refused-more-time")
    script.greeting = {}
    page.press("again")
    page.reaches("capturing")
    assert script.greeting["profile"] == "gentle"
    script.say(FAILED)
    page.reaches("refused")
    page.page.get_by_label("Take more time").uncheck()
    script.greeting = {}
    page.press("again")
    page.reaches("capturing")
    assert script.greeting["profile"] == "standard"


def test_more_time_can_be_had_from_the_beginning(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, WELCOME, TARGET)
    page.page.get_by_label("Take more time").check()
    page.press("begin")
    page.reaches("capturing")
    assert script.greeting["profile"] == "gentle"


def test_a_time_that_was_over_gives_more_of_it(visit: Visits) -> None:
    page, script = begun(visit)
    error = {"type": "error", "code": "capture_idle", "title": "Idle", "retry": True}
    script.say(error)
    page.reaches("failed")
    expect(page.page.get_by_label("Take more time")).to_be_checked()


def test_a_turn_is_told_and_drawn_as_a_mirror_shows_it(visit: Visits) -> None:
    turn = TARGET | {"index": 1, "turn": 22.5}
    page, script = begun(visit)
    page.page.wait_for_selector("inperson-capture .ring")
    script.say(turn, guidance("turn_head", face=ASIDE | {"turn": -3.0}))
    hears(page, "Turn your head left", still=script)
    arrow, ring = (
        page.page.locator(f"inperson-capture .{part}").bounding_box() for part in ("turn", "ring")
    )
    assert arrow is not None
    assert ring is not None
    assert arrow["x"] < ring["x"] + ring["width"] / 2, "the person's left is a mirror's left"
    page.page.screenshot(path="reports/web/45-turn.png", animations="disabled")
    script.say(guidance("turn_head", face=ASIDE | {"turn": 38.0}))
    hears(page, "Turn your head right", still=script)
    script.say(TARGET | {"index": 2})
    expect(page.page.locator("inperson-capture .turn")).to_have_attribute("d", "")
