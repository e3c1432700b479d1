"""The clients in Java and Go, as a release packs them, compiled, and used against a server."""

import os
import re
import shutil
import subprocess
import tarfile
import textwrap
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.http.conftest import Api, api
from tests.release.conftest import Release
from tests.scene import png

__all__ = ["api"]
TOOLS = ROOT / ".cache/clients"
JARS = Path("/usr/share/java")
OF_JAVA = [JARS / f"{each}.jar" for each in ("httpcore", "httpmime", "jakarta-annotation-api")]
LINTS = "-Xlint:all,-serial,-deprecation,-path"
SAID = ["enrolled", "match", "no_match", "open", "true", "false", "unknown_default_open_api"]
GONE = ["404", "subject_not_enrolled"]


def run(*words: str | Path, cwd: Path, **more: str) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, env=os.environ | more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def clients(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("clients")
    with tarfile.open(release.one("inperson_clients.tar.gz")) as packed:
        packed.extractall(into, filter="data")
    return into


def snippet(language: str, program: Path) -> None:
    """See that what the documentation shows stands in the program that is run."""
    shown = re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs/install.md").read_text(), re.S)
    assert shown
    run_lines = [line.strip() for line in program.read_text().splitlines()]
    for each in shown:
        said = [line.split("//")[0].strip() for line in textwrap.dedent(each).splitlines()]
        assert [line for line in said if line and line not in run_lines] == []


def did(program: list[str | Path], api: Api, folder: Path) -> list[str]:
    for person in (1, 2):
        (folder / f"{person}.png").write_bytes(png(person))
    return run(*program, api.url, api.token, "1.png", "2.png", cwd=folder).split()


def test_java_does_the_main_job(clients: Path, api: Api, tmp_path: Path) -> None:
    if shutil.which("javac") is None:
        pytest.skip("javac is not installed")
    if missing := [each.name for each in OF_JAVA if not each.exists()]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    (jackson,) = TOOLS.glob("lib/python3*/site-packages/openapi_generator_cli/*.jar")
    jars = os.pathsep.join(map(str, [jackson, *OF_JAVA]))
    program = ROOT / "packages/java/test/Main.java"
    sources = [*clients.glob("java/src/**/*.java"), program]
    strict = [LINTS, "-Werror", "-proc:none", "--release", "11"]
    run(
        "javac",
        "-J-XX:TieredStopAtLevel=1",
        *strict,
        "-cp",
        jars,
        "-d",
        tmp_path,
        *sources,
        cwd=tmp_path,
    )
    java: list[str | Path] = ["java", "-cp", os.pathsep.join([str(tmp_path), jars]), "Main"]
    assert did(java, api, tmp_path) == SAID + GONE
    snippet("java", program)


def test_go_does_the_main_job(clients: Path, api: Api, tmp_path: Path) -> None:
    client, program = "inperson.example/clients/go", ROOT / "packages/go/test/main.go"
    shutil.copy(program, tmp_path)
    module = f"module shop\ngo 1.23\nrequire {client} v0.1.0\nreplace {client} => {clients}/go\n"
    (tmp_path / "go.mod").write_text(module)
    alone = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    cache = {"GOCACHE": str(ROOT / ".cache/go"), "CGO_ENABLED": "0"}
    fast = "-gcflags=all=-N -l"  # not to optimise spares a third of the time
    run(TOOLS / "bin/go", "build", fast, "-o", "main", ".", cwd=tmp_path, **alone, **cache)
    assert did([tmp_path / "main"], api, tmp_path) == SAID + GONE
    snippet("go", program)


def test_every_route_is_in_every_client(clients: Path, api: Api) -> None:
    assert api.app is not None
    paths = api.app.openapi()["paths"].values()
    routes = [each["operationId"] for path in paths for each in path.values()]
    written = {
        "java": "src/main/java/inperson/client/api/*.java",
        "go": "api_*.go",
        "csharp": "src/Inperson.Client/Api/*.cs",
    }
    for language, where in written.items():
        said = "".join(each.read_text().lower() for each in clients.glob(f"{language}/{where}"))
        assert [name for name in routes if name.lower() not in said] == []
        names = "".join(each.name for each in (clients / language).rglob("*")).lower()
        assert "inline" not in names
        assert "request_data" not in names
