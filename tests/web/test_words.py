"""Which words the page speaks: its person's language, or texts of the page's own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Visit
from tests.web.script import DONE, TARGET, WELCOME, Script, guidance
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
_SET = "(texts) => { document.querySelector('inperson-capture').texts = texts; }"


def loaded(page: Visit) -> list[str]:
    """Return the files of words that the page has loaded."""
    script = "performance.getEntriesByType('resource').map((each) => each.name.split('/').pop())"
    names: list[str] = page.page.evaluate(script)
    return [name for name in names if name.startswith("words-")]


def in_locale(visit: Visits, locale: str) -> Visit:
    page = visit()
    page.page.evaluate(f"document.querySelector('inperson-capture').locale = '{locale}'")
    return page


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("pt-BR", "pt", "Verificação facial"),
        ("ja", "ja", "顔の確認"),
        ("hi-IN", "hi", "चेहरे की जाँच"),
    ],
)
def test_only_the_language_that_is_spoken_is_loaded(
    visit: Visits, locale: str, language: str, title: str
) -> None:
    page = in_locale(visit, locale)
    expect(page.page.locator("inperson-capture h2")).to_have_text(title)
    assert page.page.locator("inperson-capture .frame").get_attribute("lang") == language
    assert loaded(page) == [f"words-{language}.js"]


def test_english_needs_no_file(visit: Visits) -> None:
    page = visit()
    expect(page.page.locator("inperson-capture h2")).to_have_text("Face check")
    assert loaded(page) == []


def test_where_the_file_is_missing_english_is_spoken_and_the_console_says_why(
    visit: Visits,
) -> None:
    page = visit()
    page.page.route("**/words-fr.js", lambda route: route.fulfill(status=404))
    with page.page.expect_console_message(lambda said: "words-fr.js" in said.text):
        page.page.evaluate("document.querySelector('inperson-capture').locale = 'fr'")
    expect(page.page.locator("inperson-capture h2")).to_have_text("Face check")
    assert page.page.locator("inperson-capture .frame").get_attribute("lang") == "en"


def test_a_pages_own_texts_are_in_every_view(visit: Visits) -> None:
    page = visit()
    own = {"title": "Hi", "begin": "Go", "hint_move_closer": "Nearer", "passed": "Welcome"}
    page.page.evaluate(_SET, own)
    expect(page.page.locator("inperson-capture h2")).to_have_text("Hi")
    expect(page.page.locator("inperson-capture button.begin")).to_have_text("Go")
    script = Script(page.page, WELCOME, TARGET, guidance("move_closer"))
    page.press("begin")
    page.reaches("capturing")
    expect(page.page.locator("inperson-capture .hint")).to_have_text("Nearer")
    script.say(DONE)
    page.reaches("passed")
    expect(page.page.locator("inperson-capture h2")).to_have_text("Welcome")


def test_a_page_may_bring_a_language_of_its_own(visit: Visits) -> None:
    page = visit()
    page.page.evaluate(_SET, {"lang": "he", "title": "בדיקת פנים"})
    frame = page.page.locator("inperson-capture .frame")
    expect(frame).to_have_attribute("lang", "he")
    expect(frame).to_have_attribute("dir", "rtl")


def test_the_demo_speaks_the_browsers_language_and_every_other(visit: Visits) -> None:
    page = visit(locale="de-AT", viewport={"width": 320, "height": 640})
    heading = page.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Probieren Sie Ihr Gesicht aus")
    expect(page.page.locator("#said")).to_have_text("Sie sind nicht erfasst.")
    expect(page.page.locator("inperson-capture h2")).to_have_text("Gesichtsprüfung")
    offered = page.page.locator("#language option").evaluate_all("(all) => all.map((o) => o.value)")
    titles = set()
    for lang in offered:
        page.page.select_option("#language", lang)
        expect(page.page.locator("html")).to_have_attribute("lang", lang)
        titles.add(heading.inner_text())
        for width in (320, 640):
            page.page.set_viewport_size({"width": width, "height": 512})
            assert not page.is_wide(), (lang, width)
    assert len(titles) == len(offered) == 17
    page.page.select_option("#language", "ar")
    expect(page.page.locator("html")).to_have_attribute("dir", "rtl")
    assert axe(page) == []
    page.shot("48-demo-arabic")
