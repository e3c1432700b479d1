import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from inperson.http.pages.files import ASSETS
from inperson_lab.browser import CHROMIUM, Actor, Wire, launch, show, start, wire
from inperson_lab.browser.server import running
from tests.serving import PATIENCE_S
from tests.web.studio import PHOTOS

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "src/inperson/http/pages/static"
SHOTS = HERE.parent.parent / "reports/web"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1100, "height": 900}}
Window = Callable[..., tuple[Page, list[str]]]

expect.set_options(timeout=PATIENCE_S * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = []
    if CHROMIUM is None:
        missing.append("Chromium is not installed")
    if not all((STATIC / name).exists() for name in ASSETS):
        missing.append("the pages are not built: make web")
    if not PHOTOS.exists():
        missing.append("the demo's photographs are missing: make photos")
    if missing:
        for item in items:
            if item.path.is_relative_to(HERE):
                item.add_marker(pytest.mark.skip(reason="; ".join(missing)))


@dataclass(frozen=True)
class Running:
    url: str
    token: str
    officer: str = ""
    """A token that proposes disclosures."""
    app: str = ""
    """One that is limited to an app and the origins of its WebViews."""
    other_token: str = ""
    """Of another tenant."""
    folder: str = ""
    """Where the tests' own server keeps its stores and keys."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    with running(folder, os.environ.get("WEB_TEST_SERVER", "tests.web.server")) as said:
        yield Running(**said)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright, "--use-fake-ui-for-media-stream")
    yield running
    running.close()


@dataclass
class Visit:
    """A page, and what it wrote to its console."""

    page: Page
    said: list[str]

    @property
    def face(self) -> Any:
        return self.page.locator("inperson-capture")

    def press(self, part: str) -> None:
        self.page.locator(f"inperson-capture button.{part}").click()

    def starts(self) -> None:
        """Press the button; agree to the notice where the person is asked to."""
        start(self.page)

    def reaches(self, *states: str) -> str:
        """Wait until the capture is in one of these states, and return it."""
        known = ",".join(f"inperson-capture[data-state={state}]" for state in states)
        try:
            self.page.wait_for_selector(known, state="attached")
        except PageTimeout:
            found = self.face.get_attribute("data-state")
            pytest.fail(f"{found} instead of {states}: {self.texts()} {self.said}")
        return str(self.face.get_attribute("data-state"))

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True, animations="disabled")

    def texts(self) -> str:
        return str(self.page.evaluate(_TEXTS))

    def until(self, script: str) -> None:
        """Wait until this is so in the page.

        Not by Playwright's `wait_for_function`: where the first look does not find it, the next
        is evaluated as the page's own, which the pages' Content-Security-Policy refuses.
        """
        until_s = time.monotonic() + PATIENCE_S
        while not self.page.evaluate(script):
            assert time.monotonic() < until_s, script
            self.page.wait_for_timeout(20)

    def is_wide(self) -> bool:
        """Tell whether it has to be scrolled sideways."""
        return bool(self.page.evaluate(WIDE))

    def camera_is_off(self) -> bool:
        return bool(
            self.page.evaluate("(window.cameraTracks ?? []).every((t) => t.readyState === 'ended')")
        )


WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_TEXTS = "document.querySelector('inperson-capture').shadowRoot.querySelector('section').innerText"


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """Open windows of a browser of their own, which have time; with each, what it says."""
    opened: list[BrowserContext] = []

    def open_window(**context: Any) -> tuple[Page, list[str]]:
        opened.append(browser.new_context(**DESKTOP | context))
        opened[-1].set_default_timeout(PATIENCE_S * 1000)
        page, said = opened[-1].new_page(), list[str]()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page, said

    yield open_window
    for each in opened:
        each.close()


@pytest.fixture
def visit(server: Running, window: Window) -> Callable[..., Visit]:
    """Open a page with somebody in front of its camera."""

    def open_page(
        actor: Actor | None = None, path: str = "/demo", url: str = server.url, **context: Any
    ) -> Visit:
        page, said = window(**context)
        if actor:
            show(page, actor)
        page.goto(url + path)
        if path == "/demo":  # which draws its notice anew when it knows who is there
            expect(page.locator("#said")).not_to_be_empty()
        return Visit(page, said)

    return open_page


@pytest.fixture
def cable(server: Running) -> Iterator[Wire]:
    with wire(server.port) as made:
        yield made
