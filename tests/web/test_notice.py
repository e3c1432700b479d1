"""The notice as people read it: on a phone, in the dark, from right to left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import expect

from inperson.core import TenantId
from inperson.http import create_app
from inperson.rights.notices import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.retention import Category
from inperson.rights.retention.service import Retention
from inperson_lab.browser import PHONE
from tests.rights.noticing import FULL
from tests.scene import open_scene
from tests.serving import serving
from tests.web.test_screen import Visits, axe

_TARGETS = """() => [...document.querySelectorAll("a:not(.skip), summary")]
.map((each) => each.getBoundingClientRect().height)"""


@dataclass(frozen=True)
class Served:
    """A server with one tenant's notices, two versions of them."""

    url: str
    tenant: TenantId
    draft: TenantId

    def at(self, path: str) -> str:
        return f"/privacy/{self.tenant}/{path}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    scene = open_scene(tmp_path_factory.mktemp("notices"))
    tenant, other = scene.add_tenant("Shop"), scene.server.add_tenant("Newcomer").id
    desk = scene.desk(tenant)
    desk = replace(desk, facts=replace(desk.facts, location="Frankfurt, Germany"))
    long = "A recipient with a rather long name, as companies have them, Ltd & Co. KG"
    terms: NoticeTerms = replace(
        FULL, recipients=(replace(FULL.recipients[0], name=long), *FULL.recipients)
    )
    Notices(desk).publish(terms)
    Retention(desk).set(["US-IL", "EU"], {Category.TEMPLATE: 180}, tell=Notices(desk).refresh_in)
    with serving(create_app(scene.services, max_body_bytes=1 << 20)) as url:
        yield Served(url, tenant, other)
    scene.stores.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation(visit: Visits, served: Served, colours: str, language: str) -> None:
    page = visit(path=served.at(f"notice?lang={language}"), url=served.url, color_scheme=colours)
    page.page.locator("summary").click()
    assert axe(page) == []
    page.shot(f"30-notice-{language}-{colours}")
    assert page.said == []


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ar", "zh"])
def test_it_fits_a_phone(visit: Visits, served: Served, language: str) -> None:
    page = visit(path=served.at(f"notice?lang={language}"), url=served.url, **PHONE)
    page.page.locator("summary").click()
    assert not page.is_wide()
    assert min(page.page.evaluate(_TARGETS)) >= 24
    assert axe(page) == []
    page.shot(f"31-notice-phone-{language}")


def test_arabic_runs_from_right_to_left_and_codes_do_not(visit: Visits, served: Served) -> None:
    page = visit(path=served.at("notice?lang=ar"), url=served.url, **PHONE)
    html = page.page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    expect(page.page.locator("footer code")).to_have_attribute("dir", "ltr")
    heading = page.page.locator("h1").bounding_box()
    assert heading is not None
    assert heading["x"] + heading["width"] > 360  # it begins at the right edge


def test_a_keyboard_gets_to_the_text_and_to_the_other_languages(
    visit: Visits, served: Served
) -> None:
    page = visit(path=served.at("notice"), url=served.url)
    page.page.keyboard.press("Tab")
    expect(page.page.locator(".skip")).to_be_focused()
    page.page.keyboard.press("Enter")
    assert page.page.url.endswith("#main")
    page.page.get_by_role("link", name="Deutsch").click()
    expect(page.page.locator("h1")).to_have_text("Wie Shop Ltd Ihr Gesicht verwendet")
    expect(page.page.get_by_role("link", name="Deutsch")).to_have_attribute("aria-current", "page")


def test_an_old_version_leads_to_the_newer_one(visit: Visits, served: Served) -> None:
    page = visit(path=served.at("notices/3/en"), url=served.url)
    page.page.get_by_role("link", name="There is a newer version.").click()
    expect(page.page.get_by_text("Version 4,")).to_be_visible()
    expect(page.page.get_by_text("There is a newer version.")).to_have_count(0)


def test_a_draft_says_so_first(visit: Visits, served: Served) -> None:
    page = visit(path=f"/privacy/{served.draft}/notice", url=served.url, **PHONE)
    expect(page.page.locator("section li").first).to_contain_text("Draft")
    assert axe(page) == []
    page.shot("32-notice-draft")


def test_it_is_read_in_landmarks_and_headings(visit: Visits, served: Served) -> None:
    page = visit(path=served.at("notice"), url=served.url)
    for role in ("banner", "main", "contentinfo", "navigation"):
        expect(page.page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    assert page.page.locator("h1").count() == 1
    sections = page.page.locator("main section[aria-labelledby]")
    assert sections.count() == page.page.locator("main h2").count() == 8  # one of them is a law's


def test_it_is_all_there_without_script(visit: Visits, served: Served) -> None:
    page = visit(path=served.at("notice"), url=served.url, java_script_enabled=False)
    expect(page.page.locator("h1")).to_be_visible()
    page.page.locator("summary").click()
    expect(page.page.get_by_text("Network address")).to_be_visible()
