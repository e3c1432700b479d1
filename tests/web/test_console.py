"""The consoles in a real browser, with its virtual authenticator, against a real server."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.web.conftest import PHONE, Visit
from tests.web.test_screen import axe

_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_POST = """async ([path, body]) => { const answer = await fetch(path, { method: "POST", headers:
{ "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });
return [answer.status, await answer.json()]; }"""


@dataclass(frozen=True)
class Consoles:
    url: str
    codes: dict[str, str]
    tenant: str
    other: str
    disclosure: str


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
def somebody(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Open a browser with an authenticator of its own."""
    opened: list[BrowserContext] = []

    def make(**context: Any) -> Person:
        opened.append(browser.new_context(**{"viewport": {"width": 1100, "height": 900}} | context))
        page = opened[-1].new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        cdp = opened[-1].new_cdp_session(page)
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

    yield make
    for each in opened:
        each.close()


def test_an_operator_joins_signs_in_and_works(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    olga = somebody()
    assert len(olga.join(consoles, "Olga")) == 10
    page = olga.page
    assert consoles.codes["Olga"] not in page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#said")).to_have_text("You are signed out.")
    olga.visit.shot("console-sign-in")
    assert axe(olga.visit) == []
    olga.sign_in(consoles)
    expect(page.get_by_role("heading", name="Tenants")).to_be_visible()
    for path, name in (
        ("tenants", "tenants"),
        (f"tenants/{consoles.tenant}/keys", "keys"),
        (f"tenants/{consoles.tenant}/tokens", "tokens"),
        ("usage", "usage"),
        ("audit", "audit"),
        ("people", "people"),
        ("account", "account"),
    ):
        olga.open(consoles, path)
        assert axe(olga.visit) == [], path
        olga.visit.shot(f"console-operator-{name}")
    olga.open(consoles, f"tenants/{consoles.tenant}/keys")
    page.get_by_role("button", name="Rotate the key").click()
    expect(page.locator("#said")).to_contain_text("new version of the key")
    page.get_by_role("button", name="Rewrap").click()
    expect(page.locator("#said")).to_contain_text("keys were rewrapped")
    page.get_by_role("button", name="Retire earlier versions").click()
    expect(page.locator("#said")).to_contain_text("were destroyed")
    olga.open(consoles, "audit")
    page.get_by_role("button", name="Verify the log").click()
    expect(page.locator("#said")).to_contain_text("leaves are sound")
    assert olga.said == []


def test_the_tenants_pages_work_for_everybody(
    consoles: Consoles, somebody: Callable[..., Person], browser: Browser
) -> None:
    ada = somebody()
    ada.join(consoles, "Ada")
    state = ada.page.context.storage_state()
    looks: dict[str, dict[str, Any]] = {
        "light": {"color_scheme": "light"},
        "dark": {"color_scheme": "dark"},
        "phone": PHONE,
    }
    for look, context in looks.items():
        seen = somebody(storage_state=state, **context)
        for name in ("", "tokens", "requests", "disclosures", "usage", "audit", "people"):
            seen.open(consoles, f"tenants/{consoles.tenant}/{name}".rstrip("/"))
            assert axe(seen.visit) == [], (look, name)
            assert not seen.page.evaluate(_WIDE), (look, name)
            seen.visit.shot(f"console-{name or 'overview'}-{look}")
        assert seen.said == []
    ada.open(consoles, f"tenants/{consoles.tenant}/requests")
    expect(ada.page.locator("tbody tr").first).to_contain_text("overdue")
    ada.open(consoles, f"tenants/{consoles.other}")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("There is no such tenant")
    ada.open(consoles, "tenants")
    expect(ada.page.locator("main")).to_contain_text("may not manage tenants")


def test_a_second_person_approves_with_a_fresh_proof_by_keyboard_alone(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ben = somebody()
    ben.join(consoles, "Ben")
    page = ben.page
    ben.open(consoles, f"tenants/{consoles.tenant}/disclosures")
    proofs: list[str] = []
    page.on("request", lambda request: proofs.append(request.url))
    page.route(
        "**/console/tenants/*/disclosures",
        lambda route: _aged(route) if route.request.method == "GET" else route.continue_(),
    )
    page.reload()
    button = page.get_by_role("button", name="Approve as the second person")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Approve"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("The disclosure was approved.")
    assert any(each.endswith("/step-up/finish") for each in proofs)
    assert ben.said == []


def _aged(route: Any) -> None:
    """Serve a page as it is five minutes after the last proof."""
    answer = route.fetch()
    text = answer.text()
    assert 'data-fresh-s="' in text
    start = text.index('data-fresh-s="') + len('data-fresh-s="')
    aged = text[:start] + "0" + text[text.index('"', start) :]
    route.fulfill(response=answer, body=aged)


def test_a_secret_is_shown_once(consoles: Consoles, somebody: Callable[..., Person]) -> None:
    kim = somebody()
    codes = kim.join(consoles, "Kim")
    page = kim.page
    kim.open(consoles, f"tenants/{consoles.tenant}/tokens")
    page.get_by_label("What it is for").fill("shop")
    page.get_by_label("Kind").select_option("production")
    page.get_by_role("button", name="Issue").click()
    expect(page.locator("#once")).to_be_visible()
    secret = page.locator("#once-secret").inner_text()
    assert secret.startswith("inp_live_")
    assert axe(kim.visit) == []
    page.keyboard.press("Escape")
    expect(page.locator("#once")).to_be_visible()
    assert "inp_live" not in page.url
    page.reload()
    expect(page.locator("main")).to_contain_text("shop")
    assert secret not in page.content()
    page.go_back()
    page.go_forward()
    assert secret not in page.content()

    # the device is lost: another one, and a code
    page.get_by_role("button", name="Sign out").click()
    kim.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": kim.authenticator})
    kim.open(consoles, "recover")
    assert axe(kim.visit) == []
    for code, said in (("0000-0000-0000-0000-0000", "no recovery code"), (codes[0], "")):
        page.get_by_label("Recovery code").fill(code)
        page.get_by_role("button", name="Make a new passkey").click()
        if said:
            expect(page.locator("#said")).to_contain_text(said)
    page.wait_for_url("**/console/tenants**")
    kim.open(consoles, "account")
    expect(page.locator("main")).to_contain_text("9 of 10 are left")


def test_a_replay_another_origin_and_another_role_are_refused(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    cy = somebody()
    cy.join(consoles, "Cy")
    page = cy.page
    answers: list[Any] = []
    page.on(
        "request",
        lambda each: (
            answers.append(each.post_data_json) if each.url.endswith("/sign-in/finish") else None
        ),
    )
    cy.sign_in(consoles)
    status, said = page.evaluate(_POST, ["/console/api/sign-in/finish", answers[0]])
    assert (status, said["code"]) == (403, "passkey_refused")
    path = f"/console/tenants/{consoles.tenant}/tokens"
    status, said = page.evaluate(_POST, [path, {}])
    assert (status, said["code"]) == (403, "action_not_allowed")
    expect(page.get_by_role("link", name="App tokens")).to_have_count(0)
    # the same server by its number, as a page that forwards would be
    page.goto(consoles.url.replace("localhost", "127.0.0.1") + "/console/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#said")).to_contain_text("not at the server's own address")
