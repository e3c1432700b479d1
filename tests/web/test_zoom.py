"""What is seen at 200 and 400 % zoom, on small screens, and on a phone that is held sideways.

A page at 400 % in a window of 1280 x 1024 is laid out as one of 320 x 256 (WCAG 1.4.4 and 1.4.10).
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from inperson.vision import decode_image
from inperson_lab.browser import PHONE
from tests.serving import PATIENCE_S
from tests.web.conftest import Visit
from tests.web.script import FAILED, TARGET, WELCOME, Script, guidance

Visits = Callable[..., Visit]
ROOMS = {
    "200-of-1280x1024": (640, 512),
    "200-of-1280x720": (640, 360),
    "400-of-1280x1024": (320, 256),
    "320-wide": (320, 640),
    "phone": (390, 844),
    "phone-sideways": (844, 390),
    "small-phone-sideways": (568, 320),
}
_BOXES = """() => {
  const root = document.querySelector("inperson-capture").shadowRoot;
  const words = document.createRange();
  words.selectNodeContents(root.querySelector(".hint"));
  const box = (of) => (({ left, top, right, bottom }) => [left, top, right, bottom])(
    of.getBoundingClientRect());
  return {
    words: box(words),
    hint: box(root.querySelector(".hint")),
    stage: box(root.querySelector(".stage")),
    room: [0, 0, document.documentElement.clientWidth, innerHeight],
    sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  };
}"""
_TURNS = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 640 });
  const pen = canvas.getContext("2d");
  window.turn = () => ([canvas.width, canvas.height] = [canvas.height, canvas.width]);
  let shade = 0;
  const draw = () => {
    pen.fillStyle = `hsl(${(shade += 7) % 360} 60% 60%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    setTimeout(draw, 40);
  };
  draw();
  return canvas.captureStream(25);
};
"""


def inside(inner: list[float], outer: list[float]) -> bool:
    """Tell whether a box lies in another one; a pixel is lost in rounding."""
    left, top, right, bottom = inner
    return (
        left >= outer[0] - 1
        and top >= outer[1] - 1
        and right <= outer[2] + 1
        and bottom <= outer[3] + 1
    )


def apart(one: list[float], other: list[float]) -> bool:
    return (
        one[2] <= other[0] + 1
        or other[2] <= one[0] + 1
        or one[3] <= other[1] + 1
        or other[3] <= one[1] + 1
    )


def fits(page: Visit) -> None:
    """Hold that hint and camera are seen whole, side by side or one above the other."""
    boxes: dict[str, Any] = page.page.evaluate(_BOXES)
    assert inside(boxes["words"], boxes["hint"]), boxes
    assert inside(boxes["words"], boxes["room"]), boxes
    assert inside(boxes["stage"], boxes["room"]), boxes
    assert apart(boxes["words"], boxes["stage"]), boxes
    assert boxes["stage"][3] - boxes["stage"][1] >= 0.4 * boxes["room"][3], boxes
    assert not boxes["sideways"], boxes


def capturing(visit: Visits, room: tuple[int, int], **context: Any) -> tuple[Visit, Script]:
    size = {"viewport": {"width": room[0], "height": room[1]}}
    page = visit(**context | size)
    script = Script(page.page, WELCOME, TARGET, guidance("too_dark"))
    page.press("begin")
    page.reaches("capturing")
    expect(page.page.locator("inperson-capture .hint")).to_have_text("Too dark: more light")
    return page, script


def tell(page: Visit, script: Script, hint: str) -> None:
    """Answer frames with a hint until it is shown: the one before stays long enough to be read."""
    shown = page.page.locator("inperson-capture .hint")
    before = shown.text_content()
    for _ in range(PATIENCE_S * 5):
        script.say(guidance(hint, face={"x": -0.3, "y": 0.0, "size": 0.2, "turn": 0}))
        if shown.text_content() != before:
            return
        page.page.wait_for_timeout(200)
    pytest.fail(f"{hint} is not shown")


@pytest.mark.parametrize("name", ROOMS)
def test_hint_and_camera_are_seen_whole(visit: Visits, name: str) -> None:
    page, script = capturing(visit, ROOMS[name], device_scale_factor=2)
    fits(page)
    page.page.wait_for_selector("inperson-capture .ring")
    page.page.screenshot(path=f"reports/web/40-{name}.png", animations="disabled")
    for hint in ("multiple_faces", "look_straight", "too_blurred"):
        tell(page, script, hint)
        fits(page)
    cancel = page.page.locator("inperson-capture button.cancel")
    cancel.scroll_into_view_if_needed()
    expect(cancel).to_be_in_viewport(ratio=1)
    script.say(FAILED)
    page.reaches("refused")
    assert not page.is_wide()


def test_no_language_is_cut(visit: Visits) -> None:
    """One page, over the languages and rooms: the demo's language picker is what changes it."""
    page = visit()
    script = Script(page.page, WELCOME, TARGET)
    for locale in ("ru", "uk", "vi", "hi", "pl", "de", "fr", "ar"):
        page.page.set_viewport_size({"width": 640, "height": 512})
        page.page.select_option("#language", locale)
        page.page.wait_for_selector(f"inperson-capture .frame[lang={locale}] h2")
        assert not page.is_wide(), locale
        script.greeting = {}
        page.press("begin")
        page.reaches("capturing")
        page.page.wait_for_selector("inperson-capture .ring")
        for each in ("too_dark", "too_blurred", "move_into_oval"):
            tell(page, script, each)
            for name in ("200-of-1280x1024", "400-of-1280x1024", "320-wide", *_SIDEWAYS):
                width, height = ROOMS[name]
                page.page.set_viewport_size({"width": width, "height": height})
                settled(page, locale, name)
        page.page.screenshot(path=f"reports/web/40-{locale}.png", animations="disabled")
        page.page.reload()


_SIDEWAYS = ("phone-sideways", "small-phone-sideways")


def settled(page: Visit, *where: str) -> None:
    """Hold what `fits` holds once the page is laid out in its new room."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            return fits(page)
        except AssertionError as error:
            if time.monotonic() > until_s:
                raise AssertionError(where) from error
            page.page.wait_for_timeout(100)


def _lies(frames: list[bytes]) -> bool | None:
    """Tell whether the last frame is wider than high; None before there is one."""
    if not frames:
        return None
    image = decode_image(frames[-1][16:], content_type="image/jpeg")
    return image.width_px > image.height_px


def test_a_phone_that_is_turned_goes_on(visit: Visits) -> None:
    page = visit(**PHONE)
    page.page.add_init_script(_TURNS)
    page.page.reload()
    script = Script(page.page, WELCOME, TARGET, guidance("hold_still"))
    page.press("begin")
    page.reaches("capturing")
    for room in ((844, 390), (390, 844)):
        page.page.evaluate("window.turn()")
        page.page.set_viewport_size({"width": room[0], "height": room[1]})
        until_s, lies = time.monotonic() + PATIENCE_S, room[0] > room[1]
        while _lies(script.frames) is not lies:
            assert time.monotonic() < until_s, "no frame is turned"
            script.say(guidance("hold_still"))
            page.page.wait_for_timeout(200)
        page.until(
            "document.querySelector('inperson-capture').shadowRoot.querySelector('.frame')"
            f".classList.contains('wide') === {str(lies).lower()}"
        )
        fits(page)
        assert page.face.get_attribute("data-state") == "capturing"
