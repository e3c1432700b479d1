"""Legal holds, exports and the webhook in the tenant's console, and who may not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.authority.asking import KEY
from tests.web.console_people import Consoles, Person, consoles, looked_at, somebody

__all__ = ["consoles", "somebody"]


def test_a_hold_keeps_a_subject_and_is_released(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ada = somebody()
    ada.join(consoles, "Ada")
    page = ada.page
    ada.open(consoles, f"tenants/{consoles.tenant}/holds")
    until = datetime.now(UTC) + timedelta(days=100)
    for label, text in (
        ("Your reference", "anna"),
        ("Who ordered it", "Court of Freedonia"),
        ("The order, with", "Order 1/26"),
        ("The law", "Code 1"),
        ("SHA-256", "ab" * 32),
        ("Until", f"{until:%Y-%m-%d}"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("Of tokens that are").select_option("developer")
    page.get_by_role("button", name="Place the hold").click()
    expect(page.locator("#said")).to_have_text("The hold is placed.")
    looked_at(consoles, somebody, ada, "holds", "holds")
    ada.open(consoles, f"tenants/{consoles.tenant}/subjects/{consoles.subjects['anna']}")
    expect(page.locator("main")).to_contain_text("held by an order")
    ada.open(consoles, f"tenants/{consoles.tenant}/holds")
    page.get_by_role("button", name="Release the hold of Order 1/26").click()
    expect(page.locator("#said")).to_have_text("The hold is released.")
    expect(page.get_by_role("button", name="Release")).to_have_count(0)
    assert ada.said == []


def test_an_export_is_proposed_by_one_and_approved_by_another(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ben, kim = somebody(), somebody()
    ben.join(consoles, "Ben")
    kim.join(consoles, "Kim")
    ben.open(consoles, f"tenants/{consoles.tenant}/exports")
    for label, text in (
        ("Recipient", "Lab Ltd"),
        ("Where it is reached", "lab@lab.example"),
        ("Its age recipient", KEY),
        ("What for", "To find errors."),
    ):
        ben.page.get_by_label(label, exact=label == "Recipient").fill(text)
    ben.page.get_by_role("button", name="Propose").click()
    expect(ben.page.locator("#said")).to_contain_text("waits for a second person")
    expect(ben.page.get_by_role("button", name="Approve")).to_have_count(0)
    looked_at(consoles, somebody, kim, "exports", "exports")
    kim.open(consoles, f"tenants/{consoles.tenant}/exports")
    kim.page.get_by_role("button", name="Approve as the second person").click()
    expect(kim.page.locator("#said")).to_contain_text("is approved")
    expect(kim.page.locator(".badge.good")).to_have_text("approved")
    assert ben.said + kim.said == []


def test_the_webhook_is_set_tried_and_ended(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    zoe = somebody()
    zoe.join(consoles, "Zoe")
    page = zoe.page
    page.goto(f"{consoles.url}/console/tenants/{consoles.other}/webhook")
    page.get_by_label("Address").fill("https://shop.example/hooks")
    page.get_by_role("button", name="Set the webhook").click()
    expect(page.locator("#once-secret")).to_contain_text("whsec_")
    secret = page.locator("#once-secret").inner_text()
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("https://shop.example/hooks")
    assert secret not in page.content()
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#said")).to_contain_text("on its way")
    expect(page.locator("tbody tr")).to_contain_text("webhook.test")
    ours = Consoles(**{**vars(consoles), "tenant": consoles.other})
    looked_at(ours, somebody, zoe, "webhook", "webhook")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("None is set")
    assert zoe.said == []


def test_none_of_it_is_an_auditors(consoles: Consoles, somebody: Callable[..., Person]) -> None:
    cy = somebody()
    cy.join(consoles, "Cy")
    for place in ("holds", "exports", "webhook"):
        cy.open(consoles, f"tenants/{consoles.tenant}/{place}")
        expect(cy.page.get_by_role("heading", level=1)).to_contain_text("may not do this")
