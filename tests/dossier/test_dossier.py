"""The dossier says what notice, retention, settings and measurements say, and is signed."""

import hashlib
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from docs.figures import TABLES
from docs.figures import figures as measured_in_docs

from inperson.adapters.jose import FileStatementSigner
from inperson.app import Mode, open_server
from inperson.audit import Act, AuditLog, AuditUnavailable, commitment
from inperson.config import Settings
from inperson.core import TenantId
from inperson.dossier.annex import _KEYS
from inperson.dossier.grounds import figures
from inperson.dossier.points import _tables
from inperson.matching import load_calibration
from inperson.policy import CLAUSES
from tests.conftest import ROOT
from tests.dossier.office import Office, Read, facts, run, section

PAGES = ("dpia", "records", "annex", "releases", "conformity")


@pytest.fixture(scope="module")
def written(office: Office) -> Path:
    return office.write("read")[0]


def notice(office: Office) -> dict[str, object]:
    return dict(json.loads(run("notices", "show", office.tenant).stdout))


def texts(node: object) -> list[str]:
    """Every sentence of a notice that a person reads."""
    if isinstance(node, dict):
        own = [node["dct:description"]] if "dct:description" in node else []
        return own + [each for value in node.values() for each in texts(value)]
    return [each for value in node for each in texts(value)] if isinstance(node, list) else []


def test_every_document_is_a_page_that_stands_by_itself(written: Path) -> None:
    files = {each.name for each in written.iterdir()}
    made = {f"{each}.html" for each in ("index", *PAGES)}
    assert files == made | {"dossier.json", "manifest.json", "manifest.jws"}
    for name in made:
        page = Read(written / name)
        assert page.tags.count("h1") == 1
        assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
        inside = [each.partition("#")[0] for each in page.links]
        assert all(not each or each in files for each in inside)
        assert "Shop Ltd" in page.text


def test_the_assessment_has_the_four_parts_that_the_law_wants(written: Path) -> None:
    headings = " ".join(Read(written / "dpia.html").headings)
    assert all(f"Art. 35(7)({each})" in headings for each in "abcd")
    said = Read(written / "dpia.html").text
    assert "Data protection officer: name, date and signature" in said
    assert re.search(r"deep_injection +(\d+) of \1 ", said), "all of them pass, and it says so"
    assert "passes almost always" in said


def test_it_is_told_from_the_notice(office: Office, written: Path) -> None:
    document = notice(office)
    said = Read(written / "records.html").text
    for member in ("dpv:hasPersonalData", "dpv:hasStorageCondition", "dpv:hasRecipient"):
        for each in texts(document[member]):
            assert " ".join(each.split()) in said
    data = json.loads((written / "dossier.json").read_text("utf-8"))
    shown = run("notices", "show", office.tenant).stdout.removesuffix("\n").encode()
    assert data["notice_sha256"] == hashlib.sha256(shown).hexdigest()
    who = facts(data, "dpia", "who")
    assert who["Data is kept in"] == "Frankfurt, Germany"
    assert who["Server run by"] == "Harbour Hosting GmbH, privacy@harbour.example"
    assert "BayLDA" not in who["Supervisory authority"]
    assert "Bavaria" in who["Supervisory authority"]
    assert "91522 Ansbach" in who["Supervisory authority"]


def test_times_and_measures_are_those_of_the_schedule_and_the_policy(
    office: Office, written: Path
) -> None:
    data = json.loads((written / "dossier.json").read_text("utf-8"))
    for page in ("dpia", "records"):
        rows = section(data, page, "times")["table"]["rows"]
        shown = json.loads(run("retention", "show", office.tenant, "--json").stdout)
        days = [each["days"] for each in shown["rows"] if each["category"] != SAMPLES]
        assert [int(row[1].split()[0]) for row in rows] == days
    for page in ("dpia", "records", "annex"):
        listed = section(data, page, "measures")["table"]["rows"]
        assert [row[:2] for row in listed] == [[each.number, each.sentence] for each in CLAUSES]


SAMPLES = "improvement_samples"


def test_figures_are_those_of_the_docs_and_of_the_calibration(written: Path) -> None:
    assert figures() == json.loads(measured_in_docs())
    data = json.loads((written / "dossier.json").read_text("utf-8"))
    for name in TABLES:
        shown = section(data, "dpia", f"rates-{name}")["table"]
        assert (shown["columns"], shown["rows"]) == (
            figures()[name]["columns"],
            figures()[name]["rows"],
        )
    ladder = load_calibration(facts(data, "dpia", "rates-ladder")["Model, SHA-256"])
    rows = section(data, "dpia", "rates-ladder")["table"]["rows"]
    for rung, row in zip(ladder.rungs, rows, strict=True):
        assert float(row[1]) == rung.fmr_target
        assert float(row[2]) == pytest.approx(ladder.bound(rung.level), rel=0.06)
        assert row[4] == (", ".join(ladder.unproven(rung.level)) or "none")
    unproven = [
        each for each in section(data, "conformity", "nist")["points"] if each["id"] == "fmr"
    ]
    assert unproven[0]["state"] == "open"
    assert "casia-dev" in unproven[0]["says"]


def test_what_it_leans_on_is_there() -> None:
    numbers = {each.number for each in CLAUSES}
    for name, table in _tables().items():
        ids = [each["id"] for each in table["points"]]
        assert len(set(ids)) == len(ids), name
        for each in table["points"]:
            where = each.get("where", "")
            assert where or each["state"] != "kept", each
            for part in where.replace("policy ", "").split(", "):
                if part.startswith("docs/"):
                    assert (ROOT / part).is_file(), part
                else:
                    assert not part or part in numbers, part
    assert set(_KEYS) == set(get_args(Settings.model_fields["kek_provider"].annotation))


def test_its_signature_is_checked_with_the_servers_keys_or_those_of_a_file(
    office: Office, written: Path
) -> None:
    assert "whole, signed" in run("dossier", "verify", written).stdout
    own = FileStatementSigner(office.folder / "kek/signing.jwk", "inperson")
    other = FileStatementSigner(office.folder / "other.jwk", "inperson")
    for signer, code in ((own, 0), (other, 4)):
        keys = office.folder / "jwks.json"
        keys.write_text(json.dumps(dict(signer.jwks())))
        done = run("dossier", "verify", written, "--keys", keys, code=code)
        assert code == 0 or "dossier_unsigned" in done.stderr
    keys.write_text("[")
    assert "dossier_unsigned" in run("dossier", "verify", written, "--keys", keys, code=4).stderr


def test_a_dossier_that_was_changed_is_none(office: Office) -> None:
    out, _ = office.write("changed")
    page = out / "dpia.html"
    sound = page.read_text("utf-8")
    page.write_text(sound.replace("20 of 20", "0 of 20"))
    assert "dossier_malformed" in run("dossier", "verify", out, code=4).stderr
    page.write_text(sound)
    run("dossier", "verify", out)
    (out / "more.html").write_text(sound)
    assert "more.html" in run("dossier", "compare", out, out, code=4).stderr
    (out / "more.html").unlink()
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps(manifest | {"tenant_id": "ten_x"}))
    assert "dossier_unsigned" in run("dossier", "verify", out, code=4).stderr
    (out / "manifest.json").write_text("{")
    assert "dossier_malformed" in run("dossier", "verify", out, code=4).stderr
    assert "dossier_malformed" in run("dossier", "verify", office.folder, code=4).stderr


def test_it_is_written_over_nothing(office: Office, written: Path) -> None:
    assert "dossier_place_taken" in office.write(written.name, code=4)[1].stderr
    run("dossier", "verify", written)


def test_two_of_the_same_say_the_same_whenever_they_were_made(office: Office) -> None:
    one, two = office.write("one")[0], office.write("two")[0]
    assert run("dossier", "compare", one, two).stdout == ""


def test_a_comparison_names_what_changed_and_where(office: Office) -> None:
    old, _ = office.write("old")
    run("retention", "set", office.tenant, "--jurisdiction", "US-IL", "--days", "template=180")
    new, _ = office.write("new")
    lines = run("dossier", "compare", old, new, "--json", code=1).stdout.splitlines()
    changes = {each["where"]: each for each in map(json.loads, lines)}
    kept = changes["dpia / times / Template of your face / How long"]
    assert (kept["was"], kept["now"]) == (
        "365 days from your last check",
        "180 days from your last check",
    )
    assert changes["dpia / laws / Illinois / Law"]["was"] is None
    assert "releases / notice-US-IL / text 1" in changes
    assert changes["releases / none / text 1"]["now"] is None
    assert not any("risks" in each or "rates" in each for each in changes)
    document = notice(office)
    (bipa,) = document["inp:disclosures"]  # type: ignore[misc]
    said = Read(new / "releases.html").text
    assert all(" ".join(each.split()) in said for each in bipa["dct:abstract"])
    assert "or who may act for it: name, date and signature" in said
    codes = [f"US-{each}" for each in ("TX", "WA", "CO", "CA")]
    named = [word for each in codes for word in ("--jurisdiction", each)]
    run("retention", "set", office.tenant, *named, "--days", "template=180")
    data = office.data("states")
    for each in codes:
        part = section(data, "releases", f"notice-{each}")
        assert any("destroyed 180 days after" in text for text in part["text"])
        assert [point["state"] for point in part["points"]] == ["open"]
    run("retention", "set", office.tenant)


def test_a_dossier_is_on_the_log_of_its_tenant(office: Office) -> None:
    out, _ = office.write("logged")
    with open_server(Settings(), Mode.READ) as server:
        leaf = server.audit(TenantId(office.tenant)).tail(1)[0].entry
    version = json.loads((out / "dossier.json").read_text("utf-8"))["notice_version"]
    manifest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    assert leaf.act is Act.DOSSIER_WRITTEN
    assert leaf.actor.startswith("operator:")
    assert leaf.purpose == f"notice/{version}"
    assert leaf.detail == commitment(bytes(16), {"manifest_sha256": manifest})


def test_what_cannot_be_recorded_is_not_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AuditUnavailable

    monkeypatch.setattr(AuditLog, "append", refuse)
    out, done = office.write("unlogged", code=4)
    assert done.stderr.startswith("audit_unavailable")
    assert list(out.iterdir()) == []
