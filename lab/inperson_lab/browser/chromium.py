"""Chromium, and what is done with a page that captures."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inperson_lab.browser.actor import Actor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = shutil.which("chromium")
"""The system's; without one Playwright takes its own."""
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
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


def launch(playwright: "Playwright", *more: str) -> "Browser":
    """Start Chromium with a made-up camera, and with further arguments."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS, *more])


def show(page: "Page", actor: Actor) -> None:
    """Put somebody in front of a page's camera."""
    page.expose_function("presenterFrame", actor.frame)
    page.add_init_script(path=Path(__file__).parent / "camera.js")


def start(page: "Page") -> None:
    """Press the capture's button; agree to the notice where the person is asked to."""
    button = page.locator("inperson-capture button.begin")
    button.click()
    asked = "inperson-capture[data-state=notice] [part=ask]"
    begun = "inperson-capture:not([data-state=notice]):not([data-state=waiting])"
    page.wait_for_selector(f"{begun}, {asked}", state="attached")
    if page.locator(asked).count():
        button.click()
