"""Files as cameras, editors and hostile senders make them, all of one small scene."""

from functools import cache

from tests.vision.files.jpegs import jpegs
from tests.vision.files.pngs import pngs
from tests.vision.files.webps import webps


@cache
def corpus() -> dict[str, bytes]:
    """Return all of them, by what they are."""
    return jpegs() | pngs() | webps()
