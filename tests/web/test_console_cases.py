"""Disclosures as case files, proofs and transparency in the tenant's console."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyrage
from playwright.sync_api import expect

from tests.web.console_people import Consoles, Person, consoles, looked_at, somebody
from tests.web.test_screen import axe

__all__ = ["consoles", "somebody"]
KEY = str(pyrage.x25519.Identity.generate().to_public())
ORDER = (
    ("Your reference", "anna"),
    ("From, in UTC", "2026-01-01"),
    ("Until, not included", "2026-01-05"),
    ("Recipient", "Police"),
    ("Where it is reached", "records@police.example"),
    ("Its age recipient", KEY),
    ("Who demands it", "Court of Freedonia"),
    ("Its country", "US"),
    ("The order, with", "Order 1/26"),
    ("The provision", "Code 1"),
    ("Received", "2026-01-05"),
    ("SHA-256", "ab" * 32),
)


def test_a_disclosure_is_proposed_approved_and_handed_out(
    consoles: Consoles, somebody: Callable[..., Person], tmp_path: Path
) -> None:
    ada, ben = somebody(), somebody()
    ada.join(consoles, "Ada")
    ben.join(consoles, "Ben")
    page, base = ada.page, f"tenants/{consoles.tenant}/disclosures"
    looked_at(consoles, somebody, ada, "disclosures/propose", "propose")
    ada.open(consoles, f"{base}/propose")
    for label, text in ORDER:
        page.get_by_label(label, exact=label in ("Recipient", "Received")).fill(text)
    page.get_by_label("Enrolment fact").check()
    page.get_by_role("button", name="Propose").press("Enter")
    # an order from outside the EU, and nothing says why it is followed
    ground = page.get_by_label("The agreement or ground")
    expect(ground).to_be_focused()
    expect(ground).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#wrong-transfer_ground")).to_contain_text("disclosure_invalid")
    assert axe(ada.visit) == []
    ada.visit.shot("console-propose-refused")
    ground.fill("EU-US MLAT, Art. 4")
    ground.press("Enter")
    expect(page.locator("#said")).to_have_text("The disclosure is proposed.")
    expect(page.locator("main")).to_contain_text("You proposed it: another person approves.")
    place = page.url.partition("/console/")[2].partition("?")[0]
    path = place.partition(f"{consoles.tenant}/")[2]
    ben.open(consoles, place)
    ben.page.get_by_role("button", name="Approve as the second person").click()
    expect(ben.page.locator("#said")).to_have_text("The disclosure was approved.")
    looked_at(consoles, somebody, ben, path, "case")
    looked_at(consoles, somebody, ben, "disclosures", "disclosures")
    with ben.page.expect_download() as given:
        ben.page.get_by_role("button", name="Download the package").click()
    given.value.save_as(tmp_path / "package.age")
    ben.page.get_by_role("link", name="Look again").click()
    expect(ben.page.locator(".badge")).to_have_text("delivered")
    sha256 = hashlib.sha256((tmp_path / "package.age").read_bytes()).hexdigest()
    expect(ben.page.locator("main")).to_contain_text(sha256)
    ada.said.remove(next(each for each in ada.said if "422" in each))
    assert ada.said + ben.said == []


def test_an_auditor_takes_a_proof_away_and_reads_the_year(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    cy = somebody()
    cy.join(consoles, "Cy")
    page = cy.page
    cy.open(consoles, f"tenants/{consoles.tenant}/audit")
    page.get_by_role("link", name="Prove act").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Proofs")
    number = page.get_by_label("Its number").input_value()
    looked_at(consoles, somebody, cy, f"proofs?number={number}", "proofs")
    cy.open(consoles, f"tenants/{consoles.tenant}/proofs?number=0")
    expect(page.locator("main")).to_contain_text("and that enough of your witnesses saw it")
    looked_at(consoles, somebody, cy, "proofs?number=0", "proofs-seen")
    cy.open(consoles, f"tenants/{consoles.tenant}/proofs?number={number}")
    with page.expect_download() as given:
        page.get_by_role("link", name="Download the proof").press("Enter")
    assert given.value.suggested_filename == f"act-{number}.tlog-proof"
    looked_at(consoles, somebody, cy, "transparency", "transparency")
    page.get_by_role("link", name="Transparency").click()
    expect(page.locator("main table")).to_have_count(2)
    assert cy.said == []
