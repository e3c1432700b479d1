"""Whatever a form of the consoles is refused for is said beside the field, and tied to it."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.console_people import Consoles, Person, consoles, somebody
from tests.web.test_screen import axe

__all__ = ["consoles", "somebody"]

FORMS = """() => {
  document.querySelectorAll("main details").forEach((each) => (each.open = true));
  return [...document.querySelectorAll("main form")]
    .filter((form) => [...form.elements].some((each) => each.name && each.type !== "hidden"))
    .map((form) => new URL(form.action).pathname + (form.dataset.ceremony ?? ""));
}"""
"""Where each form goes into which somebody types."""
SPOIL = """(at) => {
  document.querySelectorAll("main details").forEach((each) => (each.open = true));
  const form = [...document.querySelectorAll("main form")]
    .filter((form) => [...form.elements].some((each) => each.name && each.type !== "hidden"))[at];
  form.noValidate = true;
  const long = "x".repeat(form.dataset.ceremony ? 50 : 4100);
  for (const each of form.elements) {
    if (each.type === "checkbox") each.checked = false;
    else if (each.type === "number") each.value = "999999";
    else if (each.type === "select-one") each.append(new Option("", "x", true, true));
    else if (["text", "url", "textarea"].includes(each.type)) each.value = long;
  }
  form.requestSubmit();
}"""
"""Type into a form what fits none of its fields, and send it."""
MARKED = "main [aria-invalid=true]"
TENANTS = (
    *("subjects", "requests", "disclosures", "notices", "retention", "holds", "exports"),
    *("webhook", "tokens", "keys", "audit", "proofs", "people", "disclosures/propose"),
)


def test_every_form_says_beside_its_field_what_is_wrong(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    ada, olga = somebody(), somebody()
    ada.join(consoles, "Ada")
    olga.join(consoles, "Olga")
    base = f"tenants/{consoles.tenant}"
    ada.open(consoles, f"{base}/requests")
    requests = ada.page.locator("main tbody a").evaluate_all("(all) => all.map((a) => a.href)")
    cases = (
        f"subjects/{consoles.subjects['bert']}",
        f"disclosures/{consoles.disclosure}",
        *(each.partition(f"{consoles.tenant}/")[2] for each in requests),
    )
    tried = _walked(consoles, ada, *(f"{base}/{each}" for each in (*TENANTS, *cases)))
    tried |= _walked(consoles, olga, "tenants", "people", "recover", "account", "usage", "audit")
    assert tried == {
        *("subjects", "sessions", "subjects/ID/restrict", "subjects/ID/erase"),
        *("requests/ID/answer", "requests/ID/extend", "requests/ID/refuse"),
        *("disclosures", "disclosures/ID/refuse", "notices/compare", "notices/draft"),
        *("retention/preview", "holds", "exports", "webhook", "tokens", "proofs", "people"),
        *("/console/tenants", "/console/people", "/console/recoverrecover"),
    }


def _walked(consoles: Consoles, who: Person, *paths: str) -> set[str]:
    """Spoil each form of some pages, and return where they go."""
    found = set()
    for path in paths:
        who.open(consoles, path)
        for at, goes in enumerate(who.page.evaluate(FORMS)):
            who.open(consoles, path)
            who.page.evaluate(SPOIL, at)
            _is_said(who.page, goes)
            assert axe(who.visit) == [], goes
            plain = goes.removeprefix(f"/console/tenants/{consoles.tenant}/")
            found.add(re.sub(r"[a-z]{3}_[a-z2-7]+", "ID", plain))
    return found


def _is_said(page: Page, goes: str) -> None:
    marked = page.locator(MARKED).first
    expect(marked, goes).to_be_focused()
    told: dict[str, Any] = marked.evaluate("""(each) => {
      const ids = each.getAttribute("aria-describedby").split(" ");
      const said = ids.map((id) => document.getElementById(id));
      return { count: said.filter(Boolean).length, of: ids.length, text: said[0]?.innerText ?? "" };
    }""")
    assert told["count"] == told["of"], goes
    assert re.search(r"\w.*Code: [a-z_]+$", told["text"], re.S), (goes, told)


def test_what_is_put_right_is_marked_no_more(
    consoles: Consoles, somebody: Callable[..., Person]
) -> None:
    kim = somebody()
    kim.join(consoles, "Kim")
    page = kim.page
    kim.open(consoles, f"tenants/{consoles.tenant}/tokens")
    page.get_by_label("What it is for").fill("shop")
    page.get_by_label("Packages").fill("no package")
    page.get_by_role("button", name="Issue").click()
    packages = page.get_by_label("Packages")
    expect(packages).to_be_focused()
    expect(packages).to_have_attribute("aria-describedby", "wrong-packages")
    expect(page.locator("#wrong-packages")).to_contain_text("token_limits_invalid")
    packages.fill("org.example.shop")
    page.get_by_role("button", name="Issue").click()
    expect(page.locator("#once-secret")).to_contain_text("inp_dev_")
    expect(page.locator(MARKED)).to_have_count(0)
    expect(page.locator("#wrong-packages")).to_have_count(0)
