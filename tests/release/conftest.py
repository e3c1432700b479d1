"""What `make release` makes, and an environment in which nothing else is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

UV = Path(sys.executable).parent / "uv"


@dataclass(frozen=True)
class Release:
    """The folder of what is published."""

    folder: Path

    def one(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    out = tmp_path_factory.mktemp("dist")
    environment = os.environ | {"MAKEFLAGS": ""}
    # one at a time: npm packs what it first copies into web/
    words = ["flock", ROOT / ".cache" / "release.lock", "make", "release", f"DIST={out}"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return Release(out)


class Place:
    """A new virtual environment, and an empty folder to work in. Nothing of a checkout is there."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "venv" / "bin" / "python"
        self.state = folder / "state"
        self.state.mkdir()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.state),
            "INPERSON_PORT": "0",
            "INPERSON_OPERATOR": "Test operator",
            "INPERSON_OPERATOR_CONTACT": "privacy@operator.example",
            "INPERSON_LOCATION": "Here",
        }
        subprocess.run([UV, "venv", "-q", "-p", sys.executable, folder / "venv"], check=True)

    def install(self, *words: str | Path) -> None:
        """Install as `pip install` does, out of uv's cache where that has it all.

        Files are links into the cache: a copy is 900 MB.
        """
        known = ("-c", ROOT / "requirements" / "runtime.txt", "--link-mode", "symlink")
        command = [UV, "pip", "install", "-q", "--python", self.python, *known, *words]
        done = subprocess.run([*command, "--offline"], capture_output=True)
        if done.returncode != 0:
            subprocess.run(command, check=True)

    def run(self, *words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python.parent / "inperson", *words],
            cwd=self.state,
            env=self.env | variables,
            capture_output=True,
            text=True,
        )

    def done(self, *words: str | Path, **variables: str) -> str:
        """Return what a command prints that is to succeed."""
        done = self.run(*words, **variables)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout.strip()

    @contextmanager
    def serving(self, **variables: str) -> Iterator[str]:
        server = subprocess.Popen(
            [self.python.parent / "inperson", "serve"],
            cwd=self.state,
            env=self.env | variables,
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
def place(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with the server's wheel and what that asks for."""
    made = Place(tmp_path_factory.mktemp("place"))
    made.install(release.one("inperson-*.whl"))
    return made
