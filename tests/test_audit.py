"""`.ci/audit` says what was found, and never takes silence for an answer; `make sbom` lists all."""

import json
import re
import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

LOADER = SourceFileLoader("audit", str(ROOT / ".ci" / "audit"))


@pytest.fixture(scope="module")
def audit() -> Any:
    spec = spec_from_loader("audit", LOADER)
    assert spec is not None
    made = module_from_spec(spec)
    LOADER.exec_module(made)
    return made


def test_a_hole_is_named(audit: Any) -> None:
    hole = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60"}]}
    fine = {"name": "attrs", "version": "26.1.0", "vulns": []}
    answer = json.dumps({"dependencies": [hole, fine]})
    assert audit.of_python(answer) == (["idna 3.6: PYSEC-2024-60"], None)
    assert audit.of_python(json.dumps({"dependencies": [fine]})) == ([], None)
    npm = json.dumps({"vulnerabilities": {"vite": {"severity": "high"}}})
    assert audit.of_npm(npm) == (["vite: high"], None)
    assert audit.of_npm(json.dumps({"vulnerabilities": {}})) == ([], None)


@pytest.mark.parametrize("answer", ["", "<html>", "[]", '{"message": "405", "statusCode": 405}'])
def test_silence_is_no_clean_bill(audit: Any, answer: str) -> None:
    assert audit.of_python(answer) == ([], "no answer")
    assert audit.of_npm(answer) == ([], "no answer")
    unknown = {"dependencies": [{"name": "idna", "skip_reason": "not found"}]}
    assert audit.of_python(json.dumps(unknown)) == (
        [],
        "1 of 1 packages were not known there",
    )


NO_HOLE = json.dumps({"dependencies": [{"name": "idna", "version": "3.20", "vulns": []}]})
A_HOLE = json.dumps(
    {"dependencies": [{"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60"}]}]}
)
NO_NPM = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}})
NPM_HOLE = json.dumps({"auditReportVersion": 2, "vulnerabilities": {"vite": {"severity": "high"}}})
REFUSED = json.dumps({"message": "405 Method Not Allowed", "error": {"code": "E405"}})


@pytest.mark.parametrize(
    ("python", "npm", "status", "said"),
    [
        (NO_HOLE, NO_NPM, 0, "2 of 2 asked; 0 skipped"),
        (NO_HOLE, REFUSED, 0, "1 of 2 asked; 1 skipped: nothing is known of what these would say"),
        ("", REFUSED, 0, "0 of 2 asked; 2 skipped: nothing is known of what these would say"),
        (A_HOLE, REFUSED, 1, "1 of 2 asked; 1 skipped: nothing is known of what these would say"),
        (NO_HOLE, NPM_HOLE, 1, "2 of 2 asked; 0 skipped"),
    ],
)
def test_a_hole_fails_and_silence_is_counted(
    audit: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: str,
    npm: str,
    status: int,
    said: str,
) -> None:
    answers = {audit.PYTHON: python, audit.NPM: npm}
    monkeypatch.setattr(audit, "_ask", lambda command, _: answers[command])
    assert audit.main() == status
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == f"audit: {said}"
    assert bool(told.err) == bool(status)


def test_a_tool_that_is_not_there_says_nothing(audit: Any, tmp_path: Path) -> None:
    assert audit._ask([str(tmp_path / "no-such-tool")], tmp_path) == ""


def test_the_list_of_parts_has_every_runtime_package_with_its_digests(tmp_path: Path) -> None:
    program = ROOT / ".cache" / "audit" / "bin" / "cyclonedx-py"
    if not program.exists():
        pytest.skip("`make sbom` was not run here")
    requirements, parts = ROOT / "requirements" / "runtime.txt", tmp_path / "parts.json"
    words = [program, "requirements", requirements, "--output-reproducible", "-o", parts]
    subprocess.run(words, check=True, capture_output=True)
    listed = json.loads(parts.read_text("utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    pinned = set(re.findall(r"^([\w.-]+)(?:\[.*?\])?==", requirements.read_text("utf-8"), re.M))
    assert {each["name"] for each in listed["components"]} == pinned
    assert all(each["externalReferences"][0]["hashes"] for each in listed["components"])
