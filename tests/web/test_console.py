"""The consoles in a real browser, with its virtual authenticator, against a real server."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.web.console_people import Consoles, Person, consoles, looked_at, somebody
from tests.web.test_screen import axe

__all__ = ["consoles", "somebody"]

_POST = """async ([path, body]) => { const answer = await fetch(path, { method: "POST", headers:
{ "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });
return [answer.status, await answer.json()]; }"""


PAGES = ("", "tokens", "requests", "disclosures", "breaches", "usage", "audit", "people")


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
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ada = somebody()
    ada.join(consoles, "Ada")
    for name in PAGES:
        looked_at(consoles, somebody, ada, name, name or "overview")
    ada.open(consoles, f"tenants/{consoles.tenant}/requests")
    request = ada.page.locator("tbody a").first.get_attribute("href")
    assert request is not None
    place = request.partition(f"{consoles.tenant}/")[2]
    looked_at(consoles, somebody, ada, place, "request")
    ada.open(consoles, f"tenants/{consoles.tenant}/{place}")
    expect(ada.page.locator("main")).to_contain_text("authorised agent; shown by signed permission")
    ada.open(consoles, f"tenants/{consoles.tenant}/requests")
    expect(ada.page.locator("tbody tr").first).to_contain_text("overdue")
    ada.page.locator("tbody a").last.click()
    ada.page.get_by_label("What the subject is told").fill("We got a faster one.")
    ada.page.get_by_role("button", name="Answer").click()
    expect(ada.page.locator("#said")).to_contain_text("The answer is on record")
    expect(ada.page.locator("main")).to_contain_text("We got a faster one.")
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
    ben.open(consoles, f"tenants/{consoles.tenant}/disclosures/{consoles.disclosure}")
    proofs: list[str] = []
    page.on("request", lambda request: proofs.append(request.url))
    page.route(
        "**/console/tenants/*/disclosures/dsc_*",
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
            expect(page.locator("main")).to_contain_text(said)
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
