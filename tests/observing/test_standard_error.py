"""Lines of the log stand alone on standard error, whatever a library prints there."""

import json
import subprocess
import sys

_SERVER = """
import logging, os, sys
import cv2, numpy as np
from inperson.observing import configure_logs, own_standard_error
from inperson.vision import decode_image

configure_logs("json", "info", stream=own_standard_error())
pixels = np.random.default_rng(5).integers(0, 255, (480, 640, 3)).astype(np.uint8)
frame = bytearray(cv2.imencode(".jpg", pixels)[1].tobytes())
frame[9000:9009] = bytes(9)
decode_image(bytes(frame))  # "Corrupt JPEG data: 296 extraneous bytes before marker 0xd9"
logging.getLogger("inperson.test").warning("a line")
print("another", file=sys.stderr)
if "crash" in sys.argv:
    os.abort()
"""


def said(*words: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", _SERVER, *words], capture_output=True, text=True, check=False
    )
    return ended.stderr.splitlines()


def test_what_libjpeg_says_of_a_frame_is_not_between_the_lines_of_the_log() -> None:
    line, other = said()
    assert json.loads(line)["event"] == "a line"
    assert other == "another"


def test_a_crash_is_still_told() -> None:
    assert "Fatal Python error: Aborted" in said("crash")
