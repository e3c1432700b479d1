"""A small laboratory of what browsers and pages do to a capture: nobody's face is to blame for it.

Safari's ways are made in Chromium: media that stop or are muted, tracks that end, tabs that freeze,
workers that die, elements that are moved in their document, no OffscreenCanvas.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.serving import PATIENCE_S, listening
from tests.web.conftest import Running, Visit
from tests.web.script import DONE, TARGET, TOKEN, WELCOME, Script, guidance

Visits = Callable[..., Visit]
_SHOP = """<!doctype html><html lang="en"><title>Shop</title>
<script type="module" src="{url}/assets/inperson.js"></script>
<inperson-capture server="{url}" session-token="{token}"></inperson-capture></html>"""
_FRAME = '<!doctype html><html lang="en"><title>Portal</title><iframe {more} src="{url}"></iframe>'
_KEEP_CAMERA = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => (window.camera = await ask(wanted));
"""
_ENDED = """(face) => new Promise((done) => face.addEventListener("error",
({ detail }) => done([detail.code, detail.retryable]), { once: true }))"""


@contextmanager
def site(text: str, policy: str = "") -> Iterator[str]:
    """Serve one page from an origin of its own, under a policy of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    with listening(running):
        yield f"http://127.0.0.1:{running.server_port}"


def shop(server: Running) -> str:
    return _SHOP.format(url=server.url, token=TOKEN)


def frames_come(page: Page, script: Script) -> None:
    """Wait for new frames, listening those that come."""
    script.frames.clear()
    for _ in range(PATIENCE_S * 5):
        if len(script.frames) >= 3:
            return
        script.say(guidance("hold_still"))
        page.wait_for_timeout(200)
    pytest.fail("no frames come")


def begun(visit: Visits, *init: str) -> tuple[Visit, Script]:
    page = visit()
    for each in (_KEEP_CAMERA, *init):
        page.page.add_init_script(each)
    page.page.reload()
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    return page, script


def test_a_policy_without_connect_src_is_named_to_the_engineer_at_once(
    visit: Visits, server: Running
) -> None:
    policy = f"default-src 'none'; script-src {server.url}; connect-src 'self'"
    with site(shop(server), policy) as url:
        page = visit(path="/", url=url)
        ended = page.face.evaluate_handle(f"(face) => ({{ told: ({_ENDED})(face) }})")
        page.press("begin")
        assert ended.evaluate("(each) => each.told") == ["connect_policy", False]
        assert any("connect-src" in each and "inperson:" in each for each in page.said)
        expect(page.page.locator("inperson-capture h2")).to_have_text("This is not possible now.")


@pytest.mark.parametrize(
    ("more", "code"), [("", "camera_policy"), ('allow="camera"', "network_lost")]
)
def test_a_frame_that_may_have_no_camera_is_named_to_the_engineer(
    visit: Visits, server: Running, more: str, code: str
) -> None:
    with site(shop(server)) as inside, site(_FRAME.format(more=more, url=inside)) as url:
        page = visit(path="/", url=url)
        inner = page.page.frame_locator("iframe").locator("inperson-capture")
        ended = inner.evaluate_handle(f"(face) => ({{ told: ({_ENDED})(face) }})")
        inner.locator("button.begin").click()
        # With the camera it gets as far as the server, which knows no such session.
        assert ended.evaluate("(each) => each.told.then(([code]) => code)") == code
        assert any("allow=" in each for each in page.said) == (code == "camera_policy")


def test_a_worker_that_goes_silent_is_done_without(visit: Visits) -> None:
    page = visit()
    silent = "postMessage({ ready: true }); onmessage = () => {};"
    page.page.route(
        "**/encoder.js", lambda route: route.fulfill(body=silent, content_type="text/javascript")
    )
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    frames_come(page.page, script)
    assert any("encoder.js says nothing" in each for each in page.said)


@pytest.mark.parametrize(
    "body", ["throw new Error('dead')", "postMessage({ ready: true }); setTimeout(close, 300)"]
)
def test_a_worker_that_dies_is_done_without(visit: Visits, body: str) -> None:
    page = visit()
    page.page.route(
        "**/encoder.js", lambda route: route.fulfill(body=body, content_type="text/javascript")
    )
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    page.page.wait_for_timeout(500)
    frames_come(page.page, script)


def test_a_browser_without_offscreen_canvas_uses_one_of_the_page(visit: Visits) -> None:
    page, script = begun(visit, "delete window.OffscreenCanvas; delete window.VideoFrame")
    frames_come(page.page, script)
    assert page.page.workers == []
    assert script.frames[0][16:18] == b"\xff\xd8"


def test_media_that_the_browser_stops_are_started_again(visit: Visits) -> None:
    page, script = begun(visit)
    frames_come(page.page, script)
    video = "document.querySelector('inperson-capture').shadowRoot.querySelector('video')"
    page.page.evaluate(f"{video}.pause()")
    page.until(f"!{video}.paused")
    frames_come(page.page, script)


def test_an_element_that_is_moved_in_its_document_goes_on(visit: Visits) -> None:
    page, script = begun(visit)
    page.page.evaluate("document.body.append(document.querySelector('inperson-capture'))")
    frames_come(page.page, script)
    assert page.face.get_attribute("data-state") == "capturing"
    script.say(DONE)
    page.reaches("passed")


def test_a_camera_that_shows_nothing_says_so_and_blames_nobody(visit: Visits) -> None:
    page, script = begun(
        visit,
        """navigator.mediaDevices.getUserMedia = async () => {
          const canvas = document.createElement("canvas");
          canvas.getContext("2d").fillRect(0, 0, 9, 9);
          return (window.camera = canvas.captureStream(30));  // one picture, and no other
        };""",
    )
    for _ in range(PATIENCE_S * 5):
        if page.face.get_attribute("data-state") == "failed":
            break
        script.say(guidance("no_face"))
        page.page.wait_for_timeout(200)
    expect(page.page.locator("inperson-capture h2")).to_have_text("The camera shows no picture.")
    expect(page.page.locator("inperson-capture button.again")).to_be_visible()


def test_a_track_that_ends_ends_it_and_can_be_tried_again(visit: Visits) -> None:
    page, _ = begun(visit)
    page.page.evaluate(
        """() => {
          const [track] = window.camera.getTracks();
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }"""
    )
    page.reaches("failed")
    expect(page.page.locator("inperson-capture button.again")).to_be_visible()


def test_a_tab_that_was_frozen_goes_on(visit: Visits) -> None:
    page, script = begun(visit)
    hidden = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });"
    for value, state in (("true", "paused"), ("false", "capturing")):
        page.page.evaluate(hidden % value + "document.dispatchEvent(new Event('visibilitychange'))")
        page.reaches(state)
        if state == "paused":
            # Frozen: no timer runs, and then all of them are late.
            page.page.evaluate(
                "{ const until = performance.now() + 9000; while (performance.now() < until); }"
            )
    frames_come(page.page, script)
    assert page.face.get_attribute("data-state") == "capturing"
