"""Show files in Chromium, in a process of its own: its event loop is in no other test's way.

Reads from standard input a JSON list of files in base64; writes one of what was shown: width,
height and RGBA in base64, or null.
"""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
_PATIENCE_S = 300
_SHOW = """
files => Promise.all(files.map(async file => {
  const image = new Image()
  image.src = 'data:;base64,' + file
  const shown = await new Promise(done => {
    image.onload = () => done(true)
    image.onerror = () => done(false)
  })
  if (!shown) return null
  const [width, height] = [image.naturalWidth, image.naturalHeight]
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  canvas.drawImage(image, 0, 0)
  const pixels = canvas.getImageData(0, 0, width, height).data
  return [width, height, btoa(Array.from(pixels, each => String.fromCharCode(each)).join(''))]
}))
"""


def shown(files: Mapping[str, bytes]) -> dict[str, np.ndarray | None]:
    """Return what a page shows of each file: (H, W, 3) uint8 RGB, or None."""
    asked = json.dumps([base64.b64encode(each).decode() for each in files.values()])
    answered = subprocess.run(
        [sys.executable, "-m", "tests.vision.chromium"],
        input=asked,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=_PATIENCE_S,
    )
    return dict(zip(files, map(_pixels, json.loads(answered.stdout)), strict=True))


def _pixels(shown: tuple[int, int, str] | None) -> np.ndarray | None:
    if shown is None:
        return None
    width, height, rgba = shown
    return np.frombuffer(base64.b64decode(rgba), np.uint8).reshape(height, width, 4)[..., :3]


def main() -> None:
    with sync_playwright() as running:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.set_default_timeout(1000 * _PATIENCE_S)
        json.dump(page.evaluate(_SHOW, json.load(sys.stdin)), sys.stdout)
        browser.close()


if __name__ == "__main__":
    main()
