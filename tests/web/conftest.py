import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from inperson.http.pages.files import ASSETS
from tests.web.studio import PHOTOS, Actor
from tests.web.wire import Wire, wire

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "src/inperson/http/pages/static"
SHOTS = HERE.parent.parent / "reports/web"
CHROMIUM = shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox",  # CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}


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
    other_token: str = ""
    """Of another tenant."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    module = os.environ.get("WEB_TEST_SERVER", "tests.web.server")
    with subprocess.Popen(
        [sys.executable, "-m", module, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Running(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


def launch(playwright: Playwright, *more: str) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS, *more])


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

    def reaches(self, *states: str, within_s: float = 60) -> str:
        """Wait until the capture is in one of these states, and return it."""
        known = ",".join(f"inperson-capture[data-state={state}]" for state in states)
        try:
            self.page.wait_for_selector(known, timeout=within_s * 1000, state="attached")
        except PageTimeout:
            found = self.face.get_attribute("data-state")
            pytest.fail(f"{found} instead of {states}: {self.texts()} {self.said}")
        return str(self.face.get_attribute("data-state"))

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True, animations="disabled")

    def texts(self) -> str:
        return str(self.page.evaluate(_TEXTS))

    def camera_is_off(self) -> bool:
        return bool(
            self.page.evaluate("(window.cameraTracks ?? []).every((t) => t.readyState === 'ended')")
        )


_TEXTS = "document.querySelector('inperson-capture').shadowRoot.querySelector('section').innerText"


def start(page: Page) -> None:
    """Press the capture's button; agree to the notice where the person is asked to."""
    button = page.locator("inperson-capture button.begin")
    button.click()
    asked = "inperson-capture[data-state=notice] [part=ask]"
    begun = "inperson-capture:not([data-state=notice]):not([data-state=waiting])"
    page.wait_for_selector(f"{begun}, {asked}", state="attached")
    if page.locator(asked).count():
        button.click()


def show(page: Page, actor: Actor) -> None:
    """Put somebody in front of a page's camera."""
    page.expose_function("presenterFrame", actor.frame)
    page.add_init_script(path=HERE / "camera.js")


@pytest.fixture
def visit(server: Running, browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a page with somebody in front of its camera, in a browser of its own."""
    opened: list[BrowserContext] = []

    def open_page(
        actor: Actor | None = None, path: str = "/demo", url: str = server.url, **context: Any
    ) -> Visit:
        opened.append(browser.new_context(**{"viewport": {"width": 1100, "height": 900}} | context))
        page = opened[-1].new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        if actor:
            show(page, actor)
        page.goto(url + path)
        return Visit(page, said)

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def cable(server: Running) -> Iterator[Wire]:
    with wire(server.port) as made:
        yield made
