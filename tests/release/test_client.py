"""The client where there is nothing else: installed from its wheel, and used against a server."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.http.conftest import Api, api
from tests.release.conftest import UV, Place, Release
from tests.scene import png

__all__ = ["api"]
NEEDED = {"inperson-client", "httpx", "websockets", "httpcore", "h11", "anyio", "certifi", "idna"}

MAIN_JOB = """
import asyncio, sys
from pathlib import Path
from inperson.client import AsyncClient, Client, ProblemError

url, token, first, second = sys.argv[1:]
with Client(url, token) as face:
    enrolled = face.enroll("customer-17", [Path(first)], unsafe_no_liveness=True)
    print(enrolled.decision)

async def main():
    async with AsyncClient(url, token) as face:
        for photo in (first, second):
            shown = [Path(photo)]
            seen = await face.authenticate("customer-17", shown, unsafe_no_liveness=True)
            print(seen.decision)
        await face.erase("customer-17")
        try:
            await face.subject("customer-17")
        except ProblemError as error:
            print(error.code)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def alone(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with the client's wheel and what that asks for."""
    made = Place(tmp_path_factory.mktemp("client"))
    made.install(release.one("inperson_client-*.whl"))
    return made


def test_it_brings_httpx_and_websockets_alone(alone: Place) -> None:
    words = [UV, "pip", "list", "--format", "json", "--python", alone.python]
    listed = subprocess.run(words, check=True, capture_output=True, text=True)
    assert {each["name"] for each in json.loads(listed.stdout)} <= NEEDED | {"typing-extensions"}


def test_a_face_is_enrolled_known_again_and_erased(alone: Place, api: Api, tmp_path: Path) -> None:
    for person in (1, 2):
        (tmp_path / f"{person}.png").write_bytes(png(person))
    words = [alone.python, "-I", "-c", MAIN_JOB, api.url, api.token]
    words += [tmp_path / "1.png", tmp_path / "2.png"]
    done = subprocess.run(words, cwd=alone.state, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["enrolled", "match", "no_match", "subject_not_enrolled"]
