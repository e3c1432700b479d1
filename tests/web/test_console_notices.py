"""Notices and retention in the tenant's console: tried first, then published and set."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.console_people import Consoles, Person, consoles, looked_at, somebody

__all__ = ["consoles", "somebody"]


def draft(page: Page, controller: str) -> None:
    """Fill in what a notice says, as a person does."""
    page.get_by_label("Your legal name").fill(controller)
    page.get_by_label("Postal or e-mail address").fill("privacy@harbour.example")
    page.get_by_label("Country whose law").fill("DE")
    page.get_by_label("Recipients").fill("Cloud Ltd | hosts the server | DE")
    page.get_by_role("button", name="See what changes").click()


def test_a_notice_is_drafted_compared_and_published(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ada, late = somebody(), somebody()
    ada.join(consoles, "Ada")
    late.join(consoles, "Ben")
    page = ada.page
    looked_at(consoles, somebody, ada, "notices", "notices")
    for each in (ada, late):
        each.open(consoles, f"tenants/{consoles.tenant}/notices")
        draft(each.page, "Harbour Bank Plc")
    expect(page.locator("main")).to_contain_text("2 people have to be asked again")
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("ins", has_text="Cloud Ltd").first).to_be_visible()
    ada.visit.shot("console-draft-light")
    page.get_by_role("button", name="Publish version").click()
    expect(page.locator("#said")).to_have_text("The new version is published.")

    # a minimum age below the law's is refused; one that is not stays in the form
    for years, said in (("15", "from 16 years on"), ("16", "You must be at least 16")):
        page.get_by_label("From which age").fill(years)
        page.get_by_label("Who is younger").select_option("is refused")
        page.get_by_role("button", name="See what changes").click()
        expect(page.locator("main")).to_contain_text(said)
        if years == "15":
            ada.said.clear()  # Chromium says of a refusal that it is one
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_label("From which age")).to_have_value("16")
    expect(page.get_by_label("Recipients")).to_have_value("Cloud Ltd | hosts the server | DE")

    # who compared with what was current before is told so, and publishes nothing
    late.page.get_by_role("button", name="Publish version").click()
    expect(late.page.get_by_role("heading", level=1)).to_have_text("The page is out of date")

    page.get_by_label("Postal or e-mail address").fill("dpo@harbour.example")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("main")).to_contain_text("Nothing material changes")
    expect(page.locator("del", has_text="privacy@harbour.example").first).to_be_visible()
    page.get_by_role("link", name="Discard the draft").click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("From version")
    looked_at(consoles, somebody, ada, page.url.partition(f"{consoles.tenant}/")[2], "compare")
    assert ada.said == []


def test_retention_is_previewed_before_it_is_set(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    kim = somebody()
    kim.join(consoles, "Kim")
    page, place = kim.page, f"tenants/{consoles.tenant}/retention"
    looked_at(consoles, somebody, kim, "retention", "retention")
    kim.open(consoles, place)
    expect(page.locator("main")).to_contain_text("Nothing is due")
    days = page.get_by_label("Days", exact=True)
    days.nth(2).fill("1")
    page.get_by_role("button", name="See what it deletes").click()
    # of four hundred sessions, one each seven minutes, those that are older than a day
    expect(page.get_by_role("heading", level=1)).to_have_text("What this choice would do")
    expect(page.get_by_role("heading", level=2)).to_contain_text("more go with the next sweep")
    expect(page.locator("tbody tr", has_text="session outcome")).to_contain_text("shorter")
    kim.visit.shot("console-preview-light")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#said")).to_contain_text("It is set")
    expect(days.nth(2)).to_have_value("1")

    days.first.fill("99999")
    page.locator("form.full").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="See what it deletes").click()
    expect(page.locator("main")).to_contain_text("days at most")


def test_no_auditor_drafts_or_sets(consoles: Consoles, somebody: Callable[..., Person]) -> None:
    cy = somebody()
    cy.join(consoles, "Cy")
    for place, said in (("notices", "may not publish notice"), ("retention", "may not set")):
        expect(cy.page.get_by_role("link", name=place.capitalize())).to_have_count(0)
        cy.open(consoles, f"tenants/{consoles.tenant}/{place}")
        expect(cy.page.locator("main")).to_contain_text(said)
