"""What a real browser tells of where its frames come from, and what a script in its place does."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import WebSocket

from inperson.http.capture_messages import read_frame
from inperson.http.limits import CaptureLimits
from inperson.liveness import Finding, Origin, load_thresholds
from inperson_lab.browser import start
from tests.web.conftest import Running, Window

HERE = Path(__file__).parent
_FRAMES = 14
_CANVAS = (HERE / "canvas.js").read_text()
_NAMED = """
Object.defineProperty(MediaStreamTrack.prototype, "label", { get: () => "OBS Virtual Camera" });
"""
_LYING = (HERE / "lying.js").read_text()


@dataclass
class Heard:
    """What a page has sent on its capture's line."""

    camera: dict[str, str] = field(default_factory=dict)
    taken_ms: list[int] = field(default_factory=list)

    def listen(self, line: WebSocket) -> None:
        line.on("framesent", self._sent)

    def _sent(self, payload: Any) -> None:
        if isinstance(payload, bytes):
            self.taken_ms.append(read_frame(payload, CaptureLimits()).client_ms)
        elif (said := json.loads(payload))["type"] == "hello":
            self.camera = said["camera"]

    def found(self) -> Finding:
        origin = Origin(self.camera, (640, 480), tuple(self.taken_ms))
        limits = load_thresholds()
        return limits.finding(
            "origin",
            named=origin.named,
            told=origin.told,
            stands_in=origin.stands_in,
            misshapen=origin.misshapen,
            uneven_ms=origin.uneven_ms or 0.0,
        )


def hear(window: Window, url: str, script: str = "") -> Finding:
    """Let a page begin a capture, and hear what it sends of its camera."""
    page, _said = window()
    heard = Heard()
    page.on("websocket", heard.listen)
    if script:
        page.add_init_script(script)
    page.goto(url + "/demo")
    start(page)
    while len(heard.taken_ms) < _FRAMES:
        page.wait_for_timeout(100)
    page.close()
    return heard.found()


@pytest.mark.needs_models
@pytest.mark.parametrize(
    ("script", "against"),
    [
        ("", {"named"}),  # Chromium's own fake camera says so: a camera in all but its name
        (_CANVAS, {"named", "stands_in"}),
        (_CANVAS + _NAMED, {"named", "stands_in"}),
        (_CANVAS + _LYING, set()),  # what a script that lies about all of it is not told by
    ],
    ids=["fake camera", "canvas", "virtual camera", "a script that lies"],
)
def test_what_a_browser_tells_of_its_camera_and_a_script_of_none(
    server: Running, window: Window, script: str, against: set[str]
) -> None:
    found = hear(window, server.url, script)
    refused = {each.name for each in found.measures if not each.holds}
    assert refused - {"uneven_ms"} == against, found.evidence  # a busy machine's clock is no test
