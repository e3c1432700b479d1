"""Clause 3, the subject's side: the privacy centre in a real browser, against a real server."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyrage
import pytest
from joserfc import jws
from joserfc.jwk import KeySet
from playwright.sync_api import Download, Page, expect

from inperson_lab.browser import PHONE, Actor
from tests.http.conftest import code
from tests.serving import TRIES
from tests.web.conftest import SHOTS, Running, Visit
from tests.web.script import DONE, FAILED, TARGET, WELCOME, Script
from tests.web.studio import ALICE, BOB, PHOTOS, living
from tests.web.test_capture import passes
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
pytestmark = pytest.mark.needs_models
STORES = ("data", "keys")
PASSPHRASE = "four words and a fish"
_REFS = (f"visitor-{number}" for number in count(1))  # the shops have customers
_POST = """async ([path, body]) => { const answer = await fetch(path, { method: "POST", headers:
{ "content-type": "application/json" }, body: JSON.stringify(body) });
return [answer.status, (await answer.json()).code ?? null]; }"""
_JUDGED = "inperson-capture:is([data-state=refused], [data-state=failed])"
_FOCUS = "document.activeElement.textContent.trim()"


@dataclass
class Tenant:
    """A tenant's back end, with one subject of its own."""

    http: httpx.Client
    ref: str
    officer: str

    def call(self, method: str, path: str, secret: str = "", **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {secret}"} if secret else None
        return self.http.request(method, path, headers=headers, json=body or None)

    def session(self, kind: str = "authenticate", **more: Any) -> httpx.Response:
        return self.call("POST", "/v1/sessions", kind=kind, subject_ref=self.ref, **more)

    def notice(self) -> str:
        """Return the digest of the English notice, as a session's token names it."""
        opened = self.call("POST", "/v1/sessions", kind="liveness").json()
        part = opened["session_token"].split(".")[1]
        digest = json.loads(base64.urlsafe_b64decode(part + "=="))["ntc"]["en"]
        return base64.urlsafe_b64decode(digest + "=").hex()

    def enrol(self, *, improvement: bool = False) -> None:
        consent = {"notice_sha256": self.notice()}
        more = {"improvement_consent": True} if improvement else {}
        done = self.shown(ALICE, "enroll", consent=consent, **more)
        assert done["decision"] == "enrolled", done

    def shown(self, who: str, kind: str = "authenticate", **more: Any) -> dict[str, Any]:
        """Show a photograph to a session, and return it as it is decided."""
        opened = self.session(kind, liveness="unsafe_no_liveness", **more)
        assert opened.status_code == 201, opened.text
        photo = ("a.jpg", (PHOTOS / who).read_bytes(), "image/jpeg")
        path = f"/v1/sessions/{opened.json()['id']}/samples"
        return dict(self.http.post(path, files={"image": photo}).json())

    def invite(self) -> dict[str, str]:
        return dict(
            self.call("POST", "/v1/privacy-centre/invitations", subject_ref=self.ref).json()
        )

    @property
    def path(self) -> str:
        return urlsplit(self.invite()["url"]).path

    def propose(self) -> dict[str, Any]:
        """Propose a disclosure that the subject has to approve."""
        now = datetime.now(UTC)
        answer = self.call(
            "POST",
            "/v1/disclosures",
            self.officer,
            basis="user_approved",
            subject_ref=self.ref,
            extent={
                "scope": ["decisions"],
                "since": (now - timedelta(days=1)).isoformat(),
                "until": now.isoformat(),
            },
            recipient={
                "name": "New Bank",
                "address": "privacy@bank.example",
                "key": str(pyrage.x25519.Identity.generate().to_public()),
            },
            why="You asked us to send it to your new bank.",
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def guarded(self) -> httpx.Response:
        """Ask for a copy as a guardian does."""
        acting = {"capacity": "guardian", "evidence": "court_order", "seen_by": "staff-12"}
        acting["seen_at"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        asked = {"kind": "access", "subject_ref": self.ref, "on_behalf": acting}
        return self.call("POST", "/v1/privacy-requests", **asked)

    def disclosure(self, proposed: dict[str, Any]) -> dict[str, Any]:
        return dict(self.call("GET", f"/v1/disclosures/{proposed['id']}", self.officer).json())


@contextmanager
def tenant_of(server: Running, secret: str) -> Iterator[Tenant]:
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=120) as http:
        yield Tenant(http, next(_REFS), server.officer)


@pytest.fixture
def tenant(server: Running) -> Iterator[Tenant]:
    with tenant_of(server, server.token) as made:
        yield made


@pytest.fixture
def enrolled(tenant: Tenant) -> Tenant:
    tenant.enrol(improvement=True)
    return tenant


@pytest.fixture
def enter(visit: Visits, server: Running) -> Callable[..., Visit]:
    """Let a tenant's subject in by a code that its link carries."""

    def go(tenant: Tenant, lang: str = "en", face: Actor | None = None, **context: Any) -> Visit:
        path = f"{tenant.path}?lang={lang}#code={tenant.invite()['code']}"
        page = visit(face, path=path, **context) if face else visit(path=path, **context)
        page.page.wait_for_selector("#leave:not([hidden])")
        return page

    return go


def kept(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def claims(server: Running, text: bytes, kind: str) -> dict[str, Any]:
    """Check a statement against the server's published keys."""
    keys = KeySet.import_key_set(httpx.get(f"{server.url}/v1/jwks").json())
    read = jws.deserialize_compact(text, keys, algorithms=["Ed25519"])
    assert kind in str(read.headers()["typ"])
    return dict(json.loads(read.payload))


def said(page: Visit) -> Any:
    return page.page.locator("#said")


def card(page: Visit, title: str) -> Any:
    return page.page.get_by_role("region", name=title, exact=True)


def open_up(page: Visit, title: str) -> None:
    page.page.locator("summary", has_text=title).click()


def download(page: Visit, name: str) -> bytes:
    with page.page.expect_download() as found:
        page.page.get_by_role("button", name=name).first.click()
    return kept(found.value)


def download_proven(page: Visit, *lines: str) -> bytes:
    """Take a copy, and show the face to it."""
    with page.page.expect_download(timeout=480_000) as found:
        page.page.get_by_role("button", name="Download").first.click()
        proves(page, *lines)
    return kept(found.value)


def proves(page: Visit, *lines: str) -> None:
    """Read the text of an act, and show the face to it: again, where a rendered one is refused."""
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Show that you want this")
    text = page.page.get_by_role("region", name="What you agree to")
    for line in lines:
        expect(text).to_contain_text(line)
    clean(page)
    page.starts()
    for _ in range(TRIES):
        ended = page.page.locator(f"{_JUDGED}, main:not(:has(inperson-capture))")
        ended.first.wait_for(state="attached")
        if not page.page.locator("inperson-capture").count():
            return
        page.press("again")
    pytest.fail("no capture of a living person passed")


def clean(page: Visit) -> None:
    """Check what every step holds to."""
    assert axe(page) == []
    assert not page.is_wide()
    assert not page.page.evaluate("localStorage.length + sessionStorage.length")
    refused = "Failed to load resource"  # a wanted "no" of the server's
    assert [each for each in page.said if refused not in each] == []


def test_a_person_who_tried_the_demo_sees_takes_restricts_and_erases(
    visit: Visits, server: Running, tenant: Tenant
) -> None:
    page = visit(living(ALICE, 1), **PHONE)
    passes(page)
    page.page.click("#privacy")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Your data")
    assert "#" not in page.page.url
    assert page.page.evaluate(_FOCUS) == "Your data"
    assert "code=" not in json.dumps(page.page.evaluate("history.state"))
    expect(card(page, "What is held")).to_contain_text("A template of your face, since")
    expect(card(page, "When your face was checked")).to_contain_text("Enrolment")
    expect(card(page, "What you agreed to")).to_contain_text("in force since")
    expect(card(page, "Who used your data")).to_contain_text(
        "Your template, to compare or store itThe check itself"
    )
    clean(page)
    page.shot("30-centre-phone-light")

    open_up(page, "Get a copy of everything")
    page.page.get_by_label("Passphrase").fill("too short")
    page.page.get_by_role("button", name="Download").click()
    expect(page.page.get_by_text("needs 12 characters")).to_be_visible()
    page.page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.shot("31-centre-copy")
    copy = download_proven(page, "a copy of everything that is held of me here")
    archive = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(copy, PASSPHRASE)))
    assert "index.html" in archive.namelist()
    expect(said(page)).to_have_text("Your copy is in your downloads.")

    open_up(page, "Complain, object or correct")
    page.page.get_by_role("button", name="Send").click()
    expect(page.page.get_by_text("Say what it is about.")).to_be_visible()
    page.page.get_by_label("In your words").fill("I was not asked.\nNobody answers.")
    page.page.get_by_label("where you live or work").select_option("FR")
    page.page.get_by_role("button", name="Send").click()
    expect(said(page)).to_contain_text("It is on record.")
    own = page.page.locator(".asked a").filter(has_text="informatique et des libertés")
    expect(own).to_have_attribute("href", re.compile("^https://www.cnil.fr"))
    receipt = claims(server, download(page, "Download: Receipt"), "request-receipt")
    assert (receipt["kind"], receipt["channel"]) == ("complaint", "subject")
    clean(page)
    page.page.locator("summary", has_text="A complaint").click()
    expect(card(page, "What you asked for")).to_contain_text("Nobody answers.")
    page.shot("32-centre-complained")

    open_up(page, "Keep my data, but do not use it")
    page.page.get_by_role("button", name="Stop using it").click()
    expect(said(page)).to_contain_text("kept and not used")
    tenant.ref = next(
        each["value"] for each in page.page.context.cookies() if each["name"] == "inperson_demo"
    )
    assert code(tenant.session(), 403) == "subject_restricted"

    page.page.get_by_role("button", name="Erase everything").click()
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_contain_text("This cannot be undone.")
    assert axe(page) == []
    page.page.wait_for_timeout(200)
    page.page.screenshot(path="reports/web/33-centre-erase.png")
    dialog.get_by_role("button", name="Erase everything").click()
    proves(page, "to erase everything that is held of me here")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Erased")
    certificate = claims(server, download(page, "Download: Certificate"), "certificate")
    assert certificate["kind"] == "erasure"
    assert {"template", "subject_key", "sessions", "consents"} <= set(certificate["what"])
    clean(page)
    page.shot("34-centre-erased")
    page.page.get_by_role("button", name="Back to your data").click()
    expect(card(page, "What is held")).to_contain_text("No face of yours is enrolled.")
    page.page.get_by_role("button", name="Leave").click()
    expect(said(page)).to_contain_text("You have left.")
    clean(page)
    page.page.reload()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Show that it is you")


def test_consents_are_withdrawn_one_by_one(
    enter: Callable[..., Visit], enrolled: Tenant, server: Running
) -> None:
    page = enter(enrolled, face=living(ALICE, 11), **PHONE)
    consents = card(page, "What you agreed to")
    consents.get_by_role("button", name="Withdraw: Improving the software").click()
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_contain_text("The pictures kept for it are deleted; the rest stays.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert page.page.evaluate(_FOCUS) == "Withdraw"
    consents.get_by_role("button", name="Withdraw: Improving the software").click()
    dialog.get_by_role("button", name="Withdraw").click()
    proves(page, "improving the software with my pictures")
    expect(said(page)).to_have_text("Withdrawn.")
    samples = claims(server, download(page, "Download: Certificate"), "certificate")
    assert samples["what"] == ["improvement_samples"]
    expect(consents).to_contain_text("withdrawn on")
    expect(card(page, "What is held")).to_contain_text("A template of your face")
    clean(page)

    consents.get_by_role("button", name="Withdraw: Confirming that it is you").click()
    expect(dialog).to_contain_text("your face, your sessions and your key are erased")
    dialog.get_by_role("button", name="Withdraw").click()
    proves(page, "I withdraw my consent to Browser tests")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Erased")
    whole = claims(server, download(page, "Download: Certificate"), "certificate")
    assert (whole["kind"], "template" in whole["what"]) == ("withdrawal", True)
    answer = enrolled.session(liveness="unsafe_no_liveness")
    assert code(answer, answer.status_code) in {"subject_not_enrolled", "consent_required"}


def test_a_person_reads_a_disclosure_shows_its_face_to_it_and_signs(
    enter: Callable[..., Visit], enrolled: Tenant
) -> None:
    proposed = enrolled.propose()
    page = enter(enrolled, face=living(ALICE, 5), **PHONE)
    asked = card(page, "Somebody asks for your data")
    expect(asked.locator("pre")).to_contain_text(f"Disclosure: {proposed['id']}")
    clean(page)
    page.shot("36-centre-asked")
    asked.get_by_role("button", name="Approve and sign").click()
    expect(page.page.get_by_role("heading", level=1)).to_be_focused()
    page.shot("35-centre-act-phone-light")
    proves(page, "I let Browser tests give", f"Disclosure: {proposed['id']}", "To: New Bank")
    expect(said(page)).to_have_text("Approved and signed.")
    expect(asked).to_have_count(0)
    now = enrolled.disclosure(proposed)
    assert (now["state"], now["approved_by"]) == ("approved", "subject")
    went = card(page, "To whom it went")
    expect(went).to_contain_text("New Bank")
    clean(page)
    page.shot("37-centre-approved")
    went.get_by_role("button", name="Take the approval back").click()
    expect(said(page)).to_have_text("Refused. Nothing is given.")
    assert enrolled.disclosure(proposed)["state"] == "refused"


def test_who_came_in_by_a_code_and_shows_no_face_approves_nothing_and_may_refuse(
    enter: Callable[..., Visit], enrolled: Tenant
) -> None:
    proposed, login = enrolled.propose(), enrolled.session().json()
    page = enter(enrolled)
    asked = card(page, "Somebody asks for your data")
    forged = {"jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}}
    body = forged | {"signature": "A" * 86, "proof": login["id"]}
    path = f"{urlsplit(page.page.url).path}/api/disclosures/{proposed['id']}/approve"
    assert page.page.evaluate(_POST, [path, body]) == [403, "proof_invalid"]
    clean(page)
    asked.get_by_role("button", name="Refuse").click()
    expect(said(page)).to_have_text("Refused. Nothing is given.")
    assert enrolled.disclosure(proposed)["state"] == "refused"


def test_who_is_not_enrolled_can_refuse_alone(enter: Callable[..., Visit], tenant: Tenant) -> None:
    tenant.propose()
    asked = card(enter(tenant), "Somebody asks for your data")
    expect(asked).to_contain_text("To approve, a face of yours has to be enrolled.")
    expect(asked.get_by_role("button", name="Approve and sign")).to_have_count(0)
    expect(asked.get_by_role("button", name="Refuse")).to_be_visible()


def test_a_person_sees_where_its_pictures_went(
    enter: Callable[..., Visit], enrolled: Tenant, server: Running, tmp_path: Path
) -> None:
    sends_pictures(server, enrolled, tmp_path / "out")
    page = enter(enrolled, **PHONE)
    went = card(page, "To whom it went")
    expect(went).to_contain_text("Laboratory")
    expect(went).to_contain_text("Pictures to improve the software: 1")
    expect(went).to_contain_text("To find errors of detection.")
    clean(page)
    page.shot("47-centre-exports")
    erased = enrolled.call("POST", "/v1/privacy-requests", kind="erasure", subject_ref=enrolled.ref)
    assert erased.is_success, erased.text
    page.page.reload()
    expect(went).not_to_contain_text("Laboratory")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_person_sees_who_asked_for_it_and_objects(
    enter: Callable[..., Visit], tenant: Tenant, colours: str
) -> None:
    assert tenant.guarded().is_success
    page = enter(tenant, color_scheme=colours, **PHONE)
    asked = card(page, "What you asked for")
    expect(asked).to_contain_text("asked for you by a parent or guardian")
    expect(asked).to_contain_text("The service was shown: a court order")
    expect(asked).not_to_contain_text("staff-12")
    for width, height in ROOMS:
        page.page.set_viewport_size({"width": width, "height": height})
        clean(page)
        asked.scroll_into_view_if_needed()
        page.page.screenshot(path=SHOTS / f"48-centre-acting-{colours}-{width}x{height}.png")
    page.shot(f"48-centre-acting-{colours}")
    asked.get_by_role("button", name="Object: A copy").press("Enter")
    expect(said(page)).to_contain_text("It is on record.")
    expect(asked).to_contain_text("You object. Until the service answers, nobody acts for you.")
    expect(asked.get_by_role("button", name="Object: A copy")).to_have_count(0)
    clean(page)
    page.shot(f"49-centre-objected-{colours}")
    assert code(tenant.guarded(), 409) == "acting_objected"


def test_a_person_sees_for_which_server_an_erasure_waits(
    enter: Callable[..., Visit], enrolled: Tenant, server: Running, tmp_path: Path
) -> None:
    mine, theirs = (_tenant_of(server, each) for each in (server.token, server.other_token))
    (tmp_path / "card").write_text(_command(server, "cascade", "card", theirs)["card"])
    _command(server, "cascade", "set", mine, "--card", str(tmp_path / "card"))
    try:
        asked = {"kind": "withdrawal", "purpose": "improvement", "subject_ref": enrolled.ref}
        assert enrolled.call("POST", "/v1/privacy-requests", **asked).is_success
        page = enter(enrolled, **PHONE)
        waits = "Done here. It waits until \u2068cloud.example\u2069 has done it too."
        expect(card(page, "What you asked for")).to_contain_text(waits)
        clean(page)
        page.shot("50-centre-waits")
        with tenant_of(server, server.token) as unknown:
            gone = enter(unknown, **PHONE)
        gone.page.get_by_role("button", name="Erase everything").click()
        gone.page.get_by_role("dialog").get_by_role("button", name="Erase everything").click()
        expect(gone.page.get_by_role("heading", level=1)).to_have_text("Being erased")
        expect(gone.page.locator("main")).to_contain_text(waits)
        clean(gone)
        gone.shot("51-centre-erasing-waits")
    finally:
        _command(server, "cascade", "remove", mine)


def sends_pictures(server: Running, tenant: Tenant, out: Path) -> None:
    """Export the improvement set as two operators do."""
    mine = urlsplit(tenant.path).path.split("/")[2]

    def improvement(act: str, *words: str) -> dict[str, Any]:
        return _command(server, "improvement", act, mine, *words)

    key = str(pyrage.x25519.Identity.generate().to_public())
    to = ("--to", "Laboratory", "--address", "data@lab.example", "--recipient", key)
    why = ("--why", "To find errors of detection.")
    name = improvement("propose", *to, *why, "--as", "ann")["id"]
    improvement("approve", name, "--as", "ben")
    improvement("export", name, str(out), "--as", "ann")


def _tenant_of(server: Running, secret: str) -> str:
    with tenant_of(server, secret) as found:
        return urlsplit(found.path).path.split("/")[2]


def _command(server: Running, *words: str) -> dict[str, Any]:
    """Run a command at the server's own stores."""
    done = subprocess.run(
        [sys.executable, "-m", "inperson", *words, "--json"],
        env=os.environ
        | {f"INPERSON_{each.upper()}": f"sqlite:///{server.folder}/{each}" for each in STORES}
        | {"INPERSON_KEK_DIR": f"{server.folder}/kek"}
        | {"INPERSON_PUBLIC_URL": "https://cloud.example"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_code_is_typed_as_people_type_and_a_wrong_one_is_told_beside_it(
    visit: Visits, tenant: Tenant
) -> None:
    page = visit(path=f"{tenant.path}?lang=en", **PHONE)
    field = page.page.get_by_label("Code")
    clean(page)
    page.shot("38-centre-enter")
    field.fill("AAAAA-AAAAA")
    page.page.get_by_role("button", name="Continue").click()
    wrong = page.page.get_by_text("The code does not work. Check it, or ask for another one.")
    expect(wrong).to_be_visible()
    assert field.get_attribute("aria-invalid") == "true"
    clean(page)
    page.shot("39-centre-wrong-code")
    typed = tenant.invite()["code"].lower().replace("-", " ")
    field.fill(typed)
    field.press("Enter")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Your data")
    expect(card(page, "What is held")).to_contain_text("No face of yours is enrolled.")
    clean(page)
    page.shot("40-centre-nobody")
    page.page.reload()  # the cookie knows who is there
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Your data")


def test_when_the_time_is_over_nothing_is_left_on_the_screen(
    visit: Visits, enrolled: Tenant
) -> None:
    page = visit(path="/demo")
    page.page.clock.install()
    path = enrolled.path
    page.page.goto(
        f"{httpx.URL(page.page.url).join(path)}?lang=en#code={enrolled.invite()['code']}"
    )
    expect(card(page, "What is held")).to_contain_text("A template of your face")
    page.page.context.clear_cookies()
    page.page.get_by_role("button", name="Erase everything").click()
    page.page.clock.fast_forward(16 * 60 * 1000)
    expect(said(page)).to_have_text("Your time here is over. Come in again.")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    assert "template" not in page.page.content()
    clean(page)


def test_another_tenants_centre_knows_nobody(
    enter: Callable[..., Visit], tenant: Tenant, server: Running
) -> None:
    page = enter(tenant)
    with tenant_of(server, server.other_token) as other:
        path = other.path
    page.page.goto(f"{server.url}{path}?lang=en")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    page.page.goto(f"{server.url}{path}?lang=en#code={tenant.invite()['code']}")
    expect(said(page)).to_contain_text("The code does not work.")


def test_a_face_that_is_refused_does_nothing_and_leads_to_the_service(
    enter: Callable[..., Visit], enrolled: Tenant
) -> None:
    page = enter(enrolled, **PHONE)
    script = Script(page.page, WELCOME, TARGET, FAILED)
    asks_to_erase(page)
    page.starts()
    page.reaches("refused")
    clean(page)
    first = script.greeting["token"]
    script.greeting = {}
    page.press("again")  # another session, for the same act
    page.reaches("refused")
    assert script.greeting["token"] != first
    page.press("alternative")
    expect(said(page)).to_contain_text("If you cannot show your face, ask \u2068Browser tests")
    expect(card(page, "What is held")).to_contain_text("A template of your face")


def test_a_browser_that_says_that_it_passed_proves_nothing(
    enter: Callable[..., Visit], enrolled: Tenant
) -> None:
    page = enter(enrolled)
    Script(page.page, WELCOME, TARGET, DONE)
    asks_to_erase(page)
    keys = page.page.keyboard
    page.page.locator("inperson-capture button.begin").focus()
    keys.press("Enter")
    expect(said(page)).to_have_text("That did not show that you want this. Try again.")
    expect(card(page, "What is held")).to_contain_text("A template of your face")
    asks_to_erase(page)
    page.page.get_by_role("button", name="Cancel").click()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Your data")


def asks_to_erase(page: Visit) -> None:
    """Go as far as the step in which the face is shown."""
    page.page.get_by_role("button", name="Erase everything").click()
    page.page.get_by_role("dialog").get_by_role("button", name="Erase everything").click()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Show that you want this")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    expect(page.page.get_by_role("heading", level=1)).to_be_focused()


def test_a_person_looks_at_a_check_that_went_against_somebody(
    enter: Callable[..., Visit], enrolled: Tenant
) -> None:
    refused = enrolled.shown(BOB)
    assert refused["decision"] == "no_match"
    page = enter(enrolled, **PHONE | {"viewport": {"width": 320, "height": 640}})
    open_up(page, "Have a person look at a check")
    expect(page.page.get_by_label("Which check")).to_contain_text("Sign-in: not recognised")
    page.page.get_by_label("What you want to say").fill("I have shaved.")
    clean(page)
    page.shot("46-centre-review")
    page.page.get_by_role("button", name="Send").first.click()
    expect(said(page)).to_contain_text("It is on record.")
    expect(page.page.locator("summary", has_text="Have a person look")).to_have_count(0)
    asked = enrolled.call("GET", "/v1/privacy-requests?state=in_progress").json()["requests"]
    path = next(
        f"/v1/privacy-requests/{each['id']}" for each in asked if each["kind"] == "human_review"
    )
    assert enrolled.call("GET", path).json()["session_id"] == refused["id"]
    reply = {"text": "It was you.", "outcome": "overturned"}
    assert enrolled.call("POST", f"{path}/answer", **reply).status_code == 200
    page.page.reload()
    page.page.locator("summary", has_text="A person to look at a check").click()
    expect(card(page, "What you asked for")).to_contain_text("The check was wrong.")
    expect(card(page, "What you asked for")).to_contain_text("It was you.")
    clean(page)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_violation_on_any_step(
    enter: Callable[..., Visit], enrolled: Tenant, visit: Visits, colours: str
) -> None:
    enrolled.propose()
    page = enter(enrolled, color_scheme=colours)
    for title in ("Get a copy of everything", "Keep my data", "Complain, object"):
        open_up(page, title)
        clean(page)
    page.shot(f"41-centre-desktop-{colours}")
    page.page.get_by_role("button", name="Erase everything").click()
    assert axe(page) == []
    page.page.keyboard.press("Escape")
    asks_to_erase(page)
    clean(page)
    page.shot(f"45-centre-act-{colours}")
    phone = enter(enrolled, color_scheme=colours, **PHONE)
    clean(phone)
    phone.shot(f"42-centre-phone-{colours}")
    phone.page.get_by_role("button", name="Leave").click()
    expect(said(phone)).to_contain_text("You have left.")
    clean(phone)


def test_a_copy_speaks_the_language_of_the_centre(visit: Visits, tenant: Tenant) -> None:
    page = visit(path=f"{tenant.path}?lang=fr", locale="de")
    page.page.get_by_label("Code").fill(tenant.invite()["code"])
    page.page.get_by_role("button", name="Continuer").click()
    open_up(page, "Obtenir une copie de tout")
    page.page.get_by_label("Phrase secrète").fill(PASSPHRASE)
    with page.page.expect_download() as found:
        page.page.get_by_role("button", name="Télécharger").click()
    opened = pyrage.passphrase.decrypt(kept(found.value), PASSPHRASE)
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        assert '<html lang="fr"' in archive.read("index.html").decode()


def test_a_keyboard_does_all_of_it(visit: Visits, tenant: Tenant) -> None:
    page = visit(path=f"{tenant.path}?lang=en")
    keys = page.page.keyboard
    expect(page.page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    keys.type(tenant.invite()["code"])
    keys.press("Enter")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Your data")
    expect(page.page.get_by_role("heading", level=1)).to_be_focused()
    _tab_to(page.page, "Get a copy of everything")
    keys.press("Enter")
    keys.press("Tab")
    keys.type(PASSPHRASE)
    with page.page.expect_download() as found:
        keys.press("Enter")
    assert pyrage.passphrase.decrypt(kept(found.value), PASSPHRASE)
    expect(said(page)).to_have_text("Your copy is in your downloads.")
    _tab_to(page.page, "Erase everything")
    keys.press("Enter")
    expect(page.page.get_by_role("dialog")).to_be_visible()
    assert page.page.evaluate(_FOCUS) == "Cancel"
    keys.press("Escape")
    assert page.page.evaluate(_FOCUS) == "Erase everything"
    keys.press("Enter")
    _tab_to(page.page, "Erase everything")
    keys.press("Enter")
    expect(page.page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Erased")


def _tab_to(page: Page, text: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUS) == text:
            return
    pytest.fail(f"no key leads to {text}")


def test_arabic_runs_from_right_to_left(enter: Callable[..., Visit], enrolled: Tenant) -> None:
    enrolled.propose()
    page = enter(enrolled, "ar", **PHONE)
    root = page.page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("بياناتك")
    assert page.page.locator("pre").get_attribute("dir") == "ltr"
    clean(page)
    page.shot("43-centre-arabic")
    page.page.locator("form .main", has_text="الموافقة").click()
    expect(page.page.locator(".act pre")).to_contain_text("أسمح")
    clean(page)
    page.shot("46-centre-act-arabic")
    page.page.locator(".act .quiet").click()
    page.page.select_option("#language", "de")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Ihre Daten")
    expect(root).to_have_attribute("dir", "ltr")
    assert page.page.url.endswith("?lang=de")
    clean(page)
    page.shot("44-centre-german")


def test_every_language_fits_every_room(enter: Callable[..., Visit], enrolled: Tenant) -> None:
    assert enrolled.guarded().is_success
    page = enter(enrolled, **PHONE | {"viewport": {"width": 320, "height": 640}})
    for title in ("Get a copy of everything", "Keep my data", "Complain, object"):
        open_up(page, title)
    offered = page.page.locator("#language option").evaluate_all("(all) => all.map((o) => o.value)")
    titles = set()
    for lang in offered:
        page.page.select_option("#language", lang)
        expect(page.page.locator("html")).to_have_attribute("lang", lang)
        titles.add(page.page.get_by_role("heading", level=1).inner_text())
        expect(page.page.locator("#unsigned")).to_be_visible(visible=lang in MACHINE_MADE)
        page.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        for width, height in ROOMS:
            page.page.set_viewport_size({"width": width, "height": height})
            assert not page.is_wide(), (lang, width)
            assert page.page.evaluate(_CUT) == [], (lang, width)
        assert min(page.page.evaluate(_SIZES)) >= 24
    assert len(titles) == len(offered) == 17
    for lang in ("ru", "pl", "hi"):
        page.page.select_option("#language", lang)
        expect(page.page.locator("html")).to_have_attribute("lang", lang)
        page.page.set_viewport_size({"width": 320, "height": 640})
        clean(page)
        page.shot(f"47-centre-{lang}")


ROOMS = [(320, 256), (320, 640), (568, 320), (640, 512)]
"""400 % of 1280 x 1024, a narrow phone, one held sideways, 200 %."""
MACHINE_MADE = {"pt", "it", "nl", "pl", "tr", "ja", "ru", "uk", "ko", "hi", "vi"}
_CUT = """() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()
  && !each.matches("pre, .unseen, .unseen *, option, select") && each.clientWidth
  && each.scrollWidth > each.clientWidth + 1).map((each) => each.outerHTML.slice(0, 200))"""
_SIZES = """() => [...document.querySelectorAll("button, summary, select, input")]
.filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().height)"""
