"""Time the web SDK in Chromium: `python -m benchmarks.web`, after `make web models photos`.

Chromium, the server and its models share the machine, as `make demo` has them. A film of a face
plays through Chromium's own fake camera, so that nothing is rendered meanwhile.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from tests.web.conftest import STATIC
from tests.web.studio import film_of_earlier_session

from benchmarks.peers import ROOT
from inperson_lab.browser import launch

FILES = ("inperson.js", "encoder.js")
PEERS = {
    "AWS Amplify FaceLivenessDetector, model and runtime": 525_000,
    "a commercial component": 3_700_000,
}
"""As published, in bytes over the wire: quoted, not measured here."""
_WATCH = """() => {
  const face = document.querySelector("inperson-capture");
  const seen = (window.seen = { tap: 0, ready: 0, hints: [], long: [] });
  face.shadowRoot.addEventListener("click", () => (seen.tap = performance.now()), true);
  face.addEventListener("ready", () => (seen.ready = performance.now()));
  face.addEventListener("hint", () => seen.hints.push(performance.now()));
  new PerformanceObserver((list) => seen.long.push(
    ...list.getEntries().map((each) => [each.startTime, each.duration]))
  ).observe({ type: "longtask" });
}"""


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture, as the page saw it."""

    ready_ms: float
    """From the tap until the server had taken the capture: camera, session, connection."""
    first_hint_ms: float
    """From the tap until the first hint."""
    frames_hz: float
    """Frames that were answered, a second."""
    long_tasks: int
    """Tasks over 50 ms of the page's own thread, from the tap to the end."""
    longest_ms: float


def measure(rounds: int) -> list[Capture]:
    """Run captures one after the other, each in a browser of its own."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        film = film_of_earlier_session(Path(folder) / "camera.mjpeg")
        module = os.environ.get("WEB_TEST_SERVER", "tests.web.server")
        command = [sys.executable, "-m", module, folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                url = json.loads(server.stdout.readline())["url"]
                found = []
                for _ in range(rounds):
                    browser = launch(
                        playwright,
                        "--use-fake-ui-for-media-stream",
                        f"--use-file-for-fake-video-capture={film}",
                    )
                    found.append(_capture(browser.new_page(), url))
                    browser.close()
                return found
            finally:
                server.terminate()


def _capture(page: Page, url: str) -> Capture:
    page.goto(f"{url}/demo")
    page.evaluate(_WATCH)
    page.locator("inperson-capture button.begin").click()
    page.wait_for_selector("inperson-capture [part=ask]")  # the second tap agrees, and is timed
    page.locator("inperson-capture button.begin").click()
    page.wait_for_selector(
        ",".join(f"inperson-capture[data-state={each}]" for each in ("refused", "passed")),
        timeout=60_000,
    )
    seen: dict[str, Any] = page.evaluate("window.seen")
    hints = seen["hints"]
    long = [length for start, length in seen["long"] if start >= seen["tap"]]
    return Capture(
        ready_ms=seen["ready"] - seen["tap"],
        first_hint_ms=hints[0] - seen["tap"],
        frames_hz=(len(hints) - 1) / (hints[-1] - hints[0]) * 1e3,
        long_tasks=len(long),
        longest_ms=max(long, default=0.0),
    )


def main() -> None:
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in FILES}
    captures = measure(rounds=5)
    middle = {name: median(getattr(each, name) for each in captures) for name in Capture.__slots__}
    total = sum(sizes.values())
    print(f"what a page loads   {total / 1e3:6.1f} kB gzip")
    for name, size in PEERS.items():
        print(f"  beside            {size / 1e3:6.0f} kB  {name} ({size / total:.0f} x)")
    print(f"tap to ready        {middle['ready_ms']:6.0f} ms")
    print(f"tap to first hint   {middle['first_hint_ms']:6.0f} ms")
    print(f"frames answered     {middle['frames_hz']:6.1f} a second")
    print(
        f"long tasks          {middle['long_tasks']:6.0f} a capture, at most "
        f"{max(each.longest_ms for each in captures):.0f} ms"
    )
    out = ROOT / "reports"
    out.mkdir(exist_ok=True)
    facts = {"gzip_bytes": sizes, "captures": [asdict(each) for each in captures]}
    (out / "web.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
