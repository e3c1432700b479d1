"""What a shop's bundler makes of the npm package, in a browser: nothing is asked for in vain."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.serving import listening
from tests.web.conftest import Visit
from tests.web.script import DONE, TARGET, TOKEN, WELCOME, Script, guidance

Visits = Callable[..., Visit]
PAGE = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Shop</title>
<link rel="icon" href="data:,">
<inperson-capture session-token="{token}"></inperson-capture>
<script type="module" src="{script}"></script></html>"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a registry gives it."""
    folder = tmp_path_factory.mktemp("package")
    words = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run(words, cwd="web", check=True, capture_output=True)
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as held:
        held.extractall(folder, filter="data")
    return folder / "package"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("bundler", ["vite", "parcel", "esbuild", "webpack"])
def test_a_bundle_finds_the_encoder_and_the_language(
    visit: Visits, package: Path, tmp_path: Path, bundler: str
) -> None:
    shutil.copytree(package, tmp_path / "node_modules" / "@inperson" / "web")
    (tmp_path / "main.js").write_text('import "@inperson/web";\n')
    reads = {"@parcel/resolver-default": {"packageExports": True}}
    (tmp_path / "package.json").write_text(json.dumps(reads))
    (tmp_path / "index.html").write_text(PAGE.format(token=TOKEN, script="/main.js"))
    builder = Path("web/test/bundles/build.mjs").resolve()
    subprocess.run(["node", builder, bundler, str(tmp_path)], check=True)
    if bundler not in {"vite", "parcel"}:  # which write the page too
        shutil.copy(tmp_path / "index.html", tmp_path / "out")
    with served(tmp_path / "out") as url:
        page = visit(path="/index.html", url=url)
        answers: list[tuple[int, str]] = []
        page.page.on("response", lambda answer: answers.append((answer.status, answer.url)))
        page.page.reload()
        script = Script(page.page, WELCOME, TARGET, guidance("hold_still"))
        page.page.wait_for_selector("inperson-capture >> text=Gesichtsprüfung")
        page.press("begin")
        page.reaches("capturing")
        worker = page.page.workers[0]
        assert worker.url.startswith(url)
        assert worker.evaluate("typeof onmessage") == "function"
        script.say(DONE)
        page.reaches("passed")
    assert (200, worker.url) in answers
    assert max(status for status, _ in answers) < 400
    assert page.said == []
