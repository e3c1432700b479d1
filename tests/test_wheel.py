"""The wheel of a server: what is in it, and that it runs where there is no checkout."""

import os
import re
import shutil
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE", ".gitignore")
STATIC = "inperson/http/pages/static"


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out],
        cwd=source,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = build(ROOT, out)
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl")
    return made


class Place:
    """An environment with the wheel and what it needs, and nothing of the checkout."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.bin = folder / "venv" / "bin"
        self.state = folder / "state"
        self.state.mkdir()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.state),
            "INPERSON_MODELS_DIR": str(models),
            "INPERSON_PORT": "0",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / "inperson", *words],
            cwd=self.state,
            env=self.env,
            capture_output=True,
            text=True,
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        server = subprocess.Popen(
            [self.bin / "inperson", "serve"],
            cwd=self.state,
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found
            yield found[0]
        finally:
            server.terminate()
            assert server.stdout is not None
            server.stdout.close()
            server.wait()


@pytest.fixture(scope="module")
def place(wheel: Path, models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("place")
    venv.create(folder / "venv", symlinks=True)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    theirs = Path(np.__file__).parent.parent
    for each in theirs.iterdir():  # as if it had been installed, in no time
        if "inperson" not in each.name and each.suffix != ".pth":
            (site / each.name).symlink_to(each)
    uv = Path(sys.executable).parent / "uv"
    words = [uv, "pip", "install", "-q", "--offline", "--no-deps"]
    subprocess.run([*words, "--python", folder / "venv/bin/python", wheel], check=True)
    return Place(folder, models_dir)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_it_holds_the_server_alone(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in names(wheel)}
    assert tops == {"inperson", "inperson-0.1.0.dist-info"}
    held = {part for name in names(wheel) for part in name.split("/")}
    assert not held & {"lab", "inperson_lab", "evaluation", "tests", "benchmarks", "fuzz"}


def test_it_holds_every_page_that_was_built(wheel: Path) -> None:
    built = {f"{STATIC}/{each.name}" for each in (ROOT / "src" / STATIC).iterdir()}
    assert len(built) > 5
    assert built <= names(wheel)


def test_without_the_pages_none_is_built(tmp_path: Path) -> None:
    for name in SOURCES:
        shutil.copy(ROOT / name, tmp_path / name)
    unbuilt = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(ROOT / "src" / "inperson", tmp_path / "src" / "inperson", ignore=unbuilt)
    done = build(tmp_path, tmp_path / "dist")
    assert done.returncode != 0
    assert "inperson.js" in done.stderr
    assert "make web" in done.stderr
    assert not list(tmp_path.glob("dist/*"))


def test_its_commands_run(place: Place) -> None:
    assert "tenants" in place.run("--help").stdout
    made = place.run("tenants", "create", "one")
    assert made.returncode == 0, made.stderr
    assert "one" in place.run("tenants", "list").stdout


@pytest.mark.parametrize("words", [["demo"], ["evaluate", "verification", "folder"]])
def test_what_the_lab_adds_is_named(place: Place, words: list[str]) -> None:
    done = place.run(*words)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "Install inperson-lab" in done.stderr


@pytest.mark.needs_models
def test_its_server_answers_with_the_pages(place: Place) -> None:
    with place.serving() as url:
        end = time.monotonic() + 120
        while True:
            try:
                assert urlopen(f"{url}/healthz", timeout=120).status == 200
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        script = urlopen(f"{url}/assets/inperson.js", timeout=120).read()
    assert script == (ROOT / "src" / STATIC / "inperson.js").read_bytes()
