"""What is in the packages that `make release` makes, and what is not."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from inperson.http.pages.files import BUILT
from tests.conftest import ROOT
from tests.release.conftest import Release

SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE", ".gitignore")
STATIC = "inperson/http/pages/static"
UNBUILT = shutil.ignore_patterns("static", "__pycache__")


def build(source: Path, target: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", source / "dist"]
    return subprocess.run(command, cwd=source, capture_output=True, text=True)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_the_sums_are_those_of_every_file(release: Release) -> None:
    lines = (release.folder / "SHA256SUMS").read_text("utf-8").splitlines()
    said = {name: digest for digest, name in (line.split() for line in lines)}
    made = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in release.folder.iterdir()
        if path.name != "SHA256SUMS"
    }
    assert said == made
    assert {path.suffix for path in release.folder.iterdir()} == {
        "",
        ".whl",
        ".gz",
        ".tgz",
        ".json",
    }


def test_the_parts_are_those_that_are_installed_by_their_hashes(release: Release) -> None:
    parts = json.loads(release.one("inperson.cdx.json").read_bytes())
    assert parts["bomFormat"] == "CycloneDX"
    assert parts["metadata"]["component"]["name"] == "inperson"
    locked = (ROOT / "requirements" / "runtime.txt").read_text("utf-8")
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", locked, re.MULTILINE))
    assert {each["name"] for each in parts["components"]} == pinned


def test_a_wheel_holds_the_server_alone(release: Release) -> None:
    held = names(release.one("inperson-*.whl"))
    assert {name.partition("/")[0] for name in held} == {"inperson", "inperson-0.1.0.dist-info"}
    parts = {part for name in held for part in name.split("/")}
    assert not parts & {"lab", "inperson_lab", "evaluation", "tests", "benchmarks", "fuzz"}


def test_the_clients_wheel_holds_the_client_alone(release: Release) -> None:
    here = ROOT / "src"
    files = {str(path.relative_to(here)) for path in (here / "inperson/client").glob("*.py")}
    held = {
        each for each in names(release.one("inperson_client-*.whl")) if ".dist-info/" not in each
    }
    assert held == files | {"inperson/__init__.py", "inperson/py.typed"}


def test_the_verifiers_wheel_holds_the_formats_alone(release: Release) -> None:
    here = ROOT / "src"
    rooms = [*(here / "inperson/tlog").glob("*.py"), *(here / "inperson/core").glob("*.py")]
    files = {str(path.relative_to(here)) for path in rooms}
    held = {
        each for each in names(release.one("inperson_verify-*.whl")) if ".dist-info/" not in each
    }
    assert held == files | {"inperson/__init__.py", "inperson/py.typed"}


def test_a_wheel_holds_every_page(release: Release) -> None:
    held = {each for each in names(release.one("inperson-*.whl")) if each.startswith(STATIC)}
    assert held == {f"{STATIC}/{name}" for name in BUILT}


def test_the_pages_are_built_into_a_wheel_from_the_source_package_without_node(
    release: Release, tmp_path: Path
) -> None:
    with tarfile.open(release.one("inperson-*.tar.gz")) as packed:
        packed.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    done = build(source, "wheel")
    assert done.returncode == 0, done.stderr
    (again,) = source.glob("dist/*.whl")
    assert names(again) == names(release.one("inperson-*.whl"))


def test_a_source_package_holds_nothing_that_only_lies_beside_it(release: Release) -> None:
    with tarfile.open(release.one("inperson-*.tar.gz")) as packed:
        tops = {each.name.split("/")[1] for each in packed.getmembers()}
        parts = {part for each in packed.getmembers() for part in each.name.split("/")}
    assert tops <= {*SOURCES, "PKG-INFO", "CHANGELOG.md", "src", "web", "examples", "requirements"}
    assert not parts & {"node_modules", "secrets", "kek", ".inperson", ".cache", "__pycache__"}


@pytest.mark.parametrize("target", ["wheel", "sdist"])
@pytest.mark.parametrize("missing", ["all of them", "console.css", "words-tr.js"])
def test_without_a_page_no_package_is_built(tmp_path: Path, target: str, missing: str) -> None:
    for name in SOURCES:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "src" / "inperson", tmp_path / "src" / "inperson", ignore=UNBUILT)
    if missing in BUILT:
        shutil.copytree(ROOT / "src" / STATIC, tmp_path / "src" / STATIC)
        (tmp_path / "src" / STATIC / missing).unlink()
    done = build(tmp_path, target)
    assert done.returncode != 0
    assert (missing if missing in BUILT else "inperson.js") in done.stderr
    assert "make web" in done.stderr
    assert not list(tmp_path.glob("dist/*"))


def test_the_npm_package_holds_the_sdk_and_no_page_of_the_servers(release: Release) -> None:
    with tarfile.open(release.one("inperson-web-*.tgz")) as packed:
        held = {each.name.removeprefix("package/") for each in packed.getmembers()}
    rest = {each for each in held if not each.startswith("dist/types/")}
    texts = {"LICENSE", "NOTICE", "README.md", "package.json"}
    scripts = {name for name in BUILT if name.startswith(("inperson.", "encoder.", "words-"))}
    assert len(scripts) == 2 + len(list((ROOT / "web/src/words").glob("*.ts")))
    frameworks = {"index", "tag", "react", "preact", "vue", "svelte"}
    typings = {f"types/{name}.d.ts" for name in frameworks}
    scripts |= {"capacitor.js", "react-native.js", "returning.js"}
    assert rest == texts | typings | {f"dist/{name}" for name in scripts}
    assert "dist/types/index.d.ts" in held
