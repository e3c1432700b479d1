"""The examples, and with them every snippet of /integrate, from the password to the greeting."""

import contextlib
import html
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from examples.flask_shop.shop import make_shop
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PageTimeout
from werkzeug.serving import make_server

from inperson.client import Client, ProblemError
from inperson_lab.browser import show, start
from tests.serving import TRIES, listening
from tests.web.conftest import Running, Window
from tests.web.studio import ALICE, living

pytestmark = pytest.mark.needs_models
_REACT = """<!doctype html><html lang="en"><title>Shop</title><div id="app"></div>
<script type="module" src="/app"></script></html>"""
STATIC = Path("src/inperson/http/pages/static")


@contextmanager
def flask_shop(server: Running, **more: tuple[str, str]) -> Iterator[str]:
    """Run the shop, with further files by name: media type and content."""
    with Client(server.url, server.token) as face:
        shop = make_shop(server.url, face)
        for name, (media_type, content) in more.items():
            answer = shop.response_class(content, mimetype=media_type)
            shop.add_url_rule(f"/{name}", name, lambda answer=answer: answer)
        running = make_server("127.0.0.1", 0, shop, threaded=True)
        with listening(running):
            yield f"http://127.0.0.1:{running.server_port}"
    forget(server)


def forget(server: Running) -> None:
    """Erase the shops' customers, who are to be enrolled by the next shop of this server."""
    with Client(server.url, server.token) as face:
        for each in ("customer-17", "customer-18"):
            with contextlib.suppress(ProblemError):
                face.erase(each)  # where somebody was enrolled


@contextmanager
def node_shop(server: Running) -> Iterator[str]:
    given = {"INPERSON_URL": server.url, "INPERSON_TOKEN": server.token, "PORT": "0"}
    with subprocess.Popen(
        ["node", "examples/node_shop/server.mjs"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], **given},
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
    forget(server)


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("Name").fill("mia")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/second-step")


def show_face(page: Page, done: str = "h1:text('Hello, mia')") -> None:
    """Begin, and try again where it came to nothing, until the page shows that it is done."""
    start(page)
    over = ",".join(f"inperson-capture[data-state={each}]" for each in ("refused", "failed"))
    came: list[str] = []
    for _ in range(TRIES):
        try:
            page.wait_for_selector(f"{over}, {done}", timeout=120_000)
        except PageTimeout:
            came.append(str(page.locator("inperson-capture").get_attribute("data-state")))
            break
        if page.locator(done).count():
            return
        came.append(page.locator("inperson-capture").inner_text())
        page.locator("inperson-capture button.again").click()
        page.wait_for_selector(f"inperson-capture:not({over})", state="attached")
    pytest.fail(f"not done, but: {came}")


@pytest.mark.parametrize("shop", [flask_shop, node_shop])
def test_a_shop_asks_for_the_face_after_the_password(
    server: Running, window: Window, shop: Callable[[Running], Iterator[str]]
) -> None:
    with shop(server) as url:  # type: ignore[attr-defined]
        page, _said = window()
        show(page, living(ALICE, 1))
        sign_in(page, url)
        assert page.locator("inperson-capture").get_attribute("purpose") == "enroll"
        show_face(page)
        page.context.clear_cookies()
        page.goto(url)
        page.wait_for_url("**/login")
        sign_in(page, url)
        assert page.locator("inperson-capture").get_attribute("purpose") == "authenticate"
        show_face(page)
        page.screenshot(path=f"reports/web/30-{shop.__name__}.png")


def test_a_wrong_password_never_gets_to_the_face(server: Running, window: Window) -> None:
    with flask_shop(server) as url:
        page, _said = window()
        page.goto(f"{url}/login")
        page.get_by_label("Name").fill("mia")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("body")).to_contain_text("Unauthorized")
        assert page.request.get(f"{url}/").url.endswith("/login")


def test_the_react_component_runs_as_it_is_printed(
    server: Running, window: Window, tmp_path: Path
) -> None:
    built = subprocess.run(
        ["node", "test/react/build.mjs", str(tmp_path / "app.js")], cwd="web", check=False
    )
    assert built.returncode == 0
    page, _said = window()
    show(page, living(ALICE, 1))
    script = f"window.INPERSON = {server.url!r};" + (tmp_path / "app.js").read_text()
    files = {"react": ("text/html", _REACT), "app": ("text/javascript", script)}
    with flask_shop(server, **files) as shop:
        sign_in(page, shop)  # the shop's back end is the same; its page is another
        page.goto(f"{shop}/react")
        show_face(page, "#done")
        page.screenshot(path="reports/web/31-react.png")


def test_a_shop_without_flask_says_in_one_line_what_to_install() -> None:
    code = "import runpy, sys; sys.modules['flask'] = None"
    code += "; runpy.run_module('examples.flask_shop', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "This shop needs Flask: pip install flask\n"


def test_the_page_for_engineers_prints_what_the_tests_ran() -> None:
    page = (STATIC / "integrate.html").read_text()
    snippets = re.findall(r'<pre[^>]* data-path="([^"]+)">(.*?)</pre>', page, flags=re.S)
    assert {path for path, _ in snippets} == {
        "flask_shop/shop.py",
        "node_shop/server.mjs",
        "page/face.html",
        "page/face.js",
        "react/FaceCheck.jsx",
    }
    for path, printed in snippets:
        source = "".join((Path("examples") / path).read_text().split())
        for line in html.unescape(printed).splitlines():
            assert "".join(line.split()) in source
