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
