"""Subjects in the tenant's console: found, unlocked, restricted, erased, and who may not."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.web.console_people import Consoles, Person, consoles, looked_at, somebody

__all__ = ["consoles", "somebody"]


def find(who: Person, consoles: Consoles, ref: str) -> None:
    """Look a subject up by the reference, as a person does."""
    who.open(consoles, f"tenants/{consoles.tenant}/subjects")
    who.page.get_by_label("Your reference").fill(ref)
    who.page.get_by_label("Of tokens that are").select_option("developer")
    who.page.get_by_role("button", name="Find").first.click()


def test_a_subject_is_found_unlocked_restricted_and_lifted(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ada = somebody()
    ada.join(consoles, "Ada")
    page = ada.page
    looked_at(consoles, somebody, ada, "subjects", "subjects")
    find(ada, consoles, "anna")
    expect(page.get_by_role("heading", level=1)).to_have_text("Subject")
    place = f"subjects/{consoles.subjects['anna']}"
    assert page.url.endswith(place)
    assert "anna" not in page.url + page.title() + page.content()
    looked_at(consoles, somebody, ada, place, "subject")
    expect(page.locator("main")).to_contain_text("1 in a row")
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator("#said")).to_contain_text("may try again")
    expect(page.locator("main")).to_contain_text("0 in a row")

    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session")
    looked_at(consoles, somebody, ada, page.url.partition(f"{consoles.tenant}/")[2], "session")
    page.get_by_role("link", name="The subject").click()

    page.locator("summary", has_text="Restrict").click()
    page.get_by_label("What the subject says").fill("Not until you have looked.")
    page.get_by_role("button", name="Restrict").click()
    expect(page.locator("#said")).to_contain_text("used no more")
    ada.open(consoles, f"tenants/{consoles.tenant}/{place}")
    expect(page.locator(".badge.bad").first).to_have_text("restricted")
    page.get_by_role("link", name="Restriction").click()
    page.get_by_label("What the subject is told").fill("We looked.")
    page.get_by_role("button", name="Lift it").click()
    expect(page.locator("#said")).to_contain_text("on record")
    ada.open(consoles, f"tenants/{consoles.tenant}/{place}")
    expect(page.locator(".badge.good").first).to_have_text("may authenticate")
    assert ada.said == []


def test_who_erases_types_the_reference_again(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ben = somebody()
    ben.join(consoles, "Ben")
    page, place = ben.page, f"tenants/{consoles.tenant}/subjects/{consoles.subjects['bert']}"
    for typed, said in (("anna", "is not this subject's"), ("bert", "")):
        ben.open(consoles, place)
        page.locator("summary", has_text="Erase").click()
        page.get_by_label("Type your reference").fill(typed)
        page.get_by_role("button", name="Erase").click()
        if said:
            expect(page.locator("main")).to_contain_text(said)
    expect(page.get_by_role("heading", level=1)).to_have_text("Erasure")
    expect(page.locator(".badge").first).to_have_text("completed")
    # the page that was open before the erasure is stale now
    ben.open(consoles, place)
    expect(page.locator("main")).to_contain_text("There is no such subject")
    find(ben, consoles, "bert")
    expect(page.locator("main")).to_contain_text("There is no such subject")


def test_no_other_tenants_subject_and_no_other_role(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    kim = somebody()
    kim.join(consoles, "Kim")
    find(kim, consoles, "theirs")
    expect(kim.page.locator("main")).to_contain_text("There is no such subject")
    kim.open(consoles, f"tenants/{consoles.tenant}/subjects/{consoles.subjects['theirs']}")
    expect(kim.page.locator("main")).to_contain_text("There is no such subject")
    cy = somebody()
    cy.join(consoles, "Cy")
    expect(cy.page.get_by_role("link", name="Subjects")).to_have_count(0)
    cy.open(consoles, f"tenants/{consoles.tenant}/subjects")
    expect(cy.page.locator("main")).to_contain_text("may not find subject")
