"""Consoles that people come to with a browser and a device: a server, and who may open it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from inperson_lab.browser import PHONE
from tests.web.conftest import Visit, Window
from tests.web.test_screen import axe

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
    "zoom-200": {"viewport": {"width": 640, "height": 450}},
    "zoom-400": {"viewport": {"width": 320, "height": 225}},
}


@dataclass(frozen=True)
class Consoles:
    url: str
    codes: dict[str, str]
    tenant: str
    other: str
    disclosure: str
    subjects: dict[str, str]
    """Their ids, by the references."""


@dataclass
class Person:
    """Somebody with a browser and a device."""

    page: Page
    cdp: CDPSession
    authenticator: str
    said: list[str]

    @property
    def visit(self) -> Visit:
        return Visit(self.page, self.said)

    def join(self, consoles: Consoles, name: str) -> list[str]:
        """Come by an invitation, and return the recovery codes."""
        self.page.goto(f"{consoles.url}/console/join#{consoles.codes[name]}")
        self.page.get_by_role("button", name="Make my passkey").click()
        expect(self.page.locator("#once")).to_be_visible()
        codes = self.page.locator("#once-secret").inner_text().split()
        self.page.get_by_role("button", name="I have kept it").click()
        self.page.wait_for_url("**/console/tenants**")
        return codes

    def sign_in(self, consoles: Consoles) -> None:
        self.page.goto(f"{consoles.url}/console/sign-in")
        self.page.get_by_role("button", name="Sign in with a passkey").click()
        self.page.wait_for_url("**/console/tenants**")

    def open(self, consoles: Consoles, path: str) -> None:
        self.page.goto(f"{consoles.url}/console/{path}")


def looked_at(
    consoles: Consoles, somebody: Callable[..., Person], who: Person, path: str, name: str
) -> None:
    """Open a page of a tenant in every look, and hold each to axe and to its own width."""
    state = who.page.context.storage_state()
    for look, context in LOOKS.items():
        seen = somebody(storage_state=state, **context)
        seen.open(consoles, f"tenants/{consoles.tenant}/{path}".rstrip("/"))
        seen.page.evaluate(
            "document.querySelectorAll('main details').forEach((d) => d.open = true)"
        )
        assert axe(seen.visit) == [], (look, path)
        assert not seen.visit.is_wide(), (look, path)
        seen.visit.shot(f"console-{name}-{look}")
        assert seen.said == []
        seen.page.context.close()


@pytest.fixture(scope="module")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    folder = tmp_path_factory.mktemp("console")
    command = [sys.executable, "-m", "tests.web.console_server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Consoles(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


@pytest.fixture
def somebody(window: Window) -> Callable[..., Person]:
    """Open a browser with an authenticator of its own."""

    def make(**context: Any) -> Person:
        page, said = window(**context)
        page.on("dialog", lambda dialog: dialog.accept())
        cdp = page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return Person(page, cdp, made["authenticatorId"], said)

    return make
