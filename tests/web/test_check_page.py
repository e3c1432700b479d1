"""The page of a hosted check, in a real browser: on one device, and from a desk to a phone."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from inperson.http.pages.files import ASSETS
from inperson_lab.browser import PHONE
from tests.web.conftest import Running, Visit
from tests.web.studio import ALICE, living
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
pytestmark = pytest.mark.needs_models
CHECK_WORDS = {each for each in ASSETS if each.startswith("check-")}
_FOCUS = "document.activeElement.textContent.trim()"
_NO_CAMERA = "delete Navigator.prototype.mediaDevices;"
_COPIES = """const write = navigator.clipboard.writeText.bind(navigator.clipboard);
navigator.clipboard.writeText = async (text) => { await write(text); window.copied = text; };"""
_REFUSED = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("no", "NotAllowedError"); };"""


@pytest.fixture
def shop(server: Running) -> Callable[..., dict[str, Any]]:
    """A back end that asks for links."""

    def ask(kind: str = "liveness", **link: Any) -> dict[str, Any]:
        body = {"kind": kind, "link": {"return_to": f"{server.url}/integrate"} | link}
        headers = {"Authorization": f"Bearer {server.token}"}
        answer = httpx.post(f"{server.url}/v1/sessions", headers=headers, json=body, timeout=120)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return ask


def path_of(link: str) -> str:
    address = urlsplit(link)
    return f"{address.path}?lang=en#{address.fragment}"


def title(page: Visit) -> Any:
    return page.page.get_by_role("heading", level=1)


def button(page: Visit, name: str) -> Any:
    return page.page.get_by_role("button", name=name, exact=True)


def clean(page: Visit) -> None:
    """Check what every step holds to."""
    assert axe(page) == []
    assert not page.is_wide()
    assert not page.page.evaluate("localStorage.length + sessionStorage.length")
    refused = "Failed to load resource"  # a wanted "no" of the server's
    assert [each for each in page.said if refused not in each] == []


def scanned(page: Page) -> str:
    """Read the QR code off the screen, as a phone does."""
    shot = page.locator(".qr").screenshot()
    picture = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_GRAYSCALE)
    return str(cv2.QRCodeDetector().detectAndDecode(cv2.resize(picture, None, fx=2, fy=2))[0])


def sent_back(page: Visit, opened: dict[str, Any]) -> dict[str, list[str]]:
    page.page.wait_for_url("**/integrate?*")
    said = parse_qs(urlsplit(page.page.url).query)
    assert said.pop("session") == [opened["id"]]
    return said


def test_a_desk_hands_the_check_to_a_phone_and_is_sent_back(
    visit: Visits, shop: Callable[..., dict[str, Any]], server: Running
) -> None:
    opened = shop(state="a<b>&c")
    desk = visit(path=path_of(opened["link"]))
    expect(title(desk)).to_have_text("\u2068Browser tests\u2069 asks for a face check")
    assert "#" not in desk.page.url
    clean(desk)
    desk.shot("50-check-welcome")
    desk.page.get_by_role("link", name="The privacy notice").click()
    desk.page.go_back()
    button(desk, "Continue").click()
    expect(title(desk)).to_have_text("Which camera?")
    assert desk.page.evaluate("history.state") is None
    assert desk.page.evaluate(_FOCUS) == "Which camera?"
    desk.shot("51-check-which")
    button(desk, "Use my phone").click()
    expect(desk.page.locator(".qr")).to_be_visible()
    expect(desk.page.locator("#said")).to_have_text("Waiting for your phone…")
    clean(desk)
    desk.shot("52-check-qr")
    link = scanned(desk.page)
    assert link.startswith(f"{server.url}/check/ten_")

    phone = visit(living(ALICE, 1), path=path_of(link), **PHONE)
    phone.shot("53-check-phone-welcome")
    button(phone, "Continue").click()
    expect(title(phone)).to_have_text("Does your other screen show this number?")
    number = desk.page.locator(".number").inner_text()
    assert phone.page.locator(".number").inner_text() == number
    clean(phone)
    phone.shot("54-check-phone-number")
    expect(desk.page.locator("#said")).to_have_text("Your phone is connected. Go on there.")
    button(phone, "Yes, it is the same").click()
    phone.starts()
    expect(desk.page.locator("#said")).to_have_text("The check is running on your phone.")
    phone.shot("55-check-phone-capture")
    desk.shot("56-check-running")
    expect(title(phone)).to_have_text("The check is done")
    clean(phone)
    phone.shot("57-check-phone-done")
    assert not phone.page.locator("a.button").count()
    assert sent_back(desk, opened) == {"state": ["a<b>&c"]}
    headers = {"Authorization": f"Bearer {server.token}"}
    asked = httpx.get(f"{server.url}/v1/sessions/{opened['id']}", headers=headers).json()
    assert asked["state"] == "completed"  # what was decided, the back end asks


def test_who_stops_on_a_phone_is_sent_back(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    opened = shop()
    phone = visit(path=path_of(opened["link"]), color_scheme="dark", **PHONE)
    button(phone, "Continue").click()
    phone.page.wait_for_selector("inperson-capture button.begin")
    clean(phone)
    phone.shot("58-check-one-device")
    phone.page.reload()  # nothing is lost
    button(phone, "Use this device").click()
    phone.page.wait_for_selector("inperson-capture button.begin")
    button(phone, "Stop the check").click()
    expect(title(phone)).to_have_text("The check was stopped")
    phone.shot("59-check-stopped")
    assert sent_back(phone, opened) == {}


@pytest.mark.parametrize(
    ("lang", "room", "scheme"),
    [("ar", (320, 640), "dark"), ("de", (320, 256), "light"), ("fr", (640, 360), "dark")],
)
def test_every_step_fits_a_small_window_in_every_theme(
    visit: Visits,
    shop: Callable[..., dict[str, Any]],
    lang: str,
    room: tuple[int, int],
    scheme: str,
) -> None:
    path = path_of(shop()["link"]).replace("lang=en", f"lang={lang}")
    viewport = {"width": room[0], "height": room[1]}
    page = visit(path=path, viewport=viewport, color_scheme=scheme)
    for step in ("button.first", ".actions button:nth-child(2)", ".qr"):
        page.page.wait_for_selector(step)
        clean(page)
        if step != ".qr":
            page.page.focus("#language")  # by keyboard alone
            while page.page.evaluate(f"!document.activeElement.matches('{step}')"):
                page.page.keyboard.press("Tab")
            page.page.keyboard.press("Enter")
    assert scanned(page.page)
    page.shot(f"60-check-{lang}-{room[0]}x{room[1]}-{scheme}")


def test_every_language_of_the_capture_is_offered_and_one_is_loaded(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    page = visit(path=path_of(shop()["link"]).replace("lang=en", "lang=uk"), **PHONE)
    expect(title(page)).to_have_text("\u2068Browser tests\u2069 просить пройти перевірку обличчя")
    choice = page.page.locator("#language")
    expect(choice).to_have_accessible_name("Мова")
    offered = [each.get_attribute("value") for each in choice.locator("option").all()]
    loads = "performance.getEntriesByType('resource').map((each) => each.name.split('/').pop())"
    assert {f"check-{each}.js" for each in offered} - {"check-en.js"} == CHECK_WORDS
    assert set(page.page.evaluate(loads)) & CHECK_WORDS == {"check-uk.js"}
    clean(page)
    page.shot("64-check-uk")
    for each in offered:
        choice.select_option(each)
        expect(page.page.locator("html")).to_have_attribute("lang", str(each))
        for width, height in ((320, 256), (568, 320), (640, 512)):  # 400 %, sideways, 200 %
            page.page.set_viewport_size({"width": width, "height": height})
            assert not page.is_wide(), (each, width)
    page.page.set_viewport_size(PHONE["viewport"])
    choice.select_option("ko")
    expect(title(page)).to_have_text("\u2068Browser tests\u2069에서 얼굴 확인을 요청합니다")
    button(page, "계속").click()
    page.page.wait_for_selector("inperson-capture .frame[lang=ko] h2")
    clean(page)
    choice.select_option("ar")
    expect(page.page.locator("html[dir=rtl] inperson-capture .frame[lang=ar] h2")).to_be_visible()


def test_where_a_languages_words_do_not_come_english_is_spoken(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    page = visit(path="/integrate")
    page.page.route("**/check-ru.js", lambda route: route.fulfill(status=404))
    page.page.goto(page.page.url.removesuffix("/integrate") + path_of(shop()["link"]))
    expect(title(page)).to_have_text("\u2068Browser tests\u2069 asks for a face check")
    page.page.get_by_role("combobox", name="Language").select_option("ru")
    expect(page.page.locator("html")).to_have_attribute("lang", "en")
    expect(page.page.locator("#language")).to_have_value("en")


def test_a_link_that_was_used_says_so_and_how_to_go_on(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    link = shop()["link"]
    first, second = visit(path=path_of(link)), visit(path=path_of(link))
    button(first, "Continue").click()
    expect(title(first)).to_have_text("Which camera?")
    button(second, "Continue").click()
    expect(title(second)).to_have_text("This link cannot be used")
    expect(second.page.locator("#view")).to_contain_text("it was opened before")
    expect(second.page.locator("#view")).to_contain_text("start again there")
    clean(second)
    second.shot("61-check-used")


def test_an_apps_browser_without_a_camera_uses_nothing_up(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    link = shop()["link"]
    phone = visit(path="/integrate", permissions=["clipboard-write"], **PHONE)
    phone.page.add_init_script(_NO_CAMERA + _COPIES)
    phone.page.goto(link)
    expect(phone.page.locator("#view")).to_contain_text("open it in Safari, Chrome or Firefox")
    clean(phone)
    phone.shot("62-check-no-camera")
    button(phone, "Copy the link").click()
    expect(phone.page.locator("#said")).to_have_text("The link is copied.")
    assert phone.page.evaluate("window.copied") == link
    desk = visit(path=path_of(link))
    button(desk, "Continue").click()
    expect(title(desk)).to_have_text("Which camera?")


def test_a_desk_whose_camera_is_refused_goes_on_with_a_phone(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    opened = shop()
    desk = visit(path="/integrate")
    desk.page.add_init_script(_REFUSED)
    desk.page.goto(opened["link"])
    button(desk, "Continue").click()
    button(desk, "Use this device").click()
    desk.starts()
    desk.reaches("failed")
    button(desk, "Use my phone").click()
    expect(desk.page.locator(".qr")).to_be_visible()
    clean(desk)
    desk.page.route("**/api/progress", lambda route: route.abort())
    said = desk.page.locator("#said")
    expect(said).to_have_text("There is no connection. Trying again…")
    desk.page.unroute("**/api/progress")
    expect(said).to_have_text("Waiting for your phone…")
    button(desk, "Stop the check").click()
    assert sent_back(desk, opened) == {}


def test_the_page_wears_a_colour_that_can_be_read(
    visit: Visits, shop: Callable[..., dict[str, Any]]
) -> None:
    path = path_of(shop()["link"])
    for scheme in ("light", "dark"):
        page = visit(path="/integrate", color_scheme=scheme)
        page.page.route(
            "**/api/look", lambda route: route.fulfill(json={"name": "Shop", "accent": "#ffd54a"})
        )
        page.page.goto(page.page.url.removesuffix("/integrate") + path)
        expect(title(page)).to_have_text(re.compile("Shop"))
        clean(page)
        page.shot(f"63-check-accent-{scheme}")
