"""The page of an access copy, as a person opens it out of the unpacked archive."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest
from playwright.sync_api import Page

from inperson.rights.notices.model import LegalBasis, NoticeTerms, Recipient
from inperson.rights.notices.service import Notices
from inperson.sessions.consents import ConsentPurpose
from inperson_lab.browser import PHONE
from tests.rights.copying import NOBODY, Person, everything
from tests.scene import open_scene
from tests.web.conftest import DESKTOP, SHOTS, WIDE, Window
from tests.web.studio import PHOTOS
from tests.web.test_screen import _RUN_AXE, AXE

Open = Callable[..., tuple[Page, list[str]]]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Unpack the copy of somebody who has seen everything, and of nobody."""
    scene = open_scene(tmp_path_factory.mktemp("scene"))
    person = Person(scene, scene.add_tenant("Bank of Freedonia"))
    terms = NoticeTerms(
        "Bank of Freedonia plc",
        contact="1 Market Street, Freedonia",
        country="DE",
        dpo="privacy@bank.example",
        languages=("en",),
        purposes=dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT),
        recipients=(Recipient("Freedonia Payments", "to release large transfers", "DE"),),
    )
    Notices(person.scene.desk(person.tenant)).publish(terms)
    folder = tmp_path_factory.mktemp("copies")
    unpack(everything(person), folder / "full")
    portraits(folder / "full" / "images")
    unpack(Person(scene, person.tenant, NOBODY), folder / "nothing")
    for language in ("de", "ar"):
        unpack(person, folder / language, language)
    yield folder
    scene.stores.close()


def unpack(person: Person, folder: Path, language: str = "en") -> None:
    for name, data in person.opened(language).files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def portraits(folder: Path) -> None:
    """Put faces where the scene's people are colours, for who looks at the pictures."""
    photos = sorted(PHOTOS.rglob("*.jpg"))
    for number, file in enumerate(sorted(folder.iterdir())):
        shown = cv2.imread(str(photos[number % len(photos)]))
        cv2.imwrite(str(file), cv2.resize(shown, (320, 240), interpolation=cv2.INTER_AREA))


@pytest.fixture
def opened(window: Window, archives: Path) -> Open:
    def open_page(which: str = "full", **context: Any) -> tuple[Page, list[str]]:
        page, said = window(**context)
        page.goto((archives / which / "index.html").as_uri())
        return page, said

    return open_page


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True, animations="disabled")


@pytest.mark.parametrize("which", ["full", "nothing", "de", "ar"])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(("width", "context"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_axe_finds_no_violation_and_nothing_is_cut_off(
    opened: Open, which: str, colours: str, width: str, context: dict[str, Any]
) -> None:
    page, said = opened(which, color_scheme=colours, **context)
    for closed in page.locator("details").all()[:3]:
        closed.locator("summary").click()
    page.evaluate(AXE.read_text())
    assert page.evaluate(_RUN_AXE) == []
    assert not page.evaluate(WIDE)
    narrowest = "Math.min(...[...document.querySelectorAll('dd')].map((each) => each.offsetWidth))"
    assert page.evaluate(f"Math.min({narrowest}, 999)") > 120
    page.evaluate("Promise.all([...document.images].map((each) => each.decode()))")
    shot(page, f"45-access-copy-{which}-{width}-{colours}")
    assert said == []


def test_the_pictures_are_shown_and_nothing_else_is_loaded(opened: Open) -> None:
    page, said = opened()
    page.locator("#pictures").scroll_into_view_if_needed()
    sizes = "[...document.images].map((each) => each.decode().then(() => each.naturalWidth))"
    assert set(page.evaluate(f"Promise.all({sizes})")) == {320}
    assert page.locator("#pictures img").count() == 7
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert all("/images/" in each for each in loaded)
    assert page.locator("script, link, iframe, object, [style]").count() == 0
    assert said == []


def test_a_script_or_a_style_that_got_in_would_not_run(opened: Open) -> None:
    page, said = opened()
    page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", "<p id=marked style='color: red'>x</p>");
      const late = document.createElement("script");
      late.textContent = "window.ran = true";
      document.body.append(late);
    }""")
    assert page.evaluate("window.ran === undefined")
    assert page.evaluate("getComputedStyle(marked).color") != "rgb(255, 0, 0)"
    assert all("Content Security Policy" in each for each in said)


def test_a_check_opens_by_keyboard_and_says_why_it_failed(opened: Open) -> None:
    page, _ = opened()
    failed = page.locator("details", has_text="Not recognised").first
    failed.locator("summary").focus()
    page.keyboard.press("Enter")
    assert failed.get_attribute("open") is not None
    assert "the face was not like enough" in failed.inner_text()
    assert "1 stranger in" not in failed.inner_text()  # it would say how near somebody came


def test_every_link_leads_into_the_archive_the_page_or_the_service(
    opened: Open, archives: Path
) -> None:
    page, _ = opened()
    links = page.evaluate(
        "[...document.querySelectorAll('a')].map((each) => each.getAttribute('href'))"
    )
    assert len(links) > 12
    for link in links:
        if link.startswith("#"):
            assert page.locator(link).count() == 1
        elif not link.startswith(("http://127.0.0.1", "https://")):
            assert (archives / "full" / link).is_file()


def test_on_paper_the_checks_are_open(opened: Open) -> None:
    page, _ = opened()
    page.emulate_media(media="print")
    hidden = page.locator("details:not([open]) dl").first
    assert hidden.evaluate("(each) => each.getBoundingClientRect().height") > 0
    shot(page, "46-access-copy-print")


def test_a_person_without_images_reads_that_none_is_kept(opened: Open) -> None:
    page, _ = opened("nothing")
    assert "Nothing." in page.locator("header").inner_text()
    assert "None is kept" in page.locator("#pictures").inner_text()
