"""The pages of a dossier, as an officer reads them: on a screen, a phone, and paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inperson_lab.browser import PHONE
from tests.dossier.office import Office, run
from tests.web.conftest import DESKTOP, SHOTS, WIDE, Window
from tests.web.test_screen import _RUN_AXE, AXE

PAGES = ("index", "dpia", "records", "annex", "releases", "conformity")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        office = Office.opened(tmp_path_factory.mktemp("office"), patch)
        office.publish(country="DE-BY")
        run("retention", "set", office.tenant, "--jurisdiction", "US-IL")
        yield office.write()[0]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(("width", "context"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_axe_finds_no_violation_and_nothing_is_cut_off(
    window: Window, folder: Path, colours: str, width: str, context: dict[str, Any]
) -> None:
    page, said = window(color_scheme=colours, **context)
    for name in PAGES:
        page.goto((folder / f"{name}.html").as_uri())
        page.locator("h1").wait_for()
        page.evaluate(AXE.read_text())
        assert page.evaluate(_RUN_AXE) == [], name
        assert not page.evaluate(WIDE), name
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"60-dossier-{name}-{width}-{colours}.png", full_page=True)
    assert said == []


def test_on_paper_no_row_is_torn_and_the_documents_are_reached_by_keyboard(
    window: Window, folder: Path
) -> None:
    page, _said = window()
    page.goto((folder / "index.html").as_uri())
    for _ in range(2):  # past the way to the content
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dpia.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})
    torn = "[...document.querySelectorAll('tr, .sign')].filter((each) => each.checkVisibility()"
    torn += " && getComputedStyle(each).breakInside !== 'avoid').length"
    assert page.evaluate(torn) == 0
    assert not page.evaluate(WIDE)
    page.screenshot(path=SHOTS / "60-dossier-dpia-paper.png", full_page=True)
    assert len(page.pdf(format="A4")) > 10_000
