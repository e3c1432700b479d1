"""What a person sees, hears and reaches by keyboard: each screen by itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from inperson_lab.browser import PHONE
from tests.web.conftest import Visit
from tests.web.script import DONE, FAILED, TARGET, TOKEN, WELCOME, Script, guidance, token

Visits = Callable[..., Visit]
AXE = Path("web/node_modules/axe-core/axe.min.js")
_RUN_AXE = """async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a",
"wcag21aa", "wcag22aa", "best-practice"] })).violations.map((each) => [each.id,
each.nodes.map((node) => node.html + node.failureSummary).join("\\n")])"""
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_SIZES = """() => [...document.querySelector("inperson-capture").shadowRoot
.querySelectorAll("button, a")].map((each) => each.getBoundingClientRect().height)"""


def axe(visit: Visit) -> list[list[str]]:
    """Ask axe of a page that has been drawn: its scripts may still be on their way.

    A page hears of another theme when its next frame is drawn.
    """
    expect(visit.page.get_by_role("heading", level=1).first).to_be_visible()
    visit.page.evaluate(_DRAWN)
    visit.page.evaluate(AXE.read_text())
    found: list[list[str]] = visit.page.evaluate(_RUN_AXE)
    return found


def heard(visit: Visit) -> str:
    return str(visit.page.locator("inperson-capture .heard").text_content())


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_violation_on_any_screen(visit: Visits, colours: str) -> None:
    page = visit(color_scheme=colours)
    script = Script(page.page, WELCOME, TARGET, guidance("move_closer", 0.4))
    assert axe(page) == []
    page.press("begin")
    page.reaches("capturing")
    assert axe(page) == []
    script.say(FAILED)
    page.reaches("refused")
    assert axe(page) == []
    page.shot(f"20-refused-{colours}")
    Script(page.page, WELCOME, DONE)
    page.press("again")
    page.reaches("passed")
    assert axe(page) == []
    page = visit(color_scheme=colours)
    error = {"type": "error", "code": "server_full", "title": "Full", "retry": True}
    Script(page.page, error)
    page.press("begin")
    page.reaches("failed")
    assert axe(page) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/integrate", "/docs", "/privacy", "/privacy?lang=ar"])
def test_axe_finds_no_violation_on_the_pages_for_anybody(
    visit: Visits, path: str, colours: str
) -> None:
    page = visit(path=path, color_scheme=colours, **PHONE)
    page.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert axe(page) == []
    assert not page.is_wide()
    assert page.said == []


def test_arabic_runs_from_right_to_left_and_the_camera_does_not(visit: Visits) -> None:
    page = visit(**PHONE)
    page.page.select_option("#language", "ar")
    page.shot("21-arabic-notice")
    Script(page.page, WELCOME, TARGET, guidance("move_back", 0.5))
    page.press("begin")
    page.reaches("capturing")
    expect(page.page.locator("inperson-capture .hint")).to_have_text("ابتعد قليلاً")
    assert page.page.locator("inperson-capture .frame").get_attribute("dir") == "rtl"
    ring = page.page.locator("inperson-capture .ring")
    assert ring.evaluate("(ring) => ring.style.cx") == "-0.1px"  # mirrored, in any language
    assert axe(page) == []
    page.page.wait_for_timeout(700)
    page.shot("22-arabic-capturing")


def test_a_keyboard_reaches_everything_and_is_never_lost(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, WELCOME, TARGET)
    inside = "document.activeElement.shadowRoot?.activeElement"
    page.page.get_by_role("link", name="Build it in").focus()
    for expected in ("privacy", "more_time", "sound", "begin"):
        page.page.keyboard.press("Tab")
        assert page.page.evaluate(f"{inside}?.getAttribute('part')") == expected
    page.shot("23-keyboard-focus")
    page.page.keyboard.press("Enter")
    page.reaches("capturing")
    assert page.page.evaluate(f"{inside}?.getAttribute('part')") == "cancel"
    script.say(FAILED)
    page.reaches("refused")
    assert page.page.evaluate(f"{inside}?.tagName") == "H2"
    for expected in ("more_time", "sound", "again"):
        page.page.keyboard.press("Tab")
        assert page.page.evaluate(f"{inside}?.getAttribute('part')") == expected


def test_a_notice_that_changes_leaves_the_focus_where_it_was(visit: Visits) -> None:
    page = visit()
    expect(page.page.locator("#said")).not_to_be_empty()  # the page knows who is there
    inside = "document.activeElement.shadowRoot?.activeElement?.getAttribute('part')"
    token_of = "(face, token) => (face.sessionToken = token)"
    lit = {"lit": True, "alt": "Call 030"}
    page.face.evaluate(token_of, token(**lit))
    title = page.page.locator("inperson-capture h2")
    for part in ("title", "privacy", "more_time", "sound", "still_light", "begin", "alternative"):
        held = page.page.locator(f"inperson-capture [part={part}]")
        held.evaluate("(it) => { it.focus(); window.held = it; }")
        page.face.evaluate(token_of, token(jti=part, **lit))  # a fresh one, of which all is known
        assert page.page.evaluate("window.held.isConnected"), part
        changes = {"purpose": "liveness", "privacy-url": f"#{part}", "locale": "de", "class": "new"}
        for name, value in changes.items():
            page.face.evaluate("(face, of) => face.setAttribute(...of)", [name, value])
            assert page.page.evaluate(inside) == part, name
        expect(title).to_have_text("Gesichtsprüfung")
        assert page.page.evaluate(inside) == part
        page.face.evaluate("(face) => { face.locale = 'en'; face.purpose = 'enroll'; }")
        expect(title).to_have_text("Face check")


def test_a_press_is_not_lost_because_the_notice_changes_before_the_finger_is_up(
    visit: Visits,
) -> None:
    page = visit()
    expect(page.page.locator("#said")).not_to_be_empty()
    Script(page.page, WELCOME, TARGET)
    begin = page.page.locator("inperson-capture button.begin")
    begin.hover()
    page.page.mouse.down()
    page.face.evaluate("(face) => { face.purpose = 'liveness'; face.locale = 'de'; }")
    expect(begin).to_have_text("Kamera starten")
    page.page.mouse.up()
    page.reaches("capturing")


def test_a_button_that_comes_to_mean_agreement_is_not_left_under_the_finger(visit: Visits) -> None:
    page = visit()
    expect(page.page.locator("#said")).not_to_be_empty()
    inside = "document.activeElement.shadowRoot?.activeElement?.getAttribute('part')"
    begin = page.page.locator("inperson-capture button.begin")
    begin.focus()
    asked = token(ask="required", tid="ten_1", ntc={"en": "E" * 43})
    page.face.evaluate("(face, token) => (face.sessionToken = token)", asked)
    assert page.page.evaluate(inside) == "title"
    assert begin.get_attribute("part") == "begin agree"


def test_hints_are_read_and_heard_without_flooding(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    page.page.evaluate("""() => {
      const root = document.querySelector("inperson-capture").shadowRoot;
      window.changes = { heard: 0, hint: 0 };
      for (const name of ["heard", "hint"]) new MutationObserver(() => (window.changes[name] += 1))
        .observe(root.querySelector("." + name), { childList: true });
    }""")
    for _ in range(30):  # ten a second, to and fro
        script.say(guidance("move_closer"), guidance("hold_still"))
        page.page.wait_for_timeout(100)
    changes: dict[str, int] = page.page.evaluate("window.changes")
    assert 1 <= changes["heard"] <= 3
    assert 2 <= changes["hint"] <= 6
    assert heard(page)


def test_nothing_moves_for_whoever_asked_for_less_motion(visit: Visits) -> None:
    moving = "(ring) => getComputedStyle(ring).transitionDuration"
    for wish, expected in (("reduce", "0s"), ("no-preference", "0.6s, 0.6s, 0.6s, 0.6s")):
        page = visit(reduced_motion=wish)
        Script(page.page, WELCOME, TARGET)
        page.press("begin")
        page.reaches("capturing")
        assert page.page.locator("inperson-capture .ring").evaluate(moving) == expected


def test_forced_colours_keep_the_buttons_and_the_bar(visit: Visits) -> None:
    page = visit(forced_colors="active")
    Script(page.page, WELCOME, TARGET, guidance("hold_still", 0.5))
    page.press("begin")
    page.reaches("capturing")
    page.shot("24-forced-colours")
    assert axe(page) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#7a0", "#0b57d0", "#ff0", "#123", "oklch(70% .2 20)"])
def test_a_pages_own_accent_can_be_read_in_both_themes(
    visit: Visits, colours: str, accent: str
) -> None:
    page = visit(color_scheme=colours)
    face = "document.querySelector('inperson-capture')"
    page.page.evaluate(f"{face}.style.setProperty('--inperson-accent', '{accent}')")
    assert axe(page) == []
    button = page.page.locator("inperson-capture button.begin")
    assert button.get_attribute("part") == "begin"
    colour = "(b) => getComputedStyle(b).backgroundColor"
    if accent == "#0b57d0" and colours == "light":
        assert button.evaluate(colour) == "rgb(11, 87, 208)"  # it could be read: left as it is
    page.page.emulate_media(color_scheme="dark" if colours == "light" else "light")
    assert axe(page) == []
    page.shot(f"28-accent-{accent.strip('#').split('(')[0]}-from-{colours}")


def test_targets_of_touch_are_large_enough(visit: Visits) -> None:
    assert min(visit(**PHONE).page.evaluate(_SIZES)) >= 24


def test_the_page_says_before_that_pictures_are_deleted_with_a_production_token(
    visit: Visits,
) -> None:
    page = visit()
    page.page.evaluate(
        f"document.querySelector('inperson-capture').sessionToken = {json.dumps(TOKEN)}"
    )
    expect(page.face).to_contain_text("The pictures are deleted at once")


def test_the_tenants_other_way_is_shown_before_a_camera_is_asked_for(visit: Visits) -> None:
    page = visit()
    page.face.evaluate("(face, it) => (face.sessionToken = it)", token(alt="<b>Call 030</b>"))
    other = page.page.locator("inperson-capture [part=other-way]")
    expect(other).to_have_text("Without a face check: <b>Call 030</b>")
    assert axe(page) == []
    page.shot("25-other-way")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nobody_agrees_to_a_notice_that_was_not_on_the_screen(visit: Visits, colours: str) -> None:
    page = visit(color_scheme=colours)
    asked = {"tid": "ten_1", "ntc": {"de": "D" * 43, "en": "E" * 43}}
    script = Script(page.page, WELCOME, TARGET, token=token(ask="required", **asked))
    page.press("begin")
    expect(page.page.locator("inperson-capture [part=ask]")).to_have_text(
        "Read how your data is used."
    )
    assert page.face.get_attribute("data-state") == "notice"
    link = page.page.locator("inperson-capture [part=privacy]")
    assert str(link.get_attribute("href")).endswith("/privacy/ten_1/notice?lang=en")
    assert axe(page) == []
    page.shot(f"25-ask-{colours}")
    script.token = token(ask="changed", tid="ten_1", ntc={"en": "F" * 43})
    page.page.locator("inperson-capture button.begin").click()
    page.reaches("capturing")
    assert script.greeting["consent"] == "E" * 43  # what was read, and the server says if it is old


def test_a_notice_that_changed_is_read_again_before_anything_goes_on(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, token=token(ask="changed", tid="ten_1", ntc={"en": "E" * 43}))
    page.press("begin")
    ask = page.page.locator("inperson-capture [part=ask]")
    expect(ask).to_have_text("This has changed. Read it again.")
    error = {"type": "error", "code": "notice_changed", "title": "Changed", "retry": True}
    script._messages = (error,)
    page.press("begin")
    page.reaches("failed")
    script.token = token(ask="changed", tid="ten_1", ntc={"en": "F" * 43})
    page.press("again")
    expect(ask).to_be_visible()
    script._messages, script.greeting = (WELCOME, TARGET), {}
    page.press("begin")
    page.reaches("capturing")
    assert script.greeting["consent"] == "F" * 43


def test_who_agreed_before_is_not_asked_again(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, WELCOME, TARGET, token=token(tid="ten_1", ntc={"en": "E" * 43}))
    page.press("begin")
    page.reaches("capturing")
    assert "consent" not in script.greeting


def test_frames_are_compressed_off_the_pages_thread_under_the_strict_policy(visit: Visits) -> None:
    page = visit()
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    page.page.wait_for_timeout(800)
    assert len(page.page.workers) == 1
    assert page.page.workers[0].url.endswith("/assets/encoder.js")
    assert script.greeting["sdk"] == "web/0.1.0"
    assert script.frames[0][:8] == bytes((1, 0, 0, 0, 0, 0, 0, 0))
    assert script.frames[0][16:18] == b"\xff\xd8"
    assert [int.from_bytes(frame[4:8], "big") for frame in script.frames] == list(
        range(len(script.frames))
    )


def test_whoever_taps_before_the_page_knows_them_is_not_thrown_back(visit: Visits) -> None:
    page = visit()
    Script(page.page, WELCOME, TARGET)
    page.page.route("**/demo/api/me", lambda route: _later(page, route))
    page.page.reload()
    page.press("begin")
    page.reaches("capturing")
    expect(page.page.locator("#said")).to_have_text("You are not enrolled.")
    assert page.reaches("capturing") == "capturing"
    assert page.face.get_attribute("purpose") == "enroll"


def test_the_notice_is_read_beside_the_page_or_in_its_place(visit: Visits) -> None:
    page = visit()
    link = page.page.locator("inperson-capture [part=privacy]")
    with page.page.context.expect_page() as beside:
        link.click()
    assert beside.value.url.endswith("#kept")
    assert page.page.url.endswith("/demo")
    beside.value.close()
    page.page.evaluate("window.open = () => null")  # as a WebView without a second window does
    link.click()
    page.page.wait_for_url("**/demo#kept")


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [("de-CH", "de", "Gesichtsprüfung"), ("pt-BR", "pt", "Verificação facial"), ("sv", "en", None)],
)
def test_the_demo_speaks_the_browsers_language(
    visit: Visits, locale: str, language: str, title: str | None
) -> None:
    page = visit(locale=locale)
    expect(page.page.locator("#language")).to_have_value(language)
    expect(page.page.locator("inperson-capture h2")).to_have_text(title or "Face check")


def test_the_tab_key_goes_the_way_that_is_seen(visit: Visits) -> None:
    page = visit(**PHONE)
    place = """() => {
      let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at === document.body ? null : at.getBoundingClientRect().top + scrollY;
    }"""
    expect(page.page.locator("inperson-capture button.begin")).to_be_visible()
    expect(page.page.locator("#said")).not_to_be_empty()  # the page knows who is there
    page.page.get_by_role("link", name="Build it in").focus()
    tops: list[float] = []
    while True:
        page.page.keyboard.press("Tab")
        top = page.page.evaluate(place)
        if top is None or (tops and top == tops[0]) or len(tops) > 40:
            break
        tops.append(top)
    assert len(tops) >= 8
    assert tops == sorted(tops)


def _later(page: Visit, route: Route) -> None:
    page.page.wait_for_selector("inperson-capture[data-state=waiting]", state="attached")
    route.fulfill(json={"enrolled_at": None})
