"""A disclosure in the console, from its proposal to its package; the year's report; a proof."""

import hashlib
import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from inperson.audit import Act
from inperson.deliveries import Witnessing
from inperson.rights.disclosures import PAGE
from inperson.rights.notices import Notices
from inperson.tenants import Role, TokenKind
from inperson.tlog import KeyUse, SignedCheckpoint, VerifierKey, cosign
from tests.http.conftest import code
from tests.http.console.conftest import Browser, Office
from tests.rights.disclosing import Office as Files
from tests.rights.noticing import BOTH
from tests.tlog.test_note import Signer

IDENTITY = pyrage.x25519.Identity.generate()
ORDER = {
    "basis": "legal_request",
    "subject_ref": "subject-1",
    "scope_enrolment_fact": "1",
    "since": "2026-01-01",
    "until": "2026-01-05",
    "name": "Police",
    "address": "records@police.example",
    "key": str(IDENTITY.to_public()),
    "authority": "District court of Freedonia",
    "country": "DE",
    "instrument": "12 Gs 345/26",
    "legal_basis": "section 100j StPO",
    "received_at": "2026-01-05",
    "document_sha256": "ab" * 32,
}


@pytest.fixture
def ann(office: Office) -> Browser:
    """An administrator of a controller in Germany."""
    Notices(office.scene.desk(office.tenant)).publish(BOTH)
    return office.enter(Role.TENANT_ADMIN, name="Ann")


def _said(page: str) -> dict[str, str]:
    """Return the code that stands beside each field that is marked."""
    told = re.findall(r'id="wrong-(\w+)">.*?<code>(\w+)</code>', page, re.S)
    marked = set(re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', page))
    assert {each.removesuffix("_decisions") for each in marked} == {name for name, _ in told}
    return dict(told)


def _trust(page: str) -> str:
    """Return the trust file that a page of proofs shows."""
    return html.unescape(page).partition("'END'\n")[2].partition("END\n")[0]


def test_a_case_goes_from_its_proposal_to_its_package(office: Office, ann: Browser) -> None:
    ben = office.enter(Role.TENANT_ADMIN, name="Ben")
    base = f"/console/tenants/{office.tenant}/disclosures"
    made = ann.post(base, **ORDER)
    path = made.headers["location"].partition("?")[0]
    assert "You proposed it: another person approves." in ann.get(path).text
    assert code(ann.ask(f"{path}/approve"), 403) == "second_person_required"
    assert code(ben.ask(f"{path}/deliver"), 409) == "disclosure_not_approved"
    office.scene.clock.advance(24 * 3600)
    ben = Browser(office.http, office.house.sign_in(ben.device).secret, ben.device)
    assert "29 days are left" in ben.get(path).text
    assert ben.post(f"{path}/approve").headers["location"].startswith(path)
    package = ben.post(f"{path}/deliver")
    assert package.headers["content-disposition"].endswith('.age"')
    assert b"records.json" in pyrage.decrypt(package.content, [IDENTITY])
    case = ben.get(path).text
    assert hashlib.sha256(package.content).hexdigest() in case
    assert "Download" not in case
    assert code(ben.ask(f"{path}/deliver"), 409) == "disclosure_delivered"


def test_an_order_from_outside_the_union_needs_its_ground(office: Office, ann: Browser) -> None:
    base = f"/console/tenants/{office.tenant}/disclosures"
    asked = ann.post(base, **ORDER | {"country": "US"})
    assert asked.status_code == 422
    assert _said(asked.text) == {"transfer_ground": "disclosure_invalid"}
    assert 'value="12 Gs 345/26"' in asked.text
    assert "None was proposed." in ann.get(base).text
    ground = {"country": "US", "transfer_ground": "EU-US MLAT, Art. 4"}
    made = ann.post(base, **ORDER | ground)
    assert "EU-US MLAT, Art. 4" in ann.get(made.headers["location"]).text
    # who is not in the EU is not asked
    Notices(office.scene.desk(office.tenant)).publish(replace(BOTH, country="US"))
    assert "GDPR Art. 48" not in ann.get(f"{base}/propose").text
    assert ann.post(base, **ORDER | {"country": "CA"}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"country": "Germany", "document_sha256": "ab", "since": "", "key": "age1"},
            dict.fromkeys(("country", "document_sha256", "since", "key"), "request_invalid"),
        ),
        ({"scope_enrolment_fact": ""}, {"scope": "request_invalid"}),
        ({"until": "2026-01-01"}, {"until": "disclosure_invalid"}),
        ({"received_at": "2026-02-01"}, {"received_at": "disclosure_invalid"}),
        ({"gag_until": "2036-01-01"}, {"gag_until": "disclosure_invalid"}),
        ({"scope_template": "1"}, {"template_passage": "disclosure_invalid"}),
        ({"key": "age1" + "q" * 58}, {"key": "recipient_invalid"}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    office: Office, ann: Browser, wrong: dict[str, str], said: dict[str, str]
) -> None:
    answer = ann.post(f"/console/tenants/{office.tenant}/disclosures", **ORDER | wrong)
    assert answer.status_code == 422
    assert _said(answer.text) == said


def test_the_report_of_a_year_is_the_one_that_the_shell_writes(
    office: Office, ann: Browser
) -> None:
    base = f"/console/tenants/{office.tenant}"
    assert ann.post(f"{base}/disclosures", **ORDER).status_code == 303
    auditor = office.enter(Role.TENANT_AUDITOR)
    page = auditor.get(f"{base}/transparency").text
    row = page.partition("Legal request</th>")[2].partition("</tr>")[0]
    assert re.findall(r">([^<]+)</td>", row) == ["1-9", "0", "0", "0"]
    assert (
        code(auditor._send("GET", f"{base}/transparency?year=2030", {}), 422) == "request_invalid"
    )


def test_a_proof_is_taken_away_and_checked_with_no_server(
    office: Office, ann: Browser, tmp_path: Path
) -> None:
    base = f"/console/tenants/{office.tenant}/proofs"
    number = office.scene.audit(office.tenant).size() - 1
    page = office.enter(Role.TENANT_AUDITOR).get(f"{base}?number={number}").text
    (tmp_path / "trust").write_text(_trust(page))
    bundle = ann.get(f"{base}.tlog-proof?number={number}")
    (tmp_path / "proof").write_text(bundle.text)
    command = (sys.executable, "-m", "inperson.tlog", "proof", "--trust", "trust", "--json")
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert json.loads(told.stdout)["number"] == number
    (tmp_path / "proof").write_text(bundle.text.replace("index ", "index 1", 1))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    missing = ann._send("GET", f"{base}?number=99999", {})
    assert code(missing, 404) == "audit_leaf_unknown"


def test_a_proof_under_what_witnesses_signed_shows_that_they_saw_it(
    office: Office, ann: Browser, tmp_path: Path
) -> None:
    base = f"/console/tenants/{office.tenant}/proofs"
    assert "your log has no witnesses" in ann.get(f"{base}?number=0").text
    desk = office.scene.desk(office.tenant)
    log, signer = desk.audit, Signer("chamber.example")
    key = VerifierKey(signer.name, signer.public_key, KeyUse.WITNESS)
    Witnessing(desk).set([("chamber", key.text(), None)], 1)
    assert "Your witnesses have not seen this act yet" in ann.get(f"{base}?number=0").text
    state = SignedCheckpoint.parse(log.checkpoint()).checkpoint
    at_s = int(desk.clock.now().timestamp())
    Witnessing(desk).take(log.checkpoint() + cosign(state, signer, at_s))
    desk.note(Act.CHORE_RUN, purpose="later")
    page = ann.get(f"{base}?number=0").text
    assert "enough of your witnesses saw it" in page
    (tmp_path / "trust").write_text(_trust(page))
    (tmp_path / "proof").write_text(ann.get(f"{base}.tlog-proof?number=0").text)
    command = (sys.executable, "-m", "inperson.tlog", "proof", "--trust", "trust", "--json")
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked
    assert list(json.loads(checked.stdout)["seen"]) == ["chamber"]
    later = ann.get(f"{base}?number={state.size}").text
    assert "Your witnesses have not seen this act yet" in later
    assert ann.get(f"{base}.tlog-proof?number={state.size}").text.count("\u2014 chamber") == 0


def test_every_disclosure_is_on_some_page(office: Office, ann: Browser) -> None:
    made = {kind: Files(office.scene, office.tenant, kind) for kind in TokenKind}
    numbers = {TokenKind.DEVELOPER: PAGE + 1, TokenKind.PRODUCTION: 2}
    proposed = {
        str(made[kind].legal(instrument=f"{each}/26").id)
        for kind, count in numbers.items()
        for each in range(count)
    }
    base = f"/console/tenants/{office.tenant}/disclosures"
    first = ann.get(base).text
    listed = re.findall(r'<h2 id="(dsc_\w+)"', first)
    (older,) = re.findall(r'href="[^"?]+(\?after=dsc_\w+)"', first)
    assert "of developer tokens" in first
    assert "of production tokens" not in first
    second = ann.get(base + older).text
    listed += re.findall(r'<h2 id="(dsc_\w+)"', second)
    assert sorted(listed) == sorted(proposed)
    assert "?after" not in second
    assert f'href="{base}">The latest' in second
    assert code(ann._send("GET", f"{base}?after=dsc_{'a' * 26}", {}), 404)
